import { expect, inject, onTestFinished } from 'vitest'
import { answered } from '../src/api.ts'
import { openCodeChat } from '../src/code-chat.ts'
import { codeScript } from '../src/code.page.ts'
import { Company } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { IdentityProvider } from '../src/identity-provider.ts'
import { type At, OmnichannelSite, SITE_PAGE } from '../src/omnichannel.ts'
import { story } from '../src/story.ts'
import type { Browser } from 'playwright-core'

/** An identity provider, a company whose server speaks TLS and may call it, and a live chat that takes its codes. */
async function opened(): Promise<{ company: Company; at: At }> {
  const provider = await IdentityProvider.open()
  onTestFinished(() => provider.close())
  const company = await Company.open(inject('engine'), provider.settings, true)
  onTestFinished(() => company.close())
  const { channel } = await openCodeChat(company, provider)
  const { server, shop } = company
  // The site comes back to a page of its own, and hands over to the client.
  const script = codeScript(`${provider.issuer}/auth`, provider.client.client_id, '')
  shop.files.set('/shop.js', { type: 'text/javascript', body: script })
  shop.files.set('/back', { type: 'text/html', body: SITE_PAGE })
  return { company, at: { server, shop, channel } }
}

/** Somebody on the site. */
async function visits(browser: Browser, at: At): Promise<OmnichannelSite> {
  const site = await OmnichannelSite.open(browser, at)
  onTestFinished(() => site.leaves())
  return site
}

/** Goes to the provider and comes back; gives what the page hands over for that. */
async function comesBack(site: OmnichannelSite): Promise<string> {
  await site.page.evaluate(() => void (window as unknown as { goes(): Promise<void> }).goes())
  await site.page.waitForURL(/\/back\?/)
  await site.prepares()
  return site.page.evaluate(() => sessionStorage.getItem('handed') ?? '')
}

/** How many sessions count that somebody who wrote has. */
async function sessions({ admin, books }: Company): Promise<number> {
  const path = { params: { path: { id: (await books.only())?.user ?? '' } } }
  return (await answered(admin.GET('/admin/v1/users/{id}/sessions', path))).sessions.length
}

story('OMN-11, OMN-13: the published client hands over a code, repeats the call whose answer was lost, and has one session', async ({ browser }) => {
  const { company, at } = await opened()
  const site = await visits(browser, at)
  await site.logsIn(await comesBack(site))
  const nonces: (string | undefined)[] = []
  await site.page.route(/\/widgetApp\/\w+\/conversation/, async (route) => {
    nonces.push(route.request().headers()['authcodenonce'])
    if (nonces.length > 1) return route.continue()
    // The server has carried it out, and the client hears nothing of it.
    expect((await route.fetch()).status()).toBe(200)
    await route.abort('connectionreset')
  })
  expect(await site.begins()).toBeNull()
  expect(nonces).toEqual([expect.stringMatching(/^\w{8}$/), nonces[0]])

  await site.writes('Where is my order?')
  await expect.poll(() => company.books.only()).toMatchObject({
    externalId: CUSTOMERS.mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: Where is my order?'],
  })
  expect(await sessions(company)).toBe(1)
  const page = await company.books.only()
  const [evidence] = await company.books.evidence(page?.conversation ?? '')
  expect(evidence).toMatchObject({ method: 'oauth2_code', token_action: { kind: 'id_token', setting: 'Pebblewick sign-in' } })
})

story('OMN-13: the same code from another page begins no chat, and the first goes on', async ({ browser }) => {
  const { company, at } = await opened()
  const site = await visits(browser, at)
  const handed = await comesBack(site)
  await site.logsIn(handed)
  expect(await site.begins()).toBeNull()
  await site.writes('Where is my order?')

  const other = await visits(browser, at)
  await other.logsIn(handed)
  expect(await other.begins()).toBe('ConversationInitializationFailure')
  const log = async () => (await answered(company.admin.GET('/admin/v1/login-log'))).attempts[0]?.reason
  await expect.poll(log).toBe('code_used')

  await site.writes('And my invoice?')
  const said = ['verified_when_written: Where is my order?', 'verified_when_written: And my invoice?']
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: CUSTOMERS.mara.id, said })
  expect(await sessions(company)).toBe(1)
})
