import { expect, inject, onTestFinished } from 'vitest'
import { answered, type Schemas } from '../src/api.ts'
import { Cast } from '../src/cast.ts'
import { exchangeOf, openCodeChat, type CodeChat } from '../src/code-chat.ts'
import { Company, NOOR } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { IdentityProvider } from '../src/identity-provider.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { until } from '../src/until.ts'
import type { Visitor } from '../src/visitor.ts'
import type { Browser } from 'playwright-core'

interface Opened {
  provider: IdentityProvider
  company: Company
  cast: Cast
  chat: CodeChat
  mara: Visitor
}

/** A provider, a company whose server may call it, its live chat, and Mara in front of the shop's page. */
async function opened(browser: Browser): Promise<Opened> {
  const provider = await IdentityProvider.open()
  onTestFinished(() => provider.close())
  const company = await Company.open(inject('engine'), provider.settings)
  onTestFinished(() => company.close())
  const cast = new Cast(browser, company)
  onTestFinished(() => cast.leave())
  const chat = await openCodeChat(company, provider)
  // The provider's certificate signs itself.
  const mara = await cast.visitor({ ignoreHTTPSErrors: true })
  await mara.visits()
  return { provider, company, cast, chat, mara }
}

/** Goes to the provider and comes back; hands over this instead of what is right. */
async function signsIn(mara: Visitor, instead: object = {}): Promise<void> {
  await mara.page.evaluate((given) => sessionStorage.setItem('instead', JSON.stringify(given)), instead)
  await mara.logsIn('mara')
  await mara.page.waitForURL(/\/back\?/)
}

/** What the page was told of its login. */
async function told(mara: Visitor): Promise<string | null | undefined> {
  for (const heard of await mara.heard()) if ('login' in heard) return heard.login && heard.login.reason
  return undefined
}

async function logged({ admin }: Company): Promise<Schemas['LoginAttempt'][]> {
  return (await answered(admin.GET('/admin/v1/login-log'))).attempts
}

async function changes({ admin }: Company, { setting }: CodeChat, code: Schemas['CodeExchange']): Promise<void> {
  const change = { params: { path: { id: setting.id } }, body: { code } }
  await answered(admin.PATCH('/admin/v1/authentication-settings/{id}', change))
}

story('OMN-11, OMN-12: somebody logs in at a real identity provider, and the agent sees who it is and by which setting', async ({ browser }) => {
  const { company, cast, mara } = await opened(browser)
  await signsIn(mara)
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  expect(await told(mara)).toBeNull()
  await mara.writes('Where is my order?')
  await expect.poll(() => company.books.only()).toMatchObject({
    externalId: CUSTOMERS.mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: Where is my order?'],
  })
  const page = await company.books.only()
  const [evidence] = await company.books.evidence(page?.conversation ?? '')
  expect(evidence).toMatchObject({ method: 'oauth2_code', token_action: { kind: 'id_token', setting: 'Pebblewick sign-in' } })

  const noor = await cast.agent(NOOR)
  await noor.page.getByText('Where is my order?').first().click()
  await noor.page.getByRole('button', { name: /Verified/ }).first().click()
  await seen(noor.page.getByRole('dialog').getByText('Pebblewick sign-in', { exact: false }))
  expect(mara.faults()).toEqual([])
})

story('a wrong verifier, another nonce, and a code that was used sign nobody in', async ({ browser }) => {
  const { company, mara } = await opened(browser)
  const refused = async (reason: string) => {
    await expect.poll(() => told(mara)).toBe(reason)
    await expect.poll(async () => (await logged(company))[0]?.reason).toBe(reason)
  }
  mara.tolerateError(/status of 401/)
  await signsIn(mara, { code_verifier: 'x'.repeat(43) })
  await refused('code_invalid')
  expect((await logged(company))[0]?.detail).toContain('invalid_grant')

  await signsIn(mara, { nonce: 'of somebody else’s sign-in'.slice(0, 8) })
  await refused('code_invalid')
  await expect.poll(async () => (await logged(company))[0]?.detail).toContain('nonce')

  await signsIn(mara)
  await expect.poll(() => told(mara)).toBeNull()
  // The very same text from somewhere else.
  const handed = await mara.page.evaluate(() => sessionStorage.getItem('handed') ?? '')
  await signsIn(mara, Object.fromEntries(new URLSearchParams(handed)))
  await refused('code_used')
})

story('an action that names nobody, and an issuer whose keys are not found, sign nobody in; the other actions do', async ({ browser }) => {
  const { provider, company, chat, mara } = await opened(browser)
  mara.tolerateError(/status of 401/)
  const right = exchangeOf(provider, `${company.shop.origin}/back`)
  const acts = (action: Schemas['CodeAction']) => changes(company, chat, { ...right, action })
  // What the setting is counts on the server within a second.
  const ends = (reason: string | null, instead: object = {}) =>
    expect
      .poll(async () => {
        await signsIn(mara, instead)
        return until('the page to be told', () => told(mara))
      })
      .toBe(reason)
  await acts({ kind: 'userinfo', url: `${provider.issuer}/me`, id_field: 'customer' })
  await ends('code_invalid')
  // Only where an ID token is verified does anything look at a nonce.
  const withoutNonce = { nonce: null }
  await ends('user_not_found', withoutNonce)
  await acts({ kind: 'id_token', issuer: `${provider.issuer}/elsewhere` })
  await ends('keys_unavailable')
  await acts({ kind: 'userinfo', url: `${provider.issuer}/me` })
  await ends(null, withoutNonce)
  await acts({ kind: 'introspection', url: `${provider.issuer}/token/introspection` })
  await ends(null, withoutNonce)
})
