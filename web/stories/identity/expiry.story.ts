import { expect } from 'vitest'
import { CUSTOMERS } from '../src/customers.ts'
import { inSeconds, sign } from '../src/shop.ts'
import { story } from '../src/story.ts'

/** Sixty seconds of leeway are added to `exp` (TOK-7): with it so far in the past, a session lives this many seconds. */
function livingFor(seconds: number): { iat: number; exp: number } {
  return { iat: inSeconds(-61), exp: inSeconds(seconds - 60) }
}

story('SES-4: a new token is asked for at half-life, the session goes on, and nothing is seen of it', async ({ cast, company }) => {
  const { shop, key, books } = company
  shop.token = (customer) => sign(customer, key, { exp: inSeconds(4) })
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('First.')
  await expect.poll(() => shop.asked).toBeGreaterThan(1)
  await mara.writes('Second.')
  await expect.poll(() => books.only()).toMatchObject({
    mark: 'verified_now',
    said: ['verified_when_written: First.', 'verified_when_written: Second.'],
  })
  const page = await books.only()
  const sessions = (await books.evidence(String(page?.conversation))).map(({ session }) => session)
  expect(new Set(sessions).size).toBe(1)
  expect(await mara.heard()).toEqual([{ login: null }])
})

story('SES-4, SES-11: without a new token the history is hidden and the text kept; signing in again sends it', async ({
  cast,
  company,
}) => {
  const { shop, key, books } = company
  shop.token = (customer) => sign(customer, key, livingFor(6))
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  // From now on the shop has nobody logged in, and so no token.
  await mara.context.clearCookies()
  mara.expectError(/status of 401.*bonafide-token/)
  await mara.writes('My address is Lindenweg 4.')
  await expect.poll(() => books.only()).toMatchObject({ said: ['verified_when_written: My address is Lindenweg 4.'] })

  const messenger = await mara.messenger()
  await messenger.getByText('Please sign in again').waitFor()
  await expect.poll(() => mara.reads()).toEqual([])
  await mara.writes('Number four, not fourteen.')

  shop.token = (customer) => sign(customer, key)
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.sees('My address is Lindenweg 4.')
  await mara.sees('Number four, not fourteen.')
  const page = await books.only()
  expect(page?.said.map((words) => words.split(': ')[1])).toEqual(['My address is Lindenweg 4.', 'Number four, not fourteen.'])
})

story('SES-10, SES-11: what waited as one person is discarded when another signs in', async ({ cast, company }) => {
  const { shop, key, books } = company
  shop.token = (customer) => (customer === CUSTOMERS.mara ? sign(customer, key, livingFor(6)) : sign(customer, key))
  const device = await cast.visitor()
  await device.visits()
  await device.logsIn('mara')
  await device.opensTheMessenger()
  await device.isSignedIn('mara')
  await device.writes('This is Mara.')
  await expect.poll(() => books.only()).toBeDefined()
  await device.context.clearCookies()
  device.expectError(/status of 401.*bonafide-token/)
  await (await device.messenger()).getByText('Please sign in again').waitFor()
  await device.writes('And this is Mara too.')

  await device.logsIn('tomasz')
  await device.isSignedIn('tomasz')
  await expect.poll(() => device.reads()).toEqual([])
  await device.writes('This is Tomasz.')
  await expect.poll(() => books.open()).toMatchObject([
    { externalId: 'usr_48213', said: ['verified_when_written: This is Mara.'] },
    { externalId: 'usr_51774', said: ['verified_when_written: This is Tomasz.'] },
  ])
})
