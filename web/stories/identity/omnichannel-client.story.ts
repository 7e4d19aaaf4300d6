import { expect, onTestFinished } from 'vitest'
import { answered, type Api } from '../src/api.ts'
import { NOOR, type Company } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { liveChatStory } from '../src/live-chat.ts'
import { type At, OmnichannelSite } from '../src/omnichannel.ts'
import { seen } from '../src/person.ts'
import { KID, Portal } from '../src/portal.ts'
import { inSeconds, sign } from '../src/shop.ts'
import type { Browser } from 'playwright-core'

/** A story of a company whose server speaks TLS, which the client insists on. */
const story = liveChatStory.extend({ tls: true })

const { mara } = CUSTOMERS

/** Somebody on the site of the company, whose chat leads to this channel. */
async function on(browser: Browser, { server, shop }: Company, channel: At['channel'], token?: string): Promise<OmnichannelSite> {
  const site = await OmnichannelSite.open(browser, { server, shop, channel }, token)
  onTestFinished(() => site.leaves())
  return site
}

async function answers(agent: Api, conversation: string, text: string): Promise<void> {
  const to = { params: { path: { id: conversation } }, body: { client_id: 'answer-1', text, visibility: 'all' as const } }
  await answered(agent.POST('/agent/v1/conversations/{id}/messages', to))
}

/** Why the last login was refused, as administrators read it. */
async function refusal({ admin }: Company): Promise<string | null | undefined> {
  return (await answered(admin.GET('/admin/v1/login-log'))).attempts[0]?.reason
}

story('OMN-3, OMN-6: with a token of the portal the published client begins a chat, sends, hears, and ends it', async ({
  browser,
  company,
  portal,
  chat,
}) => {
  const { books } = company
  const site = await on(browser, company, chat.channel)
  await site.logsIn(portal.sign(mara))
  expect(await site.begins()).toBeNull()
  await site.writes('Where is my order?')
  await expect.poll(() => books.only()).toMatchObject({
    externalId: mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: Where is my order?'],
  })
  expect(await site.details()).toMatchObject({ state: 'Open' })
  const page = await books.only()
  const conversation = page?.conversation ?? ''
  expect(await books.evidence(conversation)).toMatchObject([{ method: 'signed_token', key: { id: KID } }])

  await answers(await company.as(NOOR), conversation, 'On its way.')
  await expect.poll(() => site.hears()).toEqual(['On its way.'])
  expect(await site.reads()).toEqual(['agent: On its way.', 'user: Where is my order?'])
  expect(await site.details()).toMatchObject({ state: 'Active', conversationId: conversation })

  await site.ends()
  await expect.poll(() => books.only()).toMatchObject({ mark: 'not_verified' })
})

story('a message that the client sends again, since a proxy lost the answer, is written once', async ({ browser, company, portal, chat }) => {
  const site = await on(browser, company, chat.channel)
  await site.logsIn(portal.sign(mara))
  expect(await site.begins()).toBeNull()
  const names: (string | undefined)[] = []
  await site.page.route(/\/chat\/threads\/\w+\/messages/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    names.push(route.request().headers()['x-ms-client-request-id'])
    if (names.length > 1) return route.continue()
    // The server has written it.
    expect((await route.fetch()).status()).toBe(201)
    await route.fulfill({ status: 504, headers: { 'Access-Control-Allow-Origin': '*' } })
  })
  await site.writes('Where is my order?')
  expect(names).toEqual([expect.stringMatching(/^[\w-]{36}$/), names[0]])
  await expect.poll(() => company.books.only()).toMatchObject({ said: ['verified_when_written: Where is my order?'] })
  expect(await site.reads()).toEqual(['user: Where is my order?'])
})

story('OMN-3, OMN-5: a token that is refused begins no chat, the client says so, and a good one begins it', async ({
  browser,
  company,
  portal,
  chat,
}) => {
  const other = await Portal.open()
  onTestFinished(() => other.close())
  const refused = {
    token_expired: portal.sign(mara, {}, { iat: inSeconds(-600), exp: inSeconds(-300) }),
    signature_invalid: other.sign(mara),
    alg_not_allowed: sign(mara, company.key),
  }
  const site = await on(browser, company, chat.channel)
  for (const [reason, token] of Object.entries(refused)) {
    await site.logsIn(token)
    expect(await site.begins(), reason).toBe('ConversationInitializationFailure')
    await expect.poll(() => refusal(company)).toBe(reason)
  }
  expect(await company.books.open()).toEqual([])
  await site.logsIn(portal.sign(mara))
  expect(await site.begins()).toBeNull()
})

