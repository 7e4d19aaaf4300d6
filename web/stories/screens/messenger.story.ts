import { expect } from 'vitest'
import { demoStory } from '../src/demo.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'
import { LANGUAGES } from '../src/words.ts'

for (const language of LANGUAGES) {
  story(`the messenger is without barriers in each state, light and dark, on desks and phones: ${language}`, async ({
    cast,
    company,
  }) => {
    const mara = await cast.visitor(reader(language))
    await mara.visits()
    await mara.opensTheMessenger()
    const messenger = await mara.messenger()
    const faults: string[] = []
    const check = async (name: string) => void faults.push(...(await faultsOf(name, mara.page, messenger)))

    await check('empty')
    await mara.writes('Where is my order?')
    await expect.poll(() => company.books.only()).toBeDefined()
    await check('not signed in')
    company.shop.token = (customer) => sign(customer, { ...company.key, secret: 'A'.repeat(43) })
    mara.expectError(/status of 401.*client\/v1\/login/)
    await mara.logsIn('mara')
    await expect.poll(async () => (await mara.heard()).length).toBe(1)
    await check('login refused')
    company.shop.token = (customer) => sign(customer, company.key)
    await mara.logsIn('mara')
    await expect.poll(async () => (await mara.heard()).length).toBe(2)
    await check('signed in')
    await mara.writesInVain('It is number 1042.')
    await check('waiting')
    expect(faults).toEqual([])
  })
}

demoStory('the demo’s shop is without barriers, light and dark, on desks and phones', async ({ cast }) => {
  const mara = await cast.visitor(reader('en'))
  const faults: string[] = []
  await mara.visits()
  faults.push(...(await faultsOf('start', mara.page)))
  await mara.page.getByRole('link', { name: 'Log in as Mara' }).click()
  await seen(mara.page.getByRole('heading', { name: 'Log in' }))
  faults.push(...(await faultsOf('login', mara.page)))
  await mara.page.getByRole('button', { name: 'Log in as Mara' }).click()
  await mara.page.getByRole('link', { name: 'Mara’s account' }).click()
  await seen(mara.page.getByRole('heading', { name: /^Hello, Mara/ }))
  faults.push(...(await faultsOf('account', mara.page)))
  expect(faults).toEqual([])
})
