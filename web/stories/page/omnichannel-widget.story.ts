import { expect } from 'vitest'
import { answered, type Schemas } from '../src/api.ts'
import type { Cast } from '../src/cast.ts'
import type { Company } from '../src/company.ts'
import { CUSTOMERS, type Customer } from '../src/customers.ts'
import { liveChatStory } from '../src/live-chat.ts'
import { carriesOmnichannel, events } from '../src/older.ts'
import { seen } from '../src/person.ts'
import { routesTo } from '../src/routes.ts'
import { inSeconds, sign } from '../src/shop.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

/** What a page can hand to the omnichannel widget's SDK. */
interface Sdk {
  setAuthTokenProvider(provider: (callback: (token: unknown) => void) => void): void
  setContextProvider(provider: () => object): void
  getContextProvider(): unknown
}

type WidgetPage = Window & { sdk: Sdk; asked: number }

/** The errors that the page heard. */
async function errors(visitor: Visitor): Promise<unknown[]> {
  return (await visitor.heard()).flatMap((one) => ('event' in one && one.event === 'error' ? [one.detail] : []))
}

/** Calls the SDK. */
function sdk(visitor: Visitor, name: string, ...args: unknown[]): Promise<unknown> {
  return visitor.page.evaluate(
    ([name, args]) => Reflect.get((window as unknown as { sdk: object }).sdk, name)(...args),
    [name, args] as const,
  )
}

/** A page of the widget's: the channel that it shows, and who signs for it, with these times where they are not the usual ones. */
interface Scene {
  company: Company
  cast: Cast
  channel: Schemas['Channel']
  signs: (customer: Customer, times?: { iat: number; exp: number }) => string
}

/** Somebody opens the page, whose SDK is there. */
async function visits({ company: { server, shop }, cast, channel, signs }: Scene, attributes = ''): Promise<Visitor> {
  carriesOmnichannel({ server, channel, shop }, attributes)
  shop.token = (customer) => signs(customer)
  const mara = await cast.visitor()
  await mara.visits()
  await expect.poll(() => events(mara)).toEqual(['ready'])
  return mara
}

/** The messenger's channel, for which the company's backend signs with a shared secret. */
function ofTheMessenger(cast: Cast, company: Company): Scene {
  return { cast, company, channel: company.channel, signs: (customer, times) => sign(customer, company.key, times) }
}

async function signsInAndHears(scene: Scene): Promise<void> {
  const { cast, company } = scene
  const mara = await visits(scene)
  await mara.logsIn('mara')
  // A provider alone signs nobody in: a chat that starts does.
  await sdk(mara, 'startChat')
  await mara.isSignedIn('mara')
  await mara.writes('By the omnichannel widget.')
  await expect.poll(() => company.books.only()).toMatchObject({
    externalId: CUSTOMERS.mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: By the omnichannel widget.'],
  })
  const noor = await cast.agent()
  await noor.opens('By the omnichannel')
  await noor.answers('And answered.')
  await mara.sees('And answered.')
  await expect.poll(() => events(mara)).toContain('onMessageReceived')
  await sdk(mara, 'closeChat')
  expect(await events(mara)).toEqual([
    'ready', 'onMaximize', 'startChat', 'chatQueued', 'onMessageSent', 'onMessageReceived', 'onMinimize', 'closeChat',
  ])

  // What routes people is signed here, whatever the page says.
  const refused = { errorCode: 102, reason: 'context_refused' }
  await mara.page.evaluate(() => {
    const page = window as unknown as WidgetPage
    page.asked = 0
    page.sdk.setContextProvider(() => {
      page.asked += 1
      return { plan: { value: 'gold' } }
    })
  })
  expect(await errors(mara)).toMatchObject([refused])
  expect(await sdk(mara, 'getContextProvider')).toBeNull()
  await sdk(mara, 'startChat', { customContext: { plan: { value: 'gold' } } })
  expect(await errors(mara)).toMatchObject([refused, refused])
  await mara.writes('It is about gold.')
  await mara.sees('It is about gold.')
  expect(await mara.page.evaluate(() => (window as unknown as WidgetPage).asked)).toBe(0)
  const id = String((await company.books.only())?.conversation)
  const { tickets } = await answered(company.admin.GET('/agent/v1/conversations/{id}', { params: { path: { id } } }))
  expect(tickets.flatMap(({ fields }) => fields)).toEqual([])
}

async function failsInFourWays(scene: Scene): Promise<void> {
  const { shop } = scene.company
  const mara = await visits(scene, 'data-hide-chat-button="true"')
  mara.expectError(/status of 401.*client\/v1\/login/)
  mara.expectError(/the provider has a mistake/)
  expect(await mara.launcher()).toBeUndefined()

  shop.token = (customer) => scene.signs(customer, { iat: inSeconds(-600), exp: inSeconds(-300) })
  await sdk(mara, 'startChat')
  await mara.logsIn('mara')
  await expect.poll(() => errors(mara)).toMatchObject([{ errorCode: 4, reason: 'token_expired' }])
  await mara.isNotSignedIn()

  shop.token = () => undefined
  await mara.logsIn('mara')
  await expect.poll(() => errors(mara)).toMatchObject([{}, { errorCode: 3, reason: 'token_missing' }])
  await mara.page.evaluate(() => {
    const { sdk } = window as unknown as WidgetPage
    sdk.setAuthTokenProvider(() => {
      throw new Error('the provider has a mistake')
    })
  })
  await expect.poll(() => errors(mara)).toMatchObject([{}, {}, { errorCode: 2, reason: 'provider_failed' }])
  await mara.page.evaluate(() => (window as unknown as WidgetPage).sdk.setAuthTokenProvider(() => {}))
  await expect.poll(() => errors(mara)).toMatchObject([{}, {}, {}, { errorCode: 101, reason: 'provider_timed_out' }])
  shop.token = (customer) => scene.signs(customer)
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await sdk(mara, 'closeChat')
  await expect.poll(() => mara.launcher()).toBeUndefined()
}

