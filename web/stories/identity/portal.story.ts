import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { click } from '../src/closed.ts'
import { demoStory } from '../src/demo.ts'
import { seen } from '../src/person.ts'
import { LAUNCHER } from '../src/visitor.ts'

/** Every address that a page and its frames ask for from now on, sockets included. */
function addressesOf(page: Page): string[] {
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  page.on('websocket', (socket) => addresses.push(socket.url()))
  page.on('framenavigated', (frame) => addresses.push(frame.url()))
  return addresses
}

demoStory('OMN-1, OMN-14: the portal’s page sends to its login, and its function signs in by its name', async ({ cast, house }) => {
  const mara = await cast.visitor()
  const errors = () => mara.page.evaluate(() => (window as unknown as { errors: unknown[] }).errors)
  await mara.context.addInitScript(() => {
    const page = window as unknown as { errors: unknown[] }
    page.errors = []
    addEventListener('lcw:error', (event) => page.errors.push((event as CustomEvent<{ reason: string }>).detail.reason))
  })
  const addresses = addressesOf(mara.page)
  await mara.visits('/support')
  await (await mara.composer()).waitFor({ state: 'attached' })
  await click(mara.page, 'button', LAUNCHER)
  await mara.page.waitForURL(/\/login\?back=%2Fsupport$/)

  await mara.page.getByRole('button', { name: 'Log in as Mara' }).click()
  await mara.page.waitForURL(/\/support$/)
  // The chat is open again, and nobody had to press anything.
  await seen(await mara.composer())
  await mara.isSignedIn('mara')
  expect(await errors()).toEqual([])
  await mara.writes('By the portal.')
  await mara.sees('By the portal.')

  const noor = await cast.agent(house.agent)
  await seen(noor.line('By the portal.').getByText('Verified now'))
  await noor.opens('By the portal.')
  await expect.poll(() => noor.reads()).toEqual(['Verified: By the portal.'])

  // The next page needs no login at all.
  await mara.visits('/support')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  expect(mara.page.url()).toMatch(/\/support$/)

  // SES-3: neither a token of the portal's nor one of ours was ever in an address.
  expect(addresses.some((address) => address.includes('/login?back='))).toBe(true)
  expect(addresses.filter((address) => /eyJ|bfs_/.test(address))).toEqual([])
})

demoStory('OMN-14: whoever comes back without having signed in is not sent in circles, and goes on as somebody unknown', async ({ cast }) => {
  const otto = await cast.visitor()
  await otto.visits('/support')
  await (await otto.composer()).waitFor({ state: 'attached' })
  await click(otto.page, 'button', LAUNCHER)
  await otto.page.waitForURL(/\/login\?back=%2Fsupport$/)
  await otto.visits('/support')
  await seen(await otto.composer())
  await otto.isNotSignedIn()
  await otto.writes('I have no account.')
  await otto.sees('I have no account.')

  // With a conversation begun nobody is sent away from it.
  await otto.visits('/support')
  await otto.opensTheMessenger()
  await otto.sees('I have no account.')
  expect(otto.page.url()).toMatch(/\/support$/)
})
