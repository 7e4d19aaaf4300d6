import { expect } from 'vitest'
import { inSeconds, sign } from '../src/shop.ts'
import { story } from '../src/story.ts'

/** Sixty seconds of leeway are added to `exp` (TOK-7): so far in the past, a session lives this many seconds. */
function livingFor(seconds: number): { iat: number; exp: number } {
  return { iat: inSeconds(-61), exp: inSeconds(seconds - 60) }
}

story('SES-4: a new token is asked for at half-life, the session goes on, and nothing is seen of it', async ({
  cast,
  company,
}) => {
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
  shop.token = (customer) => sign(customer, key, livingFor(12))
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  shop.token = () => undefined
  await mara.writes('My address is Lindenweg 4.')
  await expect.poll(() => books.only()).toMatchObject({ said: ['verified_when_written: My address is Lindenweg 4.'] })
  await mara.writesInVain('Number four, not fourteen.')
  await mara.types('And please')

  await mara.isAskedToSignInAgain()
  await expect.poll(async () => (await mara.messenger()).getByText('Lindenweg').count()).toBe(0)
  expect((await books.only())?.mark).toBe('session_expired')

  shop.token = (customer) => sign(customer, key)
  await mara.isThroughAgain()
  await (await mara.messenger()).getByRole('button', { name: 'Sign in again' }).click()
  await mara.isSignedIn('mara')
  await mara.sees('My address is Lindenweg 4.')
  await expect.poll(() => books.only()).toMatchObject({
    mark: 'verified_now',
    said: ['verified_when_written: My address is Lindenweg 4.', 'verified_when_written: Number four, not fourteen.'],
  })
  expect(await (await mara.composer()).inputValue()).toBe('And please')
})

story('SES-11: whoever goes on without signing in is somebody new, and what waited is discarded', async ({
  cast,
  company,
}) => {
  const { shop, key, books } = company
  shop.token = (customer) => sign(customer, key, livingFor(12))
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  shop.token = () => undefined
  await mara.writesInVain('Not for everybody.')
  await mara.isAskedToSignInAgain()
  await mara.isThroughAgain()
  await (await mara.messenger()).getByRole('button', { name: 'Continue without signing in' }).click()
  await mara.isNotSignedIn()
  await mara.writes('Somebody new.')
  await expect.poll(() => books.only()).toMatchObject({ externalId: null, said: ['not_verified: Somebody new.'] })
})

story('SES-10, SES-11: what waited as one person is discarded when another signs in', async ({ cast, company }) => {
  const { shop, key, books } = company
  shop.token = (customer) => sign(customer, key, livingFor(12))
  const device = await cast.visitor()
  await device.visits()
  await device.logsIn('mara')
  await device.opensTheMessenger()
  await device.isSignedIn('mara')
  shop.token = () => undefined
  await device.writes('This is Mara.')
  await expect.poll(() => books.only()).toBeDefined()
  await device.writesInVain('And this is Mara too.')
  await device.isAskedToSignInAgain()

  shop.token = (customer) => sign(customer, key)
  // The device offers it as Mara's, and the server does not take it as Tomasz's (details 20).
  device.expectError(/status of 409.*client\/v1\/messages/)
  await device.isThroughAgain()
  await device.logsIn('tomasz')
  await device.isSignedIn('tomasz')
  await device.writes('This is Tomasz.')
  await expect.poll(() => books.open()).toMatchObject([
    { externalId: 'usr_48213', said: ['verified_when_written: This is Mara.'] },
    { externalId: 'usr_51774', said: ['verified_when_written: This is Tomasz.'] },
  ])
  await expect.poll(() => device.reads()).toEqual(['This is Tomasz.'])
})
