import { expect } from 'vitest'
import { Shop } from '../src/shop.ts'
import { story } from '../src/story.ts'

story('a page of an origin that is not allowed gets no messenger, and its console says what to do', async ({
  cast,
  company,
}) => {
  const stranger = await Shop.open(company.shop.snippet, company.key)
  const visitor = await cast.visitor()
  visitor.expectError(/frame-ancestors/)
  await visitor.page.goto(stranger.origin)
  const words = `${stranger.origin} is not among the channel's origins: an administrator adds it under Settings`
  await expect.poll(() => visitor.warnings()).toEqual([expect.stringContaining(words)])
  const frames = visitor.page.frames().map((frame) => frame.url())
  expect(frames.filter((url) => url.startsWith(company.server.url))).toEqual([])
  await stranger.close()
})

story('a snippet with a key that no channel has breaks nothing and says so', async ({ cast, company }) => {
  company.shop.snippet = company.shop.snippet.replace(company.channel.public_key, 'nobody')
  const visitor = await cast.visitor()
  await visitor.visits()
  await expect.poll(() => visitor.warnings()).toEqual([expect.stringContaining('no channel has the key')])
  expect(await visitor.launcher()).toBeUndefined()
})

story('the loader is the same under our own name', async ({ cast, company }) => {
  company.shop.snippet = company.shop.snippet.replace('/ekr/snippet.js', '/bonafide.js')
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes('Under your own name.')
  await expect.poll(() => company.books.only()).toMatchObject({ said: ['not_verified: Under your own name.'] })
})

story('under a strict content security policy everything works, from the launcher to the check mark', async ({
  cast,
  company,
}) => {
  const { shop, server, books } = company
  const ours = `script-src 'self' ${server.url}; frame-src ${server.url}`
  shop.policy = `default-src 'none'; ${ours}; style-src 'self'; connect-src 'self'`
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.writes('Nothing of yours is inline.')
  await expect.poll(() => books.only()).toMatchObject({
    mark: 'verified_now',
    said: ['verified_when_written: Nothing of yours is inline.'],
  })
})
