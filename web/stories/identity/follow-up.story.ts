import type { Locator, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { answered } from '../src/api.ts'
import { violations } from '../src/axe.ts'
import { Company, NOOR } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import type { House } from '../src/house.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf, look, LOOKS, reader } from '../src/looks.ts'
import { MailServer } from '../src/mail-server.ts'
import { gone, seen } from '../src/person.ts'
import { story as usual } from '../src/story.ts'
import { consoleWords } from '../src/words.ts'

/** A company whose server hands its mail to a server of its own. */
interface MailingHouse extends House {
  company: Company
  mail: MailServer
}

const story = usual.extend<{ house: MailingHouse }>({
  house: async ({}, use) => {
    const mail = await MailServer.start()
    const company = await Company.open(inject('engine'), mail.settings)
    await use({ company, mail, server: company.server, shop: company.shop })
    await company.close()
    mail.end()
  },
})

/** Somebody who is not signed in writes, and an agent adds an address to them. */
async function attached({ books, admin }: Company, address: string): Promise<void> {
  const { user = '' } = (await books.only()) ?? {}
  const body = { address, checked_how: null }
  await answered(admin.POST('/agent/v1/users/{id}/emails', { params: { path: { id: user } }, body }))
}

/** What axe finds on a desk. On a phone the person is shown elsewhere, which ends its dialogs. */
async function faultsOnDesk(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const one of LOOKS.filter((one) => one.size === 'desktop')) {
    await look(page, one)
    faults.push(...(await violations(page)))
  }
  return faults
}

function words(mail: { data: string }): string {
  return Buffer.from(mail.data, 'base64').toString()
}

async function fills(page: Page, dialog: Locator, subject: string, text: string): Promise<void> {
  await dialog.getByLabel('Subject').focus()
  await page.keyboard.type(subject)
  await tabTo(page, 'textbox', /^Message$/)
  await page.keyboard.type(text)
  await tabTo(page, 'button', /^Send email$/)
  await page.keyboard.press('Enter')
}

story('EML-11: an agent follows up by email with the keyboard alone; what is not verified is warned of first', async ({
  cast,
  house: { company, mail },
}) => {
  const mara = await cast.visitor(reader('en'))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('My bowl is broken.')
  await expect.poll(() => company.books.only()).toMatchObject({ mark: 'not_verified' })
  const noor = await cast.agent(NOOR, reader('en'))
  const { page } = noor
  await noor.opens('My bowl is broken.')
  await seen(noor.person.getByText('Add an address first, and you can follow up by email.'))
  await attached(company, 'mara.private@mail.example')
  await page.reload()

  const open = noor.person.getByRole('button', { name: 'Follow up by email…' })
  await open.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /^Follow up with .* by email$/ })
  await seen(dialog.getByText('The messenger does not show it.'))
  expect(await faultsOnDesk(page)).toEqual([])
  await tabTo(page, 'button', /^Send email$/)
  await page.keyboard.press('Enter')
  await seen(dialog.getByText('Enter a subject.').first())
  await expect.poll(() => hasFocus(page, 'textbox', /^Subject$/)).toBe(true)
  noor.expectError(/status of 409.*follow-ups/)
  await fills(page, dialog, 'Your bowl', 'A new one is on its way.')

  const warning = page.getByRole('dialog', { name: 'Write to an address that is not verified?' })
  await seen(warning.getByText('Nobody verified that it belongs to this person.'))
  await seen(warning.getByText('mara.private@mail.example'))
  expect(await mail.mails()).toEqual([])
  expect(await faultsOnDesk(page)).toEqual([])
  await tabTo(page, 'button', /^Send nevertheless$/)
  await page.keyboard.press('Enter')
  await gone(warning)
  await expect.poll(() => hasFocus(page, 'button', /^Follow up by email…$/)).toBe(true)

  const entry = noor.message('A new one is on its way.')
  await seen(entry.getByText('By email'))
  await seen(noor.line('Email: A new one is on its way.'))
  await seen(entry.getByText('When it was written: Added by an agent, not verified'))
  await seen(entry.getByText(/^Handed to the mail server/))
  expect(await faultsOf('a mail that was sent', page)).toEqual([])
  await expect.poll(async () => (await mail.mails()).map(({ to }) => to)).toEqual([['mara.private@mail.example']])
  const [came] = await mail.mails()
  if (!came) throw new Error('a mail came')
  expect(words(came)).toMatch(/Subject: Your bowl\r\n[^]*\r\n\r\nA new one is on its way\.\r\n$/)
  expect(words(came)).not.toMatch(/[✓✔✅☑]|http|verified/i)
  const messenger = await mara.messenger()
  await seen(messenger.getByText('My bowl is broken.'))
  expect(await messenger.getByText('A new one is on its way.').count()).toBe(0)
})

story('EML-11: a mail that is refused says so, in German and on a phone too', async ({ cast, house: { company, mail } }) => {
  const t = consoleWords('de')
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Meine Schale ist zerbrochen.')
  await expect.poll(() => company.books.only()).toMatchObject({ mark: 'verified_now' })
  await mail.refuses('550 5.1.1 There is nobody of this name')
  const noor = await cast.agent(NOOR, reader('de'))
  const { page } = noor
  await noor.opens('Meine Schale ist zerbrochen.')
  await page.getByRole('button', { name: t('follow_up.open') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('follow_up.subject')).fill('Ihre Schale')
  await dialog.getByLabel(t('follow_up.text')).fill('Eine neue ist unterwegs.')
  expect(await faultsOnDesk(page)).toEqual([])
  await dialog.getByRole('button', { name: t('follow_up.send') }).click()
  await gone(dialog)
  const entry = noor.message('Eine neue ist unterwegs.')
  await seen(entry.getByText(`${t('follow_up.then')} ${t('email.verified')}`))
  await seen(entry.getByText(`${t('follow_up.failed')} ${t('follow_up.why_refused')}`))
  await seen(entry.getByText(CUSTOMERS.mara.email))
  await seen(noor.line(`${t('queue.email')} Eine neue ist unterwegs.`))
  expect(await faultsOf('a mail that was refused', page)).toEqual([])
})

usual('EML-11: where no mail is sent the console says so', async ({ cast }) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('My bowl is broken.')
  const noor = await cast.agent()
  await noor.opens('My bowl is broken.')
  await seen(noor.person.getByText('This installation sends no mail.'))
  expect(await noor.person.getByRole('button', { name: 'Follow up by email…' }).count()).toBe(0)
})
