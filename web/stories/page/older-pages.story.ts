import { expect } from 'vitest'
import { carriesOmnichannel, carriesWebWidget, carriesZopim, events, openChat } from '../src/older.ts'
import { story } from '../src/story.ts'

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
