import jwt from 'jsonwebtoken'
import { expect, inject, onTestFinished } from 'vitest'
import { answered, api } from '../src/api.ts'
import { Cast } from '../src/cast.ts'
import { Company, INES } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { KID, Portal } from '../src/portal.ts'
import { inSeconds } from '../src/shop.ts'
import { story } from '../src/story.ts'
import type { Browser } from 'playwright-core'

/** A portal, a company whose server may call it, and somebody who sets things up there. */
async function opened(browser: Browser): Promise<{ portal: Portal; company: Company; cast: Cast }> {
  const portal = await Portal.open()
  onTestFinished(() => portal.close())
  const company = await Company.open(inject('engine'), portal.settings)
  onTestFinished(() => company.close())
  const cast = new Cast(browser, company)
  onTestFinished(() => cast.leave())
  return { portal, company, cast }
}

async function logsIn({ server }: Company, channel: string, token: string): Promise<number> {
  const body = { channel, token, login_id: crypto.randomUUID() }
  return (await api(server.api).POST('/client/v1/login', { body })).response.status
}

story('OMN-1, OMN-4, OMN-18: a setting is made, tested and attached, and then people sign in by the portal’s key', async ({ browser }) => {
  const { portal, company, cast } = await opened(browser)
  const ines = await cast.administrator(INES, reader('en'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/authentication')
  await seen(page.getByText('There is no authentication setting yet.', { exact: false }))
  expect(await faultsOf('no settings', page)).toEqual([])

  await page.getByRole('link', { name: 'Create setting', exact: true }).click()
  await page.getByLabel('Name').fill('Customer portal')
  await page.getByLabel('Address of the public keys').fill('http://portal.example/keys')
  await seen(page.getByText('This is not an address with https', { exact: false }))
  expect(await faultsOf('a setting that is typed', page)).toEqual([])
  await page.getByLabel('Address of the public keys').fill(portal.url)
  await page.getByLabel('Client function').fill('auth.getAuthenticationToken')
  await page.getByRole('button', { name: 'Create setting' }).click()
  await seen(page.getByRole('heading', { name: 'Customer portal' }))
  await seen(page.getByText('It is attached to no channel', { exact: false }))

  await page.getByRole('button', { name: 'Test now' }).click()
  const row = (kid: string) => page.getByRole('row').filter({ hasText: kid })
  await seen(row(KID).getByText('Used'))
  await seen(row('2025-11').getByText('Its expiry has passed.'))
  expect(await faultsOf('a setting that was tested', page)).toEqual([])

  await ines.goesTo('/settings/channels/new')
  await page.getByRole('radio', { name: /^Live chat/ }).check()
  await page.getByLabel('Name', { exact: true }).fill('Portal chat')
  await page.getByRole('button', { name: 'Create channel' }).click()
  await page.getByRole('switch', { name: /^Authentication setting/ }).check()
  await page.getByLabel('Setting', { exact: true }).selectOption('Customer portal')
  await seen(page.getByRole('status').filter({ hasText: 'Saved' }))
  // OMN-10: with the first setting nobody begins without signing in, unless the channel allows it.
  const required = page.getByRole('checkbox', { name: /^Only people who are signed in may write/ })
  await expect.poll(() => required.isChecked()).toBe(true)
  expect(await faultsOf('a live chat', page)).toEqual([])
  const attached = page.getByRole('switch', { name: /^Authentication setting/ })
  await attached.uncheck()
  await expect.poll(() => required.count()).toBe(0)
  await attached.check()
  await expect.poll(() => required.isChecked()).toBe(true)

  // OMN-14: now that people can sign in, there can be a page on which they do.
  const signInPage = page.getByLabel('Sign-in page')
  await signInPage.fill('https://shop.example/{return}')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await seen(page.getByText('{return} can only stand behind the ?', { exact: false }))
  expect(await faultsOf('a sign-in page that is none', page)).toEqual([])
  await signInPage.fill('https://shop.example/login?back={return}')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect.poll(async () => (await answered(company.admin.GET('/admin/v1/channels'))).channels.map((one) => one.sign_in_page)).toContain(
    'https://shop.example/login?back={return}',
  )

  const { channels } = await answered(company.admin.GET('/admin/v1/channels'))
  const chat = channels.find(({ name }) => name === 'Portal chat')?.public_key ?? ''
  expect(await logsIn(company, chat, portal.sign(CUSTOMERS.mara))).toBe(200)
  const claims = { sub: CUSTOMERS.mara.id, iss: 'i', iat: inSeconds(0), exp: inSeconds(600) }
  expect(await logsIn(company, chat, jwt.sign(claims, 'a secret that no public key is', { keyid: KID }))).toBe(401)
  expect(await logsIn(company, company.channel.public_key, portal.sign(CUSTOMERS.mara))).toBe(401)

  await ines.goesTo('/settings/authentication')
  await seen(page.getByText('Portal chat'))
  expect(await faultsOf('the settings', page)).toEqual([])
})

story('a setting whose address leads nowhere says so, in German too', async ({ browser }) => {
  const { company, cast } = await opened(browser)
  const made = { name: 'Kundenportal', url: 'https://10.0.0.1/keys', kind: 'oauth2_implicit' as const, external_ids: 'own' as const }
  await answered(company.admin.POST('/admin/v1/authentication-settings', { body: made }))
  const ines = await cast.administrator(INES, reader('de'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/authentication')
  await page.getByRole('link', { name: 'Kundenportal' }).click()
  await page.getByRole('button', { name: 'Jetzt prüfen' }).click()
  await seen(page.getByText('outbound.allow', { exact: false }))
  expect(await faultsOf('a setting that fails, in German', page)).toEqual([])
})
