import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Agent } from '../src/agent.ts'
import { violations } from '../src/axe.ts'
import type { Cast } from '../src/cast.ts'
import { NOOR } from '../src/company.ts'
import { CUSTOMERS, type CustomerName } from '../src/customers.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { look, LOOKS, reader, type Look } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { consoleWords } from '../src/words.ts'

const HOW = 'Called back on the number of the order'

/** A customer signs in, with a token that verifies their address, and writes. */
async function writes(cast: Cast, name: CustomerName, text: string): Promise<void> {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.logsIn(name)
  await visitor.opensTheMessenger()
  await visitor.isSignedIn(name)
  await visitor.writes(text)
}

/** What axe finds at one size, light and dark. At another size the person is shown elsewhere, which ends its dialogs. */
async function faultsAt(size: Look['size'], page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const one of LOOKS.filter((one) => one.size === size)) {
    await look(page, one)
    faults.push(...(await violations(page)))
  }
  return faults
}

/** An address among what is known of the person. */
function address({ person }: Agent, text: string): Locator {
  return person.getByRole('listitem').filter({ hasText: text })
}

story('SEE-2, EML-4, EML-7: a token’s address is verified, an agent’s is not, and is added and removed by keyboard', async ({
  cast,
}) => {
  await writes(cast, 'mara', 'Where is my bowl?')
  const noor = await cast.agent()
  const { page } = noor
  await noor.opens('Where is my bowl?')
  const verified = address(noor, CUSTOMERS.mara.email)
  await seen(verified.getByText('Verified by the token'))
  expect(await verified.getByRole('button', { name: /Remove/ }).count()).toBe(0)

  await noor.person.getByRole('button', { name: 'Add address…' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add an address for Mara Lindqvist' })
  await seen(dialog.getByText('Check who it is.'))
  expect(await faultsAt('desktop', page)).toEqual([])
  await tabTo(page, 'button', /^Add address$/)
  await page.keyboard.press('Enter')
  await seen(dialog.getByText('This is not an email address.'))
  await expect.poll(() => hasFocus(page, 'textbox', /^Email address$/)).toBe(true)
  await page.keyboard.type('mara.private@mail.example')
  await tabTo(page, 'textbox', /^How did you check/)
  await page.keyboard.type(HOW)
  await page.keyboard.press('Enter')
  await gone(dialog)
  await expect.poll(() => hasFocus(page, 'button', /^Add address…$/)).toBe(true)
  const added = address(noor, 'mara.private@mail.example')
  await seen(added.getByText('Added by Noor Haddad, not verified'))
  await seen(added.getByText(HOW))
  expect(await faultsAt('desktop', page)).toEqual([])

  await added.getByRole('button', { name: /Remove/ }).focus()
  await page.keyboard.press('Enter')
  const removal = page.getByRole('dialog', { name: 'Remove mara.private@mail.example?' })
  await seen(removal)
  expect(await faultsAt('desktop', page)).toEqual([])
  await tabTo(page, 'button', /^Remove address$/)
  await page.keyboard.press('Enter')
  await gone(added)
  await expect.poll(() => hasFocus(page, 'button', /^Add address…$/)).toBe(true)
  await seen(verified)
})

story('EML-4: an address that somebody else has is not added, and its holder is named and led to', async ({ cast }) => {
  await writes(cast, 'mara', 'Where is my bowl?')
  await writes(cast, 'tomasz', 'And my vase?')
  const noor = await cast.agent()
  const { page } = noor
  await noor.opens('And my vase?')
  await noor.person.getByRole('button', { name: 'Add address…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add an address for Tomasz Wiele' })
  await dialog.getByLabel('Email address').fill(CUSTOMERS.mara.email)
  noor.expectError(/status of 409.*\/emails/)
  await dialog.getByRole('button', { name: 'Add address' }).click()
  await seen(dialog.getByText('Somebody else has this address.'))
  await seen(dialog.getByText('Mara Lindqvist'))
  await seen(dialog.getByText('usr_48213'))
  expect(await faultsAt('desktop', page)).toEqual([])

  await dialog.getByRole('link', { name: 'Open their conversation' }).click()
  await noor.sees('Where is my bowl?')
  await gone(dialog)
  await seen(address(noor, CUSTOMERS.mara.email).getByText('Verified by the token'))
})

story('SEE-2: addresses on a phone, in German', async ({ cast }) => {
  const t = consoleWords('de')
  await writes(cast, 'mara', 'Where is my bowl?')
  const noor = await cast.agent(NOOR, { ...reader('de'), viewport: { width: 390, height: 844 } })
  const { page } = noor
  await noor.opens('Where is my bowl?')
  await page.getByRole('button', { name: t('conversation.person'), exact: true }).click()
  const sheet = page.getByRole('dialog', { name: t('conversation.person'), exact: true })
  await seen(sheet.getByText(t('email.verified')))
  await sheet.getByRole('button', { name: t('email.add') }).click()
  const dialog = page.getByRole('dialog', { name: 'Adresse für Mara Lindqvist ergänzen' })
  await dialog.getByLabel(t('email.address')).fill('mara.privat@mail.example')
  expect(await faultsAt('phone', page)).toEqual([])
  await dialog.getByRole('button', { name: t('email.add_submit'), exact: true }).click()
  const added = sheet.getByRole('listitem').filter({ hasText: 'mara.privat@mail.example' })
  await seen(added.getByText('Von Noor Haddad ergänzt, nicht verifiziert'))
  await seen(added.getByText(t('email.unchecked')))
  await added.scrollIntoViewIfNeeded()
  expect(await faultsAt('phone', page)).toEqual([])
  await added.getByRole('button', { name: t('email.remove') }).click()
  await page.getByRole('dialog').getByRole('button', { name: t('email.remove_submit'), exact: true }).click()
  await gone(added)
  await seen(sheet.getByText(t('email.verified')))
})
