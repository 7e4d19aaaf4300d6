import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import type { Company } from '../src/company.ts'
import { INES } from '../src/company.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

/** What the question is called, in both languages. */
const QUESTION = /^(Is the earlier conversation yours\?|Ist das frühere Gespräch von Ihnen\?)$/
const YES = /^(Yes, it is mine|Ja, von mir)$/
const NO = /^(No, not mine|Nein)$/

/** Everybody is asked, so that no story waits for half an hour. */
async function asks({ admin }: Company): Promise<void> {
  await answered(admin.PUT('/admin/v1/join-policy', { body: { policy: 'ask', confirmed: false } }))
}

async function question(visitor: Visitor) {
  return (await visitor.messenger()).getByRole('heading', { name: QUESTION })
}

/** Says something on the shop's page without signing in, and then signs in on another. */
async function wroteAndSignsIn(visitor: Visitor, company: Company): Promise<void> {
  await asks(company)
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes('Where is my order?')
  await expect.poll(() => company.books.only()).toMatchObject({ mark: 'not_verified' })
  visitor.goesToALogin()
  await visitor.logsIn('mara')
  await visitor.isSignedIn('mara')
  await seen(await question(visitor))
}

story('MRG-11: yes, with the keyboard alone: it is theirs, unmarked, and agents see who said so', async ({ cast, company }) => {
  const { books } = company
  const mara = await cast.visitor(reader('en'))
  await wroteAndSignsIn(mara, company)
  expect(await mara.reads()).toEqual([])
  const messenger = await mara.messenger()
  expect(await faultsOf('the question', mara.page, messenger)).toEqual([])

  await mara.writes('I am signed in now.')
  await mara.sees('I am signed in now.')
  await messenger.getByRole('button', { name: 'Log out' }).focus()
  await tabTo(mara.page, 'button', YES)
  await mara.page.keyboard.press('Enter')
  await mara.sees('Where is my order?')
  await gone(await question(mara))
  await seen(messenger.getByText('You signed in'))
  await expect.poll(() => books.only()).toMatchObject({
    externalId: 'usr_48213',
    tickets: ['1 closed into 2', '2 open'],
    said: ['not_verified: Where is my order?', 'verified_when_written: I am signed in now.'],
  })

  const noor = await cast.agent()
  await noor.opens('I am signed in now.')
  await seen(noor.log.getByText('they said in the messenger that the earlier conversation is theirs'))
  await seen(noor.person.getByText(/^Joined because they said in the messenger/))
  expect(await faultsOf('the workspace after a yes', noor.page)).toEqual([])
})

story('MRG-11: no: it stays with whoever wrote it, and nothing of it is shown', async ({ cast, company }) => {
  const mara = await cast.visitor()
  await wroteAndSignsIn(mara, company)
  await (await mara.messenger()).getByRole('button', { name: NO }).click()
  await gone(await question(mara))
  await mara.writes('Something else.')
  await mara.sees('Something else.')
  expect(await mara.reads()).toEqual(['Something else.'])
  await mara.page.reload()
  await mara.opensTheMessenger()
  await mara.sees('Something else.')
  expect(await (await question(mara)).count()).toBe(0)
  await expect.poll(() => company.books.open()).toMatchObject([
    { externalId: null, mark: 'not_verified', said: ['not_verified: Where is my order?'] },
    { externalId: 'usr_48213', said: ['verified_when_written: Something else.'] },
  ])
})

story('MRG-11: all tabs of the browser ask, and none does any more once one has been answered', async ({ cast, company }) => {
  const mara = await cast.visitor()
  await wroteAndSignsIn(mara, company)
  const tab = await mara.inAnotherTab()
  await tab.opensTheMessenger()
  await seen(await question(tab))
  await (await tab.messenger()).getByRole('button', { name: YES }).click()
  for (const one of [mara, tab]) {
    await one.sees('Where is my order?')
    await gone(await question(one))
  }
})

story('MRG-11, SES-10: another person who signs in on the device is never asked in the first one’s place', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  await wroteAndSignsIn(mara, company)
  await mara.logsOut()
  await mara.isNotSignedIn()
  await gone(await question(mara))
  mara.goesToALogin()
  await mara.logsIn('tomasz')
  await mara.isSignedIn('tomasz')
  expect(await (await question(mara)).count()).toBe(0)
  expect(await mara.reads()).toEqual([])
})

story('the question is without barriers in German', async ({ cast, company }) => {
  const mara = await cast.visitor(reader('de'))
  await asks(company)
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Wo ist meine Bestellung?')
  await expect.poll(() => company.books.only()).toMatchObject({ mark: 'not_verified' })
  mara.goesToALogin()
  await mara.logsIn('mara')
  await seen(await question(mara))
  expect(await faultsOf('the question in German', mara.page, await mara.messenger())).toEqual([])
})

story('MRG-11: an administrator chooses when to ask, and joining always asks for a confirmation', async ({ cast, company }) => {
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/email-policy')
  const section = page.getByRole('region', { name: 'What was written before a login' })
  const inForce = async () => (await answered(company.admin.GET('/admin/v1/join-policy'))).policy
  await section.getByRole('radio', { name: /^Always asked/ }).check()
  await section.getByRole('button', { name: 'Save' }).click()
  await seen(section.getByText('Saved.'))
  expect(await inForce()).toBe('ask')

  await section.getByRole('radio', { name: /^Joined however old/ }).check()
  await section.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Join without asking, however old?' })
  await seen(dialog.getByText('also by somebody else'))
  expect(await faultsOf('joining always', page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect.poll(() => dialog.isVisible()).toBe(false)
  expect(await inForce()).toBe('ask')
  await section.getByRole('button', { name: 'Save' }).click()
  await dialog.getByRole('button', { name: 'Join without asking' }).click()
  await seen(section.getByText('Saved.'))
  expect(await inForce()).toBe('always')
})
