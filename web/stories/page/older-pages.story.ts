import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { carriesOmnichannel, carriesWebWidget, carriesZopim, openChat } from '../src/older.ts'
import { seen } from '../src/person.ts'
import { routesTo } from '../src/routes.ts'
import { sign, inSeconds } from '../src/shop.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

/** The names of what the page heard, in order. */
async function events(visitor: Visitor): Promise<unknown[]> {
  return (await visitor.heard()).map((one) => ('event' in one ? one.event : one))
}

/** The errors that the omnichannel widget's page heard. */
async function errors(visitor: Visitor): Promise<unknown[]> {
  return (await visitor.heard()).flatMap((one) => ('event' in one && one.event === 'error' ? [one.detail] : []))
}

/** Calls the omnichannel widget's SDK. */
function sdk(visitor: Visitor, name: string, ...args: unknown[]): Promise<unknown> {
  return visitor.page.evaluate(
    ([name, args]) => Reflect.get((window as unknown as { sdk: object }).sdk, name)(...args),
    [name, args] as const,
  )
}

story('CHT-4, CHT-9: a page of the web widget signs in by its settings, logs out, and signs in again', async ({ cast, company }) => {
  const { shop, books } = company
  carriesWebWidget(company, await openChat(company), shop)
  const mara = await cast.visitor()
  await mara.visits()
  // Nobody is logged in at the shop yet, so its function has no token.
  await expect.poll(() => mara.warnings()).toContain('Bonafide: invalid jwt in callback')
  await mara.logsIn('mara')
  await mara.calls('webWidget', 'open')
  await mara.isSignedIn('mara')
  await mara.writes('By the web widget.')
  await expect.poll(() => books.only()).toMatchObject({ mark: 'verified_now', said: ['verified_when_written: By the web widget.'] })
  await expect.poll(() => events(mara)).toEqual(['called', 'chat:connected', 'open', 'chat:start'])

  await mara.logsOut()
  await mara.isNotSignedIn()
  await expect.poll(() => events(mara)).toContain('chat:end')
  await mara.logsIn('tomasz')
  await mara.isSignedIn('tomasz')
  await mara.calls('webWidget', 'hide')
  await expect.poll(() => mara.launcher()).toBeUndefined()
  await mara.calls('webWidget', 'show')
  await expect.poll(() => mara.launcher()).toBeDefined()
  await mara.calls('webWidget', 'popout')
  expect(mara.context.pages()).toHaveLength(1)
})

story('pages of the older chat work under a strict policy, and nothing they call is fetched for others', async ({
  cast,
  company,
}) => {
  const { shop, server } = company
  const asked: string[] = []
  const visitor = await cast.visitor()
  visitor.page.on('request', (request) => asked.push(request.url()))
  await visitor.visits()
  await visitor.opensTheMessenger()
  expect(asked.filter((url) => /faces|watch/.test(url))).toEqual([])

  carriesZopim(company, await openChat(company), shop)
  const ours = `script-src 'self' ${server.url}; frame-src ${server.url}`
  shop.policy = `default-src 'none'; ${ours}; style-src 'self'; connect-src 'self'`
  const mara = await cast.visitor()
  mara.expectError(/the page has a mistake of its own/)
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
})

story('a page that lets no script address be set as text gets what it calls all the same', async ({ cast, company }) => {
  const { shop, server } = company
  carriesOmnichannel(company)
  const ours = `script-src 'self' ${server.url}; frame-src ${server.url}; connect-src 'self'`
  shop.policy = `default-src 'none'; ${ours}; require-trusted-types-for 'script'; trusted-types 'none'`
  const mara = await cast.visitor()
  await mara.visits()
  await expect.poll(() => events(mara)).toContain('ready')
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
})

story('OMN-8, OMN-9: a page of the omnichannel widget signs in by its provider and hears what happens', async ({ cast, company }) => {
  const { books } = company
  carriesOmnichannel(company)
  const mara = await cast.visitor()
  await mara.visits()
  await expect.poll(() => events(mara)).toEqual(['ready'])
  await mara.logsIn('mara')
  // A provider alone signs nobody in: a chat that starts does.
  await sdk(mara, 'startChat')
  await mara.isSignedIn('mara')
  await mara.writes('By the omnichannel widget.')
  await expect.poll(() => books.only()).toMatchObject({
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
  await sdk(mara, 'startChat', { customContext: { plan: { value: 'gold' } } })
  expect(await errors(mara)).toMatchObject([{ errorCode: 102, reason: 'context_refused' }])
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
  await mara.visits()
  await expect.poll(() => events(mara)).toEqual(['ready'])
  await mara.page.evaluate(() => {
    const { sdk } = window as unknown as { sdk: { setContextProvider(provider: () => object): void } }
    sdk.setContextProvider(() => ({ plan: { value: 'gold', isDisplayable: true } }))
  })
  await sdk(mara, 'startChat')
  await mara.writes('A mug is broken.')
  await mara.sees('A mug is broken.')
  expect(await errors(mara)).toEqual([])
  const noor = await cast.agent()
  await seen(noor.line('A mug is broken.').getByText('Gold'))
  await noor.opens('A mug is broken.')
  await expect.poll(() => noor.person.getByText('plan').count()).toBe(1)
})

story('OMN-8, OMN-9: an expired token, no token, a thrown error and a time-out are different errors', async ({ cast, company }) => {
  const { shop, key } = company
  carriesOmnichannel(company, 'data-hide-chat-button="true"')
  const mara = await cast.visitor()
  mara.expectError(/status of 401.*client\/v1\/login/)
  mara.expectError(/the provider has a mistake/)
  await mara.visits()
  await expect.poll(() => events(mara)).toEqual(['ready'])
  expect(await mara.launcher()).toBeUndefined()

  shop.token = (customer) => sign(customer, key, { exp: inSeconds(-300) })
  await sdk(mara, 'startChat')
  await mara.logsIn('mara')
  await expect.poll(() => errors(mara)).toMatchObject([{ errorCode: 4, reason: 'token_expired' }])
  await mara.isNotSignedIn()

  shop.token = () => undefined
  await mara.logsIn('mara')
  await expect.poll(() => errors(mara)).toMatchObject([{}, { errorCode: 3, reason: 'token_missing' }])
  await mara.page.evaluate(() => {
    const { sdk } = window as unknown as { sdk: { setAuthTokenProvider(provider: () => void): void } }
    sdk.setAuthTokenProvider(() => {
      throw new Error('the provider has a mistake')
    })
  })
  await expect.poll(() => errors(mara)).toMatchObject([{}, {}, { errorCode: 2, reason: 'provider_failed' }])
  await mara.page.evaluate(() => {
    const { sdk } = window as unknown as { sdk: { setAuthTokenProvider(provider: () => void): void } }
    sdk.setAuthTokenProvider(() => {})
  })
  await expect.poll(() => errors(mara)).toMatchObject([{}, {}, {}, { errorCode: 101, reason: 'provider_timed_out' }])
  shop.token = (customer) => sign(customer, key)
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await sdk(mara, 'closeChat')
  await expect.poll(() => mara.launcher()).toBeUndefined()
})
