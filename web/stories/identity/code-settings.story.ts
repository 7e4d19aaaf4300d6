import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import type { Cast } from '../src/cast.ts'
import { INES, type Account, type Company } from '../src/company.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { consoleWords, type Language } from '../src/words.ts'
import type { Administrator } from '../src/administrator.ts'

/** Another administrator, who may not change secrets yet. */
const DORA: Account = { name: 'Dora Lang', email: 'dora@pebblewick.example', password: 'keeps her letters short' }
const SECRET = 's3cret: of + the client'

async function signsIn(cast: Cast, account: Account, language: Language): Promise<Administrator> {
  const administrator = await cast.administrator(account, reader(language))
  await administrator.signsIn()
  return administrator
}

async function hires({ admin }: Company): Promise<void> {
  await answered(admin.POST('/admin/v1/agents', { body: { ...DORA, role: 'administrator' } }))
}

/** All that the server tells of settings, and of what was done to them. */
async function told({ admin }: Company): Promise<string> {
  const answers = [
    await answered(admin.GET('/admin/v1/authentication-settings')),
    await answered(admin.GET('/admin/v1/audit-log')),
  ]
  return JSON.stringify(answers)
}

story('OMN-1, OMN-11, OMN-18: a setting for codes is typed, made, attached, detached and deleted', async ({ company, cast }) => {
  await hires(company)
  const ines = await signsIn(cast, INES, 'en')
  const { page } = ines
  await ines.goesTo('/settings/authentication')
  await page.getByRole('link', { name: 'Create setting for codes' }).click()
  await seen(page.getByText('Codes of an identity provider'))

  // What is wrong is said while it is typed, and what is missing is not wrong yet.
  await page.getByLabel('Name', { exact: true }).fill('Sign-in')
  await page.getByLabel('Token URL').fill('http://id.example/token')
  await seen(page.getByText('This is not an address with https', { exact: false }))
  await page.getByLabel('Token URL').fill('https://id.example/token')
  await page.getByLabel('Redirect URL').fill('https://shop.example/#back')
  await seen(page.getByText('This is not a whole address without #', { exact: false }))
  await page.getByLabel('Redirect URL').fill('https://shop.example/back')
  await page.getByLabel('Client id').fill('shop chat')
  await seen(page.getByText('White space cannot be in it', { exact: false }))
  await page.getByLabel('Client id').fill('shop-chat')
  await page.getByLabel('RS256').uncheck()
  await seen(page.getByText('Choose at least one algorithm.'))
  expect(await faultsOf('a setting for codes that is typed', page)).toEqual([])
  await page.getByLabel('ES256').check()
  await gone(page.getByText('Choose at least one algorithm.'))

  // Each token action has fields of its own.
  await page.getByLabel('Token action').selectOption('Introspect the access token')
  await seen(page.getByLabel('Address of the action'))
  await page.getByLabel('Field with the id').fill('a b')
  await seen(page.getByText('Enter the name of a field', { exact: false }))
  await page.getByLabel('Token action').selectOption('Ask your own endpoint')
  await gone(page.getByLabel('Field with the id'))
  expect(await faultsOf('a setting with an own endpoint', page)).toEqual([])
  await page.getByLabel('Token action').selectOption('Verify the ID token')
  await page.getByRole('button', { name: 'Create setting for codes' }).click()
  await expect.poll(() => hasFocus(page, 'textbox', /^Issuer$/)).toBe(true)
  await page.getByLabel('Issuer').fill('https://id.example')
  await page.getByRole('radio', { name: /^The account’s ids/ }).check()
  await page.getByRole('button', { name: 'Create setting for codes' }).click()

  // From now on its kind and where its ids live are fixed, and it is attached to nothing.
  await seen(page.getByRole('heading', { name: 'Sign-in' }))
  expect(await page.getByRole('radio').count()).toBe(0)
  await seen(page.getByText('It is attached to no channel', { exact: false }))
  await seen(page.getByText('There is none yet, so nobody can sign in.'))
  await expect.poll(() => page.getByLabel('ES256').isChecked()).toBe(true)
  await page.getByLabel('Owner').selectOption(DORA.name)
  await page.getByLabel('Scope').fill('openid  email')
  await page.getByRole('button', { name: 'Save' }).click()
  await seen(page.getByRole('status').filter({ hasText: 'Saved' }))
  const { settings } = await answered(company.admin.GET('/admin/v1/authentication-settings'))
  expect(settings[0]).toMatchObject({
    kind: 'oauth2_code',
    owner: { name: DORA.name },
    external_ids: 'account',
    code: { scope: 'openid email', action: { kind: 'id_token', algorithms: ['ES256'] } },
  })
  const path = `/settings/authentication/${settings[0]?.id}`
  expect(await faultsOf('a setting without a secret', page)).toEqual([])

  await ines.goesTo('/settings/authentication')
  await seen(page.getByText('Unused'))
  await seen(page.getByText('No client secret yet'))
  await ines.goesTo('/settings/channels/new')
  await page.getByRole('radio', { name: /^Live chat/ }).check()
  await page.getByLabel('Name', { exact: true }).fill('Sign-in chat')
  await page.getByRole('button', { name: 'Create channel' }).click()
  await page.getByRole('switch', { name: /^Authentication setting/ }).check()
  await seen(page.getByRole('status').filter({ hasText: 'Saved' }))
  await page.getByRole('link', { name: 'Edit Sign-in' }).click()
  await seen(page.getByText('It is attached to Sign-in chat. Detach it there first', { exact: false }))
  expect(await page.getByRole('button', { name: /^Delete setting/ }).count()).toBe(0)
  expect(await faultsOf('a setting that is attached', page)).toEqual([])
  await page.getByRole('link', { name: 'Sign-in chat' }).click()
  await page.getByRole('switch', { name: /^Authentication setting/ }).uncheck()
  await seen(page.getByRole('status').filter({ hasText: 'Saved' }))

  // It asks first. All of this goes with the keyboard alone.
  await ines.goesTo(path)
  await seen(page.getByText('Sessions that it opened end when it is deleted.', { exact: false }))
  await tabTo(page, 'button', /^Delete setting/, 60)
  await page.keyboard.press('Enter')
  await seen(page.getByRole('dialog', { name: 'Delete setting' }))
  expect(await faultsOf('a setting that is about to be deleted', page)).toEqual([])
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog'))
  await expect.poll(() => hasFocus(page, 'button', /^Delete setting/)).toBe(true)

  // Meanwhile somebody attaches it.
  const { channels } = await answered(company.admin.GET('/admin/v1/channels'))
  const chat = { params: { path: { id: channels.find(({ name }) => name === 'Sign-in chat')?.id ?? '' } } }
  await answered(company.admin.PATCH('/admin/v1/channels/{id}', { ...chat, body: { setting: settings[0]?.id ?? '', login_required: false } }))
  ines.expectError(/status of 409/)
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', /^Delete setting$/)
  await page.keyboard.press('Enter')
  await seen(page.getByText('The setting is attached to a channel. Detach it there first.'))
  await answered(company.admin.PATCH('/admin/v1/channels/{id}', { ...chat, body: { setting: null } }))
  await page.keyboard.press('Enter')
  await seen(page.getByText('There is no authentication setting yet.', { exact: false }))
})

