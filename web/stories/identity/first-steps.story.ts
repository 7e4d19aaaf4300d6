import { expect, inject } from 'vitest'
import { INES } from '../src/company.ts'
import { Server } from '../src/server.ts'
import { Shop } from '../src/shop.ts'
import { story } from '../src/story.ts'

/** A server that has just been started for the first time, and a shop that knows nothing of it yet. */
const firstSteps = story.extend<{ house: { server: Server; shop: Shop } }>({
  house: async ({}, use) => {
    const server = await Server.start({ engine: inject('engine') })
    const shop = await Shop.open()
    await use({ server, shop })
    await shop.close()
    await server.end()
  },
})

firstSteps('KEY-4, KEY-10: from the one-time link to the moment the first verified login arrives', async ({
  cast,
  house,
}) => {
  const { server, shop } = house
  const { link } = await server.fact('setup_link')
  const ines = await cast.administrator(INES)
  await ines.makesTheirAccount(String(link))
  expect(ines.page.url()).not.toContain(new URL(String(link)).hash)

  await ines.makesAChannel('Pebblewick', [shop.origin])
  shop.snippet = await ines.copies('Snippet')
  expect(shop.snippet).toMatch(/^<script id="ze-snippet" src="http:.*\/ekr\/snippet.js\?key=[^"]+"><\/script>$/)
  await ines.page.getByRole('link', { name: 'Next: signing key' }).click()

  await ines.makesAKey('shop-2026')
  await ines.leavesTheSecret()
  await ines.page.getByText('You have not copied the secret.').waitFor()
  await ines.page.getByRole('button', { name: 'Back to the secret' }).click()
  const id = await ines.copies('Key id')
  const secret = await ines.copies('Secret')
  expect(secret).toMatch(/^[\w-]{43}$/)
  await ines.leavesTheSecret()

  await ines.page.getByRole('heading', { name: 'Let your server vouch for people' }).waitFor()
  for (const language of ['Node', 'Python', 'Rust']) {
    await ines.page.getByRole('tab', { name: language, exact: true }).click()
    await expect.poll(() => ines.page.getByRole('tabpanel').innerText()).toContain(id)
  }
  expect(await ines.page.content()).not.toContain(secret)

  shop.key = { id, secret: `"${secret}"` }
  const mara = await cast.visitor()
  mara.expectError(/status of 401.*client\/v1\/login/)
  await mara.visits()
  await mara.logsIn('mara')
  await ines.page.getByText('The signature does not match the secret.').waitFor()

  shop.key = { id, secret }
  await mara.logsIn('mara')
  await ines.page.getByRole('heading', { name: 'The first verified login is here' }).waitFor()
  const arrival = ines.page.getByRole('status').filter({ hasText: 'The first verified login' })
  await expect.poll(() => arrival.innerText()).toMatch(/Mara Lindqvist[^]*usr_48213[^]*shop-2026/)
})

firstSteps('the one-time link makes one administrator and no second one', async ({ cast, house }) => {
  const { link } = await house.server.fact('setup_link')
  const ines = await cast.administrator(INES)
  await ines.makesTheirAccount(String(link))

  const late = await cast.administrator({ ...INES, email: 'late@pebblewick.example' })
  late.expectError(/status of 4\d\d.*admin\/v1\/setup/)
  await late.fillsInTheirAccount(String(link))
  await late.page.getByRole('alert').getByText(/There is an administrator already|This link was used before/).waitFor()
})
