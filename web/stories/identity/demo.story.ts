import { expect } from 'vitest'
import { demoStory } from '../src/demo.ts'
import { seen } from '../src/person.ts'

demoStory('from the shop’s login to the check mark, with what the demo itself says', async ({ cast, house }) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Is the rust mug back?')
  await mara.sees('Is the rust mug back?')

  const noor = await cast.agent(house.agent)
  await seen(noor.line('Is the rust mug back?').getByText('Not verified'))

  mara.goesToALogin()
  await mara.page.getByRole('link', { name: 'Log in as Mara' }).click()
  await mara.page.getByRole('button', { name: 'Log in as Mara' }).click()
  await seen(mara.page.getByRole('link', { name: 'Mara’s account' }))
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

  await mara.page.getByRole('link', { name: 'Mara’s account' }).click()
  await mara.page.getByRole('button', { name: 'Log out' }).click()
  await seen(mara.page.getByRole('link', { name: 'Log in', exact: true }))
  await mara.opensTheMessenger()
  await mara.isNotSignedIn()
  await expect.poll(() => mara.reads()).toEqual([])
})
