import { expect, inject } from 'vitest'
import { freePort } from '../src/port.ts'
import { seen } from '../src/person.ts'
import { Server } from '../src/server.ts'
import { story } from '../src/story.ts'

/** The demo, as its command opens it. */
interface Demo {
  server: Server
  shop: { origin: string }
  agent: { name: string; email: string; password: string }
}

const demoStory = story.extend<{ house: Demo }>({
  house: async ({}, use) => {
    const further = ['--demo', '--demo-listen', `127.0.0.1:${await freePort()}`]
    const server = await Server.start({ engine: inject('engine'), arguments: further })
    const said = await server.fact('demo')
    const { email, password } = said['agent'] as { email: string; password: string }
    await use({ server, shop: { origin: String(said['shop']) }, agent: { name: 'Noor Haddad', email, password } })
    await server.end()
  },
})

demoStory('from the shop’s login to the check mark, with what the demo itself says', async ({ cast, house }) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Is the rust mug back?')
  await mara.sees('Is the rust mug back?')

  const noor = await cast.agent(house.agent)
  await seen(noor.line('Is the rust mug back?').getByText('Not verified'))

  await mara.page.getByRole('link', { name: 'Log in as Mara' }).click()
  await mara.page.getByRole('button', { name: 'Log in as Mara' }).click()
  await seen(mara.page.getByRole('heading', { name: /^Hello, Mara/ }))
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Now you know who I am.')
  await mara.sees('Now you know who I am.')

  await seen(noor.line('Now you know who I am.').getByText('Verified now'))
  await noor.opens('Now you know who I am.')
  await expect.poll(() => noor.reads()).toEqual([
    'Not verified: Is the rust mug back?',
    'Verified: Now you know who I am.',
  ])

  await mara.page.getByRole('button', { name: 'Log out' }).click()
  await mara.opensTheMessenger()
  await mara.isNotSignedIn()
  await expect.poll(() => mara.reads()).toEqual([])
})