const HEARS = 'OMN-8, OMN-9: a page of the omnichannel widget signs in by its provider, hears what happens, and may set no context'
story(`${HEARS}, on the messenger`, ({ cast, company }) => signsInAndHears(ofTheMessenger(cast, company)))
liveChatStory(`${HEARS}, on a live chat`, ({ cast, company, portal, chat: { channel } }) =>
  signsInAndHears({ cast, company, channel, signs: (customer, times) => portal.sign(customer, {}, times) }),
)

const FAILS = 'OMN-8, OMN-9: an expired token, no token, a thrown error and a time-out are different errors'
story(`${FAILS}, on the messenger`, ({ cast, company }) => failsInFourWays(ofTheMessenger(cast, company)))
liveChatStory(`${FAILS}, on a live chat`, ({ cast, company, portal, chat: { channel } }) =>
  failsInFourWays({ cast, company, channel, signs: (customer, times) => portal.sign(customer, {}, times) }),
)

liveChatStory('OMN-1: after a logout the next chat asks the function that the setting names, without a new page', async ({
  cast,
  company,
  portal,
  chat: { channel },
}) => {
  const path = { params: { path: { id: String(channel.setting?.id) } } }
  await answered(company.admin.PATCH('/admin/v1/authentication-settings/{id}', { ...path, body: { client_function: 'auth.getAuthenticationToken' } }))
  const mara = await visits({ cast, company, channel, signs: (customer) => portal.sign(customer) })
  // Logged in at the shop, without a word to the widget.
  await mara.page.evaluate(async () => {
    await fetch('/login?customer=mara', { method: 'POST' })
    const { token, zE, heard } = window as unknown as { token: unknown; zE: (...call: unknown[]) => void; heard: object[] }
    Object.assign(window, { auth: { getAuthenticationToken: token } })
    zE('messenger:on', 'logout', () => heard.push({ event: 'logout' }))
  })
  await sdk(mara, 'startChat')
  await mara.isSignedIn('mara')
  await (await mara.messenger()).getByRole('button', { name: 'Log out' }).click()
  await expect.poll(() => events(mara)).toContain('logout')
  await mara.isNotSignedIn()
  await sdk(mara, 'startChat')
  await mara.isSignedIn('mara')
  expect(await errors(mara)).toEqual([])
})

story('OMN-8, ROU-3: on a live chat without a setting what the page says is the page’s, and routes', async ({ cast, company }) => {
  const { admin, server, shop } = company
  const kind = 'omnichannel' as const
  const asked = { name: 'Help', kind, origins: [shop.origin], login_required: false, asks_for_contact: false, multiple_conversations: false }
  const channel = await answered(admin.POST('/admin/v1/channels', { body: asked }))
  const others = await routesTo(company, channel.id)
  const gold = await answered(admin.POST('/admin/v1/queues', { body: { name: 'Gold', pushes: false, hours: null, closed_text: null, members: [] } }))
  const [stream] = (await answered(admin.GET('/admin/v1/workstreams'))).workstreams
  const conditions = [{ on: 'context' as const, name: 'plan', test: { is: 'equals' as const, value: 'gold' } }]
  const rules = [{ name: 'Gold', conditions, queue: gold.id, priority: 0 }]
  const body = {
    name: 'Help', channels: [channel.id], rules: { variables: [{ name: 'plan', kind: 'text' as const }], rules, fallback: others.id },
  }
  await answered(admin.PUT('/admin/v1/workstreams/{id}', { params: { path: { id: stream?.id ?? '' } }, body }))

  carriesOmnichannel({ server, channel, shop })
  const mara = await cast.visitor()
  mara.expectError(/the context has a mistake/)
  await mara.visits()
  await expect.poll(() => events(mara)).toEqual(['ready'])
  await mara.page.evaluate(() => {
    const { sdk } = window as unknown as WidgetPage
    sdk.setContextProvider(() => {
      throw new Error('the context has a mistake')
    })
  })
  await sdk(mara, 'startChat')
  expect(await errors(mara)).toMatchObject([{ errorCode: 1, reason: 'context_failed' }])
  await mara.page.evaluate(() => {
    const { sdk } = window as unknown as WidgetPage
    sdk.setContextProvider(() => ({ plan: { value: 'gold', isDisplayable: true } }))
  })
  await mara.writes('A mug is broken.')
  await mara.sees('A mug is broken.')
  expect(await errors(mara)).toHaveLength(1)
  const noor = await cast.agent()
  await seen(noor.line('A mug is broken.').getByText('Gold'))
  await noor.opens('A mug is broken.')
  await expect.poll(() => noor.person.getByText('plan').count()).toBe(1)
})
