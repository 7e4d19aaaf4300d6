import { demoStory } from '../src/demo.ts'
import { reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { draw } from '../src/picture.ts'

demoStory('messenger and workspace', async ({ cast, house }) => {
  const noor = await cast.agent(house.agent, reader('en'))
  const mara = await cast.visitor(reader('en'))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Can I still change the address of order 1042?')
  await noor.opens('Can I still change the address')
  await noor.answers('Gladly. Please log in to the shop first, then I can see your orders.')
  await noor.notes('An order number alone is no proof.')
  await mara.sees('Gladly. Please log in to the shop first, then I can see your orders.')

  await mara.page.getByRole('link', { name: 'Log in as Mara' }).click()
  await mara.page.getByRole('button', { name: 'Log in as Mara' }).click()
  await seen(mara.page.getByRole('link', { name: 'Mara’s account' }))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('There, I am in. Could it go to the pickup point on Lindenweg instead?')
  await noor.sees('There, I am in.')
  await noor.answers('Of course, Mara. I have changed it.')
  await mara.sees('Of course, Mara. I have changed it.')
  await draw('messenger', mara.page)

  await noor.message('There, I am in.').getByRole('button', { name: 'Verified' }).click()
  await seen(noor.page.getByRole('dialog', { name: 'Verified when written' }))
  await draw('workspace', noor.page)
})

demoStory('first steps, keys and login log', async ({ cast, house }) => {
  const ines = await cast.agent(house.administrator, reader('en'))
  const { page } = ines
  await ines.goesTo('/first-steps?step=token')
  const arrival = page.getByRole('heading', { name: 'The first verified login is here' })
  await seen(arrival)
  await draw('first-steps', page, arrival)
  await ines.goesTo('/settings/keys')
  await seen(page.getByText('pebblewick-shop').first())
  await draw('keys', page)
  await ines.goesTo('/settings/login-log')
  await seen(page.getByRole('row').filter({ hasText: 'Accepted' }).first())
  await draw('login-log', page)
})