story('OMN-1: a client secret is set by whoever may, who says who else may, and is read by nobody', async ({ company, cast }) => {
  await hires(company)
  const code = {
    token_url: 'https://id.example/token',
    redirect_url: 'https://shop.example/back',
    client_id: 'shop-chat',
    client_authentication: 'basic' as const,
    action: { kind: 'id_token' as const, issuer: 'https://id.example' },
  }
  const body = { name: 'Sign-in', kind: 'oauth2_code' as const, external_ids: 'own' as const, code }
  const { id } = await answered(company.admin.POST('/admin/v1/authentication-settings', { body }))
  const path = `/settings/authentication/${id}`

  const ines = await signsIn(cast, INES, 'en')
  const { page } = ines
  await ines.goesTo(path)
  await page.getByLabel('New client secret').fill('sécret')
  await seen(page.getByText('Enter 1 to 1000 printable characters of ASCII.'))
  await page.getByLabel('New client secret').fill(SECRET)
  await page.getByRole('button', { name: 'Set secret' }).click()
  await seen(page.getByText('There is one. Nobody can read it.'))
  await seen(page.getByRole('button', { name: 'Replace secret' }))
  expect(await page.getByLabel('New client secret').inputValue()).toBe('')
  expect(await faultsOf('a setting with a secret', page)).toEqual([])
  await page.reload()
  await seen(page.getByText('There is one. Nobody can read it.'))
  expect(await page.content()).not.toContain(SECRET)
  expect(await told(company)).not.toContain(SECRET)

  // Another administrator may neither replace it nor have it sent to an address of hers.
  const dora = await signsIn(cast, DORA, 'en')
  await dora.goesTo(path)
  await seen(dora.page.getByText('Setting it needs the permission to change secrets', { exact: false }))
  await seen(dora.page.getByText('Who has it: Ines Okafor.'))
  expect(await dora.page.getByLabel('New client secret').count()).toBe(0)
  expect(await faultsOf('a secret that somebody may not set', dora.page)).toEqual([])
  dora.expectError(/status of 403/)
  await dora.page.getByLabel('Token URL').fill('https://doras.example/token')
  await dora.page.getByRole('button', { name: 'Save' }).click()
  await seen(dora.page.getByText('This needs the permission to change secrets. Ask an administrator who has it.'))

  await ines.goesTo('/settings/agents')
  await seen(page.getByRole('row').filter({ hasText: DORA.name }).getByText('Administrator'))
  expect(await page.getByRole('switch').count()).toBe(1)
  await tabTo(page, 'switch', /^May change secrets: Dora Lang$/, 60)
  await page.keyboard.press('Space')
  await seen(page.getByRole('status').filter({ hasText: 'Saved' }))
  expect(await faultsOf('who may change secrets', page)).toEqual([])
  await dora.goesTo('/settings/agents')
  await seen(dora.page.getByRole('switch', { name: 'May change secrets: Ines Okafor' }))
  await dora.goesTo(path)
  await dora.page.getByLabel('New client secret').fill('another secret')
  await dora.page.getByRole('button', { name: 'Replace secret' }).click()
  await seen(dora.page.getByRole('status').filter({ hasText: 'Saved' }))

  // It is taken from her while she types the next.
  await page.keyboard.press('Space')
  await expect.poll(() => page.getByRole('switch').isChecked()).toBe(false)
  await expect.poll(async () => (await answered(company.admin.GET('/admin/v1/agents'))).agents.find(({ name }) => name === DORA.name)?.changes_secrets).toBe(false)
  await dora.page.getByLabel('New client secret').fill('a third secret')
  await dora.page.getByRole('button', { name: 'Replace secret' }).click()
  await seen(dora.page.getByText('This needs the permission to change secrets. Ask an administrator who has it.'))
})

