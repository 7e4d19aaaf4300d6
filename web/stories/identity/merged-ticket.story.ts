import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { violations } from '../src/axe.ts'
import { NOOR } from '../src/company.ts'
import { faultsOf, look, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'

story('MRG-3: an agent whose ticket was merged away is told, also when they come back later, and led to the other', async ({
  cast,
  company,
}) => {
  const { books } = company
  const [phone, laptop] = [await cast.visitor(), await cast.visitor()]
  await phone.visits()
  await phone.logsIn('mara')
  await phone.opensTheMessenger()
  await phone.isSignedIn('mara')
  await phone.writes('From the phone.')
  await expect.poll(() => books.only()).toMatchObject({ externalId: 'usr_48213' })
  await laptop.visits()
  await laptop.opensTheMessenger()
  await laptop.writes('From the laptop.')
  await expect.poll(() => books.open()).toHaveLength(2)

  const noor = await cast.agent(NOOR, reader('en'))
  await noor.opens('From the laptop.')
  const { tickets } = await answered(company.admin.GET('/agent/v1/inbox'))
  const { agents } = await answered(company.admin.GET('/agent/v1/agents'))
  const id = tickets.find(({ requester }) => requester.external_id === null)?.id ?? ''
  const assignee = agents.find(({ name }) => name === NOOR.name)?.id ?? ''
  await answered(company.admin.PATCH('/agent/v1/tickets/{id}', { params: { path: { id } }, body: { assignee } }))
  // Elsewhere when it happens.
  await noor.goesTo('/inbox')
  await seen(noor.line('From the laptop.'))
  await laptop.logsIn('mara')
  await laptop.isSignedIn('mara')

  const words = 'Your ticket #2 was closed and goes on in another of Mara Lindqvist.'
  const told = noor.page.getByText(words).filter({ visible: true })
  await seen(told)
  expect(await faultsOf('a ticket that was merged away', noor.page)).toEqual([])
  await noor.page.reload()
  await seen(told)
  // On a phone the queue is not beside an open conversation: it is told there.
  await look(noor.page, { scheme: 'light', size: 'phone' })
  await noor.opens('From the laptop.')
  await seen(told)
  expect(await violations(noor.page)).toEqual([])
  await noor.page.getByRole('link', { name: 'Open #1' }).click()
  await noor.sees('From the phone.')
  await noor.sees('From the laptop.')
  await gone(told)
  await noor.page.reload()
  await noor.sees('From the laptop.')
  expect(await told.count()).toBe(0)
})