story('OMN-10: where a login is required the client begins no chat without a good token', async ({ browser, company, portal, chat }) => {
  await chat.requiresLogin()
  const site = await on(browser, company, chat.channel)
  expect(await site.begins()).toBe('GetAuthTokenNotFound')
  await site.logsIn(portal.sign(mara, {}, { iat: inSeconds(-600), exp: inSeconds(-300) }))
  expect(await site.begins()).toBe('ConversationInitializationFailure')
  await site.logsIn(portal.sign(mara))
  expect(await site.begins()).toBeNull()
  await site.writes('It is me.')
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: mara.id, said: ['verified_when_written: It is me.'] })
})

story('a token that the client is made with counts where a login is required, and is not asked for elsewhere', async ({
  browser,
  company,
  portal,
  chat,
}) => {
  const anonymous = await on(browser, company, chat.channel, portal.sign(mara))
  expect(await anonymous.begins()).toBeNull()
  await anonymous.writes('Who am I?')
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: null, said: ['not_verified: Who am I?'] })
  await chat.requiresLogin()
  const signedIn = await on(browser, company, chat.channel, portal.sign(mara))
  expect(await signedIn.begins()).toBeNull()
  await signedIn.writes('It is me.')
  await expect
    .poll(async () => (await company.books.open()).at(-1))
    .toMatchObject({ externalId: mara.id, said: ['verified_when_written: It is me.'] })
})

story('OMN-7, OMN-10, ROU-7: whoever signs in within a chat goes on in it, and what came signed leads to a queue and is shown', async ({
  browser,
  company,
  portal,
  chat,
  cast,
}) => {
  await chat.isRouted()
  const { books } = company
  const site = await on(browser, company, chat.channel)
  expect(await site.begins()).toBeNull()
  await site.writes('Is anybody there?')
  await expect.poll(() => books.only()).toMatchObject({ externalId: null, said: ['not_verified: Is anybody there?'] })
  const conversation = (await books.only())?.conversation ?? ''
  await expect.poll(() => chat.queueOf(conversation)).toBe('Everybody else')

  await site.logsIn(portal.sign(mara, { tier: 'gold', total: 129.5 }))
  expect(await site.begins()).toBeNull()
  await site.writes('It is me.')
  const said = ['not_verified: Is anybody there?', 'verified_when_written: It is me.']
  await expect.poll(() => books.only()).toMatchObject({ conversation, externalId: mara.id, tickets: ['1 new'], said })
  expect(await site.reads()).toEqual(['user: It is me.', 'user: Is anybody there?'])
  await expect.poll(() => chat.queueOf(conversation)).toBe('Gold customers')

  const noor = await cast.agent(NOOR, { ignoreHTTPSErrors: true })
  await noor.goesTo(`/inbox/${conversation}?view=open`)
  const proven = noor.page.getByRole('region', { name: 'What is proven' })
  await seen(proven.getByText('Yes', { exact: true }))
  await seen(proven.getByText('Customer portal', { exact: true }))
  await seen(proven.getByText('gold', { exact: true }))
  await seen(proven.getByText('129.5', { exact: true }))
})

story('OMN-8, ROU-3: what the page says of a chat is refused where people can sign in, and elsewhere it is the page’s, and routes', async ({
  browser,
  company,
  chat,
}) => {
  await chat.isRouted()
  const context = { tier: { value: 'gold', isDisplayable: true } }
  const refused = await on(browser, company, chat.channel)
  expect(await refused.begins(context)).toBe('ConversationInitializationFailure')
  await chat.hasNoSetting()
  const site = await on(browser, company, chat.channel)
  expect(await site.begins(context)).toBeNull()
  await site.writes('A mug is broken.')
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: null, said: ['not_verified: A mug is broken.'] })
  const conversation = (await company.books.only())?.conversation ?? ''
  await expect.poll(() => chat.queueOf(conversation)).toBe('Gold customers')
})

story('on the messenger’s channel a token of a signing key begins a chat of the client’s as well', async ({ browser, company }) => {
  const site = await on(browser, company, company.channel)
  await site.logsIn(sign(mara, company.key))
  expect(await site.begins()).toBeNull()
  await site.writes('Where is my order?')
  await expect.poll(() => company.books.only()).toMatchObject({
    externalId: mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: Where is my order?'],
  })
})
