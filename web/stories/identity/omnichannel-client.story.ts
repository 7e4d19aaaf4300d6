import { expect, inject, onTestFinished } from 'vitest'
import { answered, type Api } from '../src/api.ts'
import { Company, NOOR } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { OmnichannelSite } from '../src/omnichannel.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'
import type { Browser } from 'playwright-core'

/** A company whose server speaks TLS, which the client insists on, and somebody on its site. */
async function opened(browser: Browser): Promise<{ company: Company; site: OmnichannelSite }> {
  const company = await Company.open(inject('engine'), {}, true)
  onTestFinished(() => company.close())
  const site = await OmnichannelSite.open(browser, company)
  onTestFinished(() => site.leaves())
  return { company, site }
}

async function answers(agent: Api, conversation: string, text: string): Promise<void> {
  const to = { params: { path: { id: conversation } }, body: { client_id: 'answer-1', text, visibility: 'all' as const } }
  await answered(agent.POST('/agent/v1/conversations/{id}/messages', to))
}

story('the published omnichannel client begins a chat signed in, sends, hears, and ends it', async ({ browser }) => {
  const { company, site } = await opened(browser)
  const { books, key } = company
  await site.logsIn(sign(CUSTOMERS.mara, key))
  expect(await site.begins()).toBeNull()
  await site.writes('Where is my order?')
  await expect.poll(() => books.only()).toMatchObject({
    externalId: CUSTOMERS.mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: Where is my order?'],
  })
  expect(await site.details()).toMatchObject({ state: 'Open' })

  const page = await books.only()
  await answers(await company.as(NOOR), page?.conversation ?? '', 'On its way.')
  await expect.poll(() => site.hears()).toEqual(['On its way.'])
  expect(await site.reads()).toEqual(['agent: On its way.', 'user: Where is my order?'])
  expect(await site.details()).toMatchObject({ state: 'Active', conversationId: page?.conversation })

  await site.ends()
  await expect.poll(() => books.only()).toMatchObject({ mark: 'not_verified' })
})

story('a token that is refused begins no chat, and the client says so', async ({ browser }) => {
  const { company, site } = await opened(browser)
  await site.logsIn(sign(CUSTOMERS.mara, { ...company.key, secret: 'of-somebody-else-entirely-and-long-enough' }))
  expect(await site.begins()).toBe('ConversationInitializationFailure')
  const log = async () => (await answered(company.admin.GET('/admin/v1/login-log'))).attempts
  await expect.poll(log).toMatchObject([{ reason: 'signature_invalid' }])
  expect(await company.books.open()).toEqual([])
})

story('OMN-10: whoever signs in within a chat goes on in it, and only what comes after is marked', async ({ browser }) => {
  const { company, site } = await opened(browser)
  expect(await site.begins()).toBeNull()
  await site.writes('Is anybody there?')
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: null, said: ['not_verified: Is anybody there?'] })

  await site.logsIn(sign(CUSTOMERS.mara, company.key))
  expect(await site.begins()).toBeNull()
  await site.writes('It is me.')
  await expect.poll(() => company.books.only()).toMatchObject({
    externalId: CUSTOMERS.mara.id,
    tickets: ['1 new'],
    said: ['not_verified: Is anybody there?', 'verified_when_written: It is me.'],
  })
  expect(await site.reads()).toEqual(['user: It is me.', 'user: Is anybody there?'])
})

story('where a login is required the client begins no chat without a token', async ({ browser }) => {
  const company = await Company.open(inject('engine'), {}, true)
  onTestFinished(() => company.close())
  const change = { params: { path: { id: company.channel.id } }, body: { login_required: true } }
  await answered(company.admin.PATCH('/admin/v1/channels/{id}', change))
  const site = await OmnichannelSite.open(browser, company)
  onTestFinished(() => site.leaves())
  expect(await site.begins()).toBe('GetAuthTokenNotFound')
  await site.logsIn(sign(CUSTOMERS.mara, company.key))
  expect(await site.begins()).toBeNull()
})
