import { expect } from 'vitest'
import { answered, api } from '../src/api.ts'
import { INES, type Company } from '../src/company.ts'
import { CUSTOMERS, type CustomerName } from '../src/customers.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'
import { consoleWords } from '../src/words.ts'

/** Logs in with a token that says this of the customer’s address, or of another one; gives back how that was answered. */
async function logsIn({ server, channel, key }: Company, name: CustomerName, claims: object): Promise<number> {
  const token = sign(CUSTOMERS[name], key, claims)
  const body = { channel: channel.public_key, token, login_id: `login-of-${name}-${Date.now()}` }
  return (await api(server.url).POST('/client/v1/login', { body })).response.status
}

story('EML-6: an administrator sees what a stricter policy takes, and it does exactly that, with the keyboard alone', async ({
  cast,
  company,
}) => {
  await company.chooses('verified_and_unverified')
  await logsIn(company, 'mara', { email_verified: false })
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/email-policy')
  await seen(page.getByText('in force now, since'))
  expect(await faultsOf('the email policy', page)).toEqual([])

  const preview = page.getByRole('region', { name: 'What changes with “Verified only”' })
  await page.getByRole('radio', { name: /^Verified and unverified/ }).focus()
  await page.keyboard.press('ArrowUp')
  await seen(preview.getByText('1 address removed'))
  for (const words of ['Mara Lindqvist', CUSTOMERS.mara.email, 'from their token, not verified', 'Removed, the conversation stays']) {
    await seen(preview.getByText(words))
  }
  expect(await faultsOf('what it would take', page)).toEqual([])

  // Somebody comes between the preview and its confirmation: nothing is done, and what is true now is shown.
  await logsIn(company, 'tomasz', { email_verified: false })
  ines.expectError(/status of 409.*admin\/v1\/email-policy/)
  await tabTo(page, 'button', /^Switch and remove 1 address$/)
  await page.keyboard.press('Enter')
  await seen(page.getByText('Meanwhile something changed'))
  await seen(preview.getByText('Tomasz Wiele'))
  expect(await faultsOf('what it would take by now', page)).toEqual([])
  await tabTo(page, 'button', /^Switch and remove 2 addresses$/)
  await page.keyboard.press('Enter')
  await seen(page.getByRole('status').filter({ hasText: '“Verified only” is in force.' }))
  await expect.poll(() => hasFocus(page, 'status', /^$/)).toBe(true)
  expect((await answered(company.admin.GET('/admin/v1/email-policy'))).policy).toBe('verified_only')
  const body = { policy: 'verified_only' as const, after: null }
  expect((await answered(company.admin.POST('/admin/v1/email-policy/preview', { body }))).kept).toBe(0)
})

story('EML-1: anyone may claim asks for a confirmation, and Escape leaves all as it was', async ({ cast, company }) => {
  await logsIn(company, 'mara', {})
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/email-policy')
  await page.getByRole('radio', { name: /^Anyone may claim/ }).check()
  await seen(page.getByText('Nobody loses an address'))
  const allow = page.getByRole('button', { name: 'Allow claims…' })
  await allow.click()
  const dialog = page.getByRole('dialog', { name: 'Allow anyone to claim addresses?' })
  await seen(dialog.getByText('1 verified address becomes less reliable.'))
  expect(await faultsOf('allowing claims', page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect.poll(() => dialog.isVisible()).toBe(false)
  expect((await answered(company.admin.GET('/admin/v1/email-policy'))).policy).toBe('verified_only')
  await allow.click()
  await dialog.getByRole('button', { name: 'Allow claims' }).click()
  await seen(page.getByRole('status').filter({ hasText: '“Anyone may claim” is in force.' }))
})

story('RES-4: a conflict that only reports lets log in, and the login log says what would have been refused', async ({
  cast,
  company,
}) => {
  await logsIn(company, 'mara', {})
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/email-policy')
  const refusals = page.getByRole('region', { name: 'What can refuse a login' })
  await refusals.getByLabel('Only report address conflicts').check()
  await refusals.getByLabel('Greatest age of a token, in minutes').fill('0')
  await refusals.getByRole('button', { name: 'Save' }).click()
  await seen(refusals.getByText('Enter whole minutes from 1 to 527040, or nothing.').first())
  await refusals.getByLabel('Greatest age of a token, in minutes').fill('')
  await refusals.getByRole('button', { name: 'Save' }).click()
  await seen(refusals.getByRole('status').filter({ hasText: 'Saved.' }))

  expect(await logsIn(company, 'tomasz', { email: CUSTOMERS.mara.email })).toBe(200)
  await ines.goesTo('/settings/login-log')
  const line = page.getByRole('row').filter({ hasText: 'Would refuse' })
  await seen(line.getByText('Somebody else has the address of the token.'))
  await line.getByRole('button').click()
  await seen(page.getByText('Nothing was refused; this rule only reports.'))
  expect(await faultsOf('a login that would be refused', page)).toEqual([])
})

story('the email policy is without barriers in German', async ({ cast, company }) => {
  const t = consoleWords('de')
  await company.chooses('verified_and_unverified')
  await logsIn(company, 'mara', { email_verified: false })
  const ines = await cast.administrator(INES, reader('de'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/email-policy')
  await page.getByRole('radio', { name: t('policy.verified_only') }).check()
  await seen(page.getByText(t('policy.removed')))
  expect(await faultsOf('the email policy in German', page)).toEqual([])
})