story('SEE-7: a code is explained where a channel takes codes, and is used by that', async ({ company, cast }) => {
  const { admin } = company
  // This machine's own network is not called, so the exchange fails at once.
  const code = {
    token_url: 'https://127.0.0.1:1/token',
    redirect_url: 'https://shop.example/back',
    client_id: 'shop-chat',
    client_authentication: 'basic' as const,
    action: { kind: 'id_token' as const, issuer: 'https://127.0.0.1:1' },
  }
  const made = { name: 'Sign-in', kind: 'oauth2_code' as const, external_ids: 'own' as const, code }
  const setting = await answered(admin.POST('/admin/v1/authentication-settings', { body: made }))
  const secret = { params: { path: { id: setting.id } }, body: { client_secret: SECRET } }
  await answered(admin.POST('/admin/v1/authentication-settings/{id}/secret', secret))
  const off = { login_required: false, asks_for_contact: false, multiple_conversations: false }
  const body = { name: 'Live chat', kind: 'omnichannel' as const, origins: [], ...off }
  const { id } = await answered(admin.POST('/admin/v1/channels', { body }))
  await answered(admin.PATCH('/admin/v1/channels/{id}', { params: { path: { id } }, body: { setting: setting.id } }))

  const ines = await signsIn(cast, INES, 'en')
  const { page } = ines
  await ines.goesTo('/settings/token-debugger')
  await seen(page.getByLabel('As if for the channel'))
  await gone(page.getByText('This channel takes codes.', { exact: false }))
  await page.getByLabel('As if for the channel').selectOption('Live chat')
  await seen(page.getByText('This channel takes codes.', { exact: false }))
  await page.getByLabel('Token', { exact: true }).fill('code=the-very-code&nonce=n')
  const failed = page.getByRole('listitem').filter({ hasText: 'Failed' })
  await page.getByRole('button', { name: 'Explain' }).click()
  await seen(failed.getByText('token_endpoint_failed'))
  await seen(failed.getByText('private or local network', { exact: false }))
  expect(await faultsOf('a code explained', page)).toEqual([])
  await page.getByRole('button', { name: 'Explain' }).click()
  await seen(failed.getByText('code_used'))
  expect(JSON.stringify(await answered(admin.GET('/admin/v1/login-log')))).not.toContain('the-very-code')
})

story('settings for codes and who may change secrets are without barriers in German', async ({ company, cast }) => {
  await hires(company)
  const t = consoleWords('de')
  const ines = await signsIn(cast, INES, 'de')
  const { page } = ines
  const faults: string[] = []
  const check = async (name: string) => void faults.push(...(await faultsOf(name, page)))
  await ines.goesTo('/settings/authentication')
  await seen(page.getByText(t('authentication.none')))
  await check('keine Einstellung')
  await ines.goesTo('/settings/authentication/new-code')
  await page.getByRole('button', { name: t('codes.create') }).click()
  await seen(page.getByText(t('fault.name_missing')).first())
  await check('Fehler')
  await page.getByLabel(t('authentication.name'), { exact: true }).fill('Anmeldung im Portal der Kundinnen und Kunden')
  await page.getByLabel(t('codes.token_url')).fill('https://anmeldung.beispiel.example/oauth2/v2.0/token')
  await page.getByLabel(t('codes.redirect_url')).fill('https://shop.example/zurueck')
  await page.getByLabel(t('codes.client_id')).fill('shop-chat')
  await page.getByLabel(t('codes.action'), { exact: true }).selectOption('endpoint')
  await page.getByLabel(t('codes.url')).fill('https://shop.example/wer-ist-das')
  await page.getByRole('button', { name: t('codes.create') }).click()
  await seen(page.getByText(t('codes.no_secret')))
  await seen(page.getByText('-----BEGIN PUBLIC KEY-----', { exact: false }))
  await check('Einstellung')
  await ines.goesTo('/settings/authentication')
  await seen(page.getByText(t('codes.no_secret_short')))
  await check('Einstellungen')
  await ines.goesTo('/settings/agents')
  await seen(page.getByRole('switch', { name: t('secrets.may') }))
  await check('Team')
  expect(faults).toEqual([])
})
