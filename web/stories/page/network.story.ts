import { expect } from 'vitest'
import { story } from '../src/story.ts'

/** What browsers say of requests that do not come through. */
const NO_CONNECTION = /ERR_|WebSocket connection/

story('what is being typed outlives a reload', async ({ cast, company }) => {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes('The first part.')
  await visitor.sees('The first part.')
  await visitor.types('And the second is not finis')

  await visitor.page.reload()
  await visitor.opensTheMessenger()
  await visitor.sees('The first part.')
  await expect.poll(async () => (await visitor.composer()).inputValue()).toBe('And the second is not finis')
  await (await visitor.composer()).press('End')
  await (await visitor.composer()).pressSequentially('hed.')
  await (await visitor.composer()).press('Enter')
  await expect.poll(() => company.books.only()).toMatchObject({
    said: ['not_verified: The first part.', 'not_verified: And the second is not finished.'],
  })
})

story('what is written while the network is away is sent once, in order, when it is back', async ({
  cast,
  company,
}) => {
  const { books } = company
  const mara = await cast.visitor()
  mara.expectError(NO_CONNECTION)
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('One.')
  await expect.poll(() => books.only()).toMatchObject({ said: ['verified_when_written: One.'] })

  await mara.offline(true)
  for (const text of ['Two.', 'Three.', 'Four.']) {
    await mara.writes(text)
    await mara.sees(text)
  }
  await mara.types('Fi')
  await mara.offline(false)
  const said = ['One.', 'Two.', 'Three.', 'Four.'].map((text) => `verified_when_written: ${text}`)
  await expect.poll(() => books.only()).toMatchObject({ said })
  expect(await (await mara.composer()).inputValue()).toBe('Fi')
  expect(await mara.reads()).toEqual(['One.', 'Two.', 'Three.', 'Four.'])
})

story('a server that ends in the middle of a conversation and comes back has lost nothing and doubles nothing', async ({
  cast,
  company,
}) => {
  const { server } = company
  const visitor = await cast.visitor()
  visitor.expectError(NO_CONNECTION)
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes('Before.')
  await visitor.sees('Before.')
  await expect.poll(() => company.books.only()).toMatchObject({ said: ['not_verified: Before.'] })

  await server.kill()
  await visitor.writes('Meanwhile.')
  await visitor.writes('Still there?')
  await visitor.sees('Still there?')
  await server.run()

  const said = ['Before.', 'Meanwhile.', 'Still there?'].map((text) => `not_verified: ${text}`)
  await expect.poll(() => company.books.only()).toMatchObject({ said })
  await expect.poll(() => visitor.reads()).toEqual(['Before.', 'Meanwhile.', 'Still there?'])
})

story('what waited when the page was reloaded goes out afterwards', async ({ cast, company }) => {
  const { server } = company
  const visitor = await cast.visitor()
  visitor.expectError(NO_CONNECTION)
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes('Before.')
  await expect.poll(() => company.books.only()).toMatchObject({ said: ['not_verified: Before.'] })
  await server.kill()
  await visitor.writes('Kept in the browser.')
  await visitor.sees('Kept in the browser.')
  await server.run()
  await visitor.visits()
  await expect.poll(() => company.books.only()).toMatchObject({
    said: ['not_verified: Before.', 'not_verified: Kept in the browser.'],
  })
})
