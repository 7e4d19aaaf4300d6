import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { INES, NOOR } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { liveChatStory as story } from '../src/live-chat.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { KID } from '../src/portal.ts'
import type { Page } from 'playwright-core'
import type { Language } from '../src/words.ts'

/** A file with these lines. */
function file(name: string, lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bonafide-records-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

/** Imports are held back until they are let go. */
async function imports(page: Page): Promise<() => void> {
  let letGo = (): void => undefined
  const free = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/admin/v1/records/import', async (route) => {
    await free
    await route.continue()
  })
  return letGo
}

const { mara } = CUSTOMERS

story('OMN-7, OMN-16, ROU-2, ROU-5: what the portal signs leads to a queue, and the agent sees it with the linked record', async ({ chat, portal, cast }) => {
  await chat.isRouted()
  const ines = await cast.administrator(INES, reader('en'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/records')
  await seen(page.getByText('There are no records yet.', { exact: false }))
  expect(await faultsOf('no records', page)).toEqual([])

  // With the keyboard alone, but for the file.
  await tabTo(page, 'button', /^Import$/)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await seen(dialog)
  await page.keyboard.press('Escape')
  await gone(dialog)
  expect(await hasFocus(page, 'button', /^Import$/)).toBe(true)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await seen(dialog.getByText('Choose a file.'))
  expect(await faultsOf('an import without a file', page)).toEqual([])
  await dialog.getByLabel('Ids of').selectOption('Customer portal')
  const lines = [
    'kind,id,name,email,telephone,status',
    `contact,${mara.id},${mara.name},${mara.email},+41 44 123 45 67,active`,
    'contact,usr_2,"Keller, Jonas",,,Active',
    'account,a-1,Keller AG,,,gesperrt',
  ]
  await dialog.getByLabel('File').setInputFiles(file('records.csv', lines))
  expect(await faultsOf('an import', page)).toEqual([])
  const letGo = await imports(page)
  await dialog.getByRole('button', { name: 'Import' }).click()
  await seen(dialog.getByText('1 of 4 lines'))
  expect(await faultsOf('an import that is under way', page)).toEqual([])
  letGo()
  await seen(dialog.getByText('4 of 4 lines'))
  await seen(dialog.getByText('2 records are new'))
  await seen(dialog.getByText('Line 3'))
  expect(await faultsOf('the report of an import', page)).toEqual([])
  expect(await hasFocus(page, 'button', /^Done$/)).toBe(true)
  await page.keyboard.press('Enter')
  await gone(dialog)
  await seen(page.getByRole('row').filter({ hasText: 'Keller AG' }))
  expect(await faultsOf('records', page)).toEqual([])

  await tabTo(page, 'textbox', /begins with/)
  await page.keyboard.type('nobody')
  await page.keyboard.press('Enter')
  await seen(page.getByText('No record begins with that.'))
  expect(await faultsOf('no record that is searched for', page)).toEqual([])
  await page.getByLabel('Id, name, email or telephone begins with').fill('lind')
  await page.keyboard.press('Enter')
  await page.getByRole('row').filter({ hasText: 'Keller AG' }).waitFor({ state: 'detached' })
  await seen(page.getByRole('row').filter({ hasText: mara.name }))

  const conversation = await chat.says(portal.sign(mara, { tier: 'gold', total: 'many', vip: true }), 'My kiln does not heat')
  await expect.poll(() => chat.queueOf(conversation)).toBe('Gold customers')

  const noor = await cast.agent(NOOR, reader('en'))
  await noor.goesTo(`/inbox/${conversation}?view=open`)
  const proven = noor.page.getByRole('region', { name: 'What is proven' })
  await seen(proven.getByText('Customer portal', { exact: true }))
  await seen(proven.getByText('Yes', { exact: true }))
  await seen(proven.getByText('+41 44 123 45 67'))
  await seen(proven.getByText('found by the token’s sub'))
  await seen(proven.getByText('defined by Portal rules', { exact: false }))
  await seen(proven.getByText('not of the type it is defined with', { exact: false }))
  await seen(proven.getByText('not defined, kept as text'))
  expect(await faultsOf('what is proven', noor.page)).toEqual([])

  await proven.page().getByRole('button', { name: /^Verified now/ }).last().click()
  await seen(noor.page.getByRole('dialog').getByText(KID))
  await noor.page.keyboard.press('Escape')

  // The record is no longer active: it links nothing, and the mark stays.
  await page.getByRole('button', { name: `Edit ${mara.id}` }).click()
  await dialog.getByLabel('Status').fill('inactive')
  expect(await faultsOf('a record that is edited', page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save record' }).click()
  await seen(page.getByRole('row').filter({ hasText: 'inactive' }))
  await noor.page.reload()
  await seen(proven.getByText('the record with this id is not active', { exact: false }))
  await seen(proven.getByText('Yes', { exact: true }))
})

story('SEE-6, SES-7: the login log and the sessions name the public key by its kid', async ({ chat, portal, cast }) => {
  const ines = await cast.administrator(INES, reader('en'))
  const { page } = ines
  await chat.says(portal.sign(mara), 'Hello')
  await ines.signsIn()
  await ines.goesTo('/settings/login-log')
  const line = page.getByRole('row').filter({ hasText: mara.id })
  await seen(line.getByText('Customer portal'))
  await line.getByRole('button').click()
  await seen(page.getByText(KID, { exact: true }))
  expect(await faultsOf('the login log with a public key', page)).toEqual([])
  await page.getByRole('row').getByRole('link').first().click()
  const session = page.getByRole('row').filter({ hasText: 'with a token of Customer portal' })
  await seen(session.getByText(KID, { exact: true }))
  expect(await faultsOf('sessions with a public key', page)).toEqual([])
})

/** Makes a record by hand. */
async function makes(page: Page, button: string, id: string, save: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('ID', { exact: true }).fill(id)
  await dialog.getByRole('button', { name: save }).click()
  await dialog.waitFor({ state: 'hidden' })
}

story('records and what is proven speak German, and a record is made and deleted by hand', async ({ chat, portal, cast }) => {
  const language: Language = 'de'
  const ines = await cast.administrator(INES, reader(language))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/records')
  expect(await faultsOf('no records, in German', page)).toEqual([])
  await makes(page, 'Neuer Datensatz', mara.id, 'Datensatz speichern')
  await seen(page.getByRole('row').filter({ hasText: mara.id }))
  await page.getByRole('button', { name: 'Importieren' }).click()
  const dialog = page.getByRole('dialog')
  const lines = ['kind,id,name,status', 'contact,k-1,Jonas Keller,active', 'contact,k-2,Hanna Keller,Aktiv', 'contact,,,active', 'konto,k-3,,active']
  await dialog.getByLabel('Datei').setInputFiles(file('kontakte.csv', lines))
  expect(await faultsOf('an import, in German', page)).toEqual([])
  await dialog.getByRole('button', { name: 'Importieren' }).click()
  await seen(dialog.getByText('2 Zeilen wurden abgelehnt'))
  expect(await faultsOf('the report of an import, in German', page)).toEqual([])
  await dialog.getByRole('button', { name: 'Fertig' }).click()
  expect(await faultsOf('records, in German', page)).toEqual([])

  const conversation = await chat.says(portal.sign(mara, { Kundenklasse: 'Gold' }), 'Mein Ofen heizt nicht')
  await ines.goesTo(`/inbox/${conversation}?view=open`)
  const proven = page.getByRole('region', { name: 'Was bewiesen ist' })
  await seen(proven.getByText('Ja', { exact: true }))
  await seen(proven.getByText('Kein Datensatz hat die ID', { exact: false }))
  expect(await faultsOf('what is proven, in German', page)).toEqual([])

  await ines.goesTo('/settings/records')
  await page.getByRole('button', { name: `${mara.id} löschen` }).click()
  expect(await faultsOf('a record that is to be deleted, in German', page)).toEqual([])
  await dialog.getByRole('button', { name: 'Löschen', exact: true }).click()
  await gone(page.getByRole('row').filter({ hasText: mara.id }))
})
