import { Buffer } from 'node:buffer'
import jwt from 'jsonwebtoken'
import { expect } from 'vitest'
import { INES } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'

story('SEE-7: a token that was signed with the decoded secret is explained, with the keyboard alone', async ({
  cast,
  company,
}) => {
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/token-debugger')
  await seen(page.getByRole('heading', { name: 'Token debugger' }))
  expect(await faultsOf('the empty debugger', page)).toEqual([])

  const { id, secret } = company.key
  const claims = { external_id: 'usr_48213', scope: 'user', name: 'Mara Lindqvist' }
  const wrong = jwt.sign(claims, Buffer.from(secret, 'base64url'), { algorithm: 'HS256', keyid: id })
  await tabTo(page, 'textbox', /^Token$/)
  await page.keyboard.insertText(wrong)
  await tabTo(page, 'button', /^Explain$/)
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(page, 'heading', /Refused/)).toBe(true)
  await seen(page.getByText('The signature matches if the secret is base64-decoded first.'))
  const checks = page.getByRole('listitem').filter({ hasText: /Passed|Failed|Not reached/ })
  expect(await checks.count()).toBe(22)
  await seen(checks.filter({ hasText: 'Failed' }).getByText('signature_invalid'))
  // What is written is read aloud as what it is: nobody's word yet.
  const written = page.getByRole('region', { name: 'What is written in it' })
  await seen(written.getByText('Not proven: anybody could have written this.'))
  await seen(written.getByText('usr_48213'))
  expect(await faultsOf('a token explained', page)).toEqual([])

  // It is nowhere but in its field: not in the address, not in storage, and gone with the page.
  expect(page.url()).not.toContain('eyJ')
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain('eyJ')
  await page.getByRole('link', { name: 'Login log' }).click()
  await seen(page.getByRole('heading', { name: 'Login log' }))
  await page.goBack()
  expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe('')
})

story('SEE-7: a good token tells whom a login would find; the login log leads to the debugger; in German', async ({
  cast,
  company,
}) => {
  const { shop, key, channel, books } = company
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  shop.token = (customer) => sign(customer, { ...key, secret: 'x'.repeat(43) })
  mara.expectError(/status of 401.*client\/v1\/login/)
  await mara.logsIn('mara')
  await expect.poll(async () => (await mara.heard()).length).toBe(2)

  const ines = await cast.administrator(INES, reader('de'))
  const { page } = ines
  await ines.signsIn()
  const refused = page.getByRole('row').filter({ hasText: 'Die Signatur passt nicht' })
  // Refusals are written down once a second.
  await expect
    .poll(async () => {
      await ines.goesTo('/settings/login-log')
      await seen(page.getByRole('heading', { name: 'Anmeldeprotokoll' }))
      return refused.count()
    })
    .toBe(1)
  await refused.getByRole('button').click()
  await page.getByRole('link', { name: 'Das Token in den Token-Debugger einfügen' }).click()
  await expect.poll(() => page.url()).toContain(`channel=${channel.id}`)
  await page.getByLabel('Token', { exact: true }).fill(sign(CUSTOMERS.mara, key))
  await page.getByRole('button', { name: 'Erklären' }).click()
  const found = page.getByRole('region', { name: 'Was eine Anmeldung fände' })
  await seen(found.getByText('Mara Lindqvist'))
  await seen(found.getByText('Bekannte externe ID'))
  await seen(found.getByText('wird oder bleibt verifiziert'))
  expect(await faultsOf('a good token, in German', page)).toEqual([])
  // As if it were long before it was issued: it is said that this is another time, and nothing else of it is.
  await page.getByLabel('Als wäre es').fill('2020-01-01T00:00:00')
  await page.getByRole('button', { name: 'Erklären' }).click()
  await seen(page.getByText('Eine Anmeldung mit diesem Token wäre gescheitert.'))
  await seen(page.getByText(/Beurteilt, als wäre es .*2020.*, nicht jetzt/))
  await gone(found)
  expect(await faultsOf('a token at another time, in German', page)).toEqual([])
  expect(await books.open(), 'nothing was changed').toEqual([])
})
