import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { INES } from '../src/company.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

const ALL = /^(All conversations|Alle Gespräche)/
const BEGIN = /^(New conversation|Neues Gespräch)$/
const TITLE = /^(Your conversations|Ihre Gespräche)$/

/** Shows the list of their conversations. */
async function lists(visitor: Visitor): Promise<Locator> {
  const messenger = await visitor.messenger()
  await messenger.getByRole('button', { name: ALL }).click()
  await seen(messenger.getByRole('heading', { name: TITLE }))
  return messenger.getByRole('listitem')
}

/** Begins a conversation with these words. */
async function begins(visitor: Visitor, text: string): Promise<void> {
  await lists(visitor)
  await (await visitor.messenger()).getByRole('button', { name: BEGIN }).click()
  await visitor.writes(text)
  await visitor.sees(text)
}

story('MRG-9: somebody has several conversations, each with its ticket, and is answered in each', async ({ cast, company }) => {
  const { books } = company
  await company.letsHaveSeveral(true)
  const [mara, noor] = [await cast.visitor(reader('en')), await cast.agent()]
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('The shoes are too small.')
  await mara.sees('The shoes are too small.')
  await begins(mara, 'I need a bill.')
  expect(await mara.reads()).toEqual(['I need a bill.'])
  await expect.poll(() => books.open()).toMatchObject([
    { externalId: 'usr_48213', tickets: ['1 new'], said: ['verified_when_written: The shoes are too small.'] },
    { externalId: 'usr_48213', tickets: ['2 new'], said: ['verified_when_written: I need a bill.'] },
  ])

  await noor.opens('The shoes are too small.')
  const others = noor.person.locator('section').filter({ hasText: 'Their other conversations' })
  await seen(others.getByRole('link', { name: '2' }))
  expect(await faultsOf('the workspace with another conversation', noor.page)).toEqual([])
  await noor.answers('We send you others.')
  const messenger = await mara.messenger()
  await seen(messenger.getByRole('button', { name: 'All conversations, 1 with news' }))
  expect(await mara.reads()).toEqual(['I need a bill.'])
  const items = await lists(mara)
  expect(await items.allInnerTexts()).toEqual([
    expect.stringMatching(/Noor Haddad[^]*We send you others\.[^]*New/),
    expect.stringContaining('You: I need a bill.'),
  ])
  expect(await faultsOf('the list of conversations', mara.page, messenger)).toEqual([])
  await items.filter({ hasText: 'We send you others.' }).getByRole('button').click()
  await mara.sees('The shoes are too small.')
  await mara.sees('We send you others.')
  await seen(messenger.getByRole('button', { name: 'All conversations', exact: true }))

  await others.getByRole('link', { name: '2' }).click()
  await noor.sees('I need a bill.')
})

story('MRG-9: at a login the person is one and the conversations stay apart', async ({ cast, company }) => {
  const { books } = company
  await company.letsHaveSeveral(true)
  const [mara, phone] = [await cast.visitor(), await cast.visitor()]
  await phone.visits()
  await phone.logsIn('mara')
  await phone.opensTheMessenger()
  await phone.isSignedIn('mara')
  await phone.writes('From my phone.')
  await phone.sees('From my phone.')
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('The shoes are too small.')
  await mara.sees('The shoes are too small.')
  await begins(mara, 'I need a bill.')
  mara.goesToALogin()
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.sees('I need a bill.')
  await mara.writes('I am signed in now.')
  await expect.poll(() => books.open()).toMatchObject([
    { externalId: 'usr_48213', said: ['verified_when_written: From my phone.'] },
    { externalId: 'usr_48213', said: ['not_verified: The shoes are too small.'] },
    { externalId: 'usr_48213', said: ['not_verified: I need a bill.', 'verified_when_written: I am signed in now.'] },
  ])
  for (const device of [mara, phone]) {
    await expect.poll(async () => (await device.messenger()).getByRole('button', { name: ALL }).isVisible()).toBe(true)
  }
  expect(await (await lists(phone)).count()).toBe(3)
  await mara.logsOut()
  await mara.isNotSignedIn()
  expect(await mara.reads()).toEqual([])
  await gone((await mara.messenger()).getByRole('button', { name: ALL }))
})

story('MRG-9: with the keyboard alone, on a phone, in German and in the dark', async ({ cast, company }) => {
  await company.letsHaveSeveral(true)
  const mara = await cast.visitor(reader('de'))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Die Schuhe sind zu klein.')
  await mara.sees('Die Schuhe sind zu klein.')
  await tabTo(mara.page, 'button', ALL)
  await mara.page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(mara.page, 'heading', TITLE)).toBe(true)
  await tabTo(mara.page, 'button', BEGIN)
  await mara.page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(mara.page, 'textbox', /^Nachricht$/)).toBe(true)
  await mara.page.keyboard.type('Ich brauche eine Rechnung.')
  await mara.page.keyboard.press('Enter')
  await mara.sees('Ich brauche eine Rechnung.')
  expect(await mara.reads()).toEqual(['Ich brauche eine Rechnung.'])
  await tabTo(mara.page, 'button', ALL)
  await mara.page.keyboard.press('Enter')
  expect(await faultsOf('the list in German', mara.page, await mara.messenger())).toEqual([])
  await tabTo(mara.page, 'button', /Die Schuhe sind zu klein/)
  await mara.page.keyboard.press('Enter')
  await mara.sees('Die Schuhe sind zu klein.')
})

story('MRG-9: what was written without a connection goes where it was typed', async ({ cast, company }) => {
  await company.letsHaveSeveral(true)
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('The shoes are too small.')
  await expect.poll(() => company.books.only()).toMatchObject({ said: ['not_verified: The shoes are too small.'] })
  await mara.writesInVain('Much too small.')
  await lists(mara)
  await (await mara.messenger()).getByRole('button', { name: BEGIN }).click()
  await mara.writesInVain('I need a bill.')
  await mara.isThroughAgain()
  await mara.page.reload()
  await mara.opensTheMessenger()
  await expect.poll(() => company.books.open()).toMatchObject([
    { said: ['not_verified: The shoes are too small.', 'not_verified: Much too small.'] },
    { said: ['not_verified: I need a bill.'] },
  ])
})

story('MRG-9: an administrator switches it on and off, and it is in the audit log', async ({ cast, company }) => {
  const mara = await cast.visitor()
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo(`/settings/channels/${company.channel.id}`)
  const box = page.getByRole('checkbox', { name: /^Let people have several conversations/ })
  await box.check()
  expect(await faultsOf('the channel', page)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect.poll(async () => (await company.books.api.GET('/admin/v1/channels')).data?.channels[0]?.multiple_conversations).toBe(true)
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('The shoes are too small.')
  await begins(mara, 'I need a bill.')
  // Before that it is only on its way, and would go to the first one where there are not to be several.
  await expect.poll(async () => (await company.books.open()).length).toBe(2)
  await company.letsHaveSeveral(false)
  await mara.page.reload()
  await mara.opensTheMessenger()
  await mara.sees('I need a bill.')
  expect(await (await lists(mara)).count()).toBe(2)
  expect(await (await mara.messenger()).getByRole('button', { name: BEGIN }).count()).toBe(0)
})
