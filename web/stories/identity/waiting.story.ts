import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { INES } from '../src/company.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { NEVER, routesTo } from '../src/routes.ts'
import { story } from '../src/story.ts'

story('ROU-4: people are told how many wait before them, and when that changes, where the queue tells it', async ({ cast, company }) => {
  await routesTo(company, company.channel.id, { tells_waiting: true })
  const first = await cast.visitor(reader('en'))
  const second = await cast.visitor(reader('de'))
  for (const one of [first, second]) {
    await one.visits()
    await one.opensTheMessenger()
    await one.writes('Hello')
    await one.sees('Hello')
  }
  await seen((await first.messenger()).getByRole('status').getByText('You are the next one to be answered.'))
  const german = await second.messenger()
  await seen(german.getByRole('status').getByText('Vor Ihnen wartet noch 1 Person.'))
  expect(await faultsOf('the second in the queue', second.page, german)).toEqual([])

  // Whoever comes back hears of it again.
  await second.page.reload()
  await second.opensTheMessenger()
  await seen((await second.messenger()).getByText('Vor Ihnen wartet noch 1 Person.'))

  const ines = await company.as(INES)
  await answered(ines.POST('/agent/v1/next-ticket', { body: {} }))
  await seen((await second.messenger()).getByText('Sie sind als Nächstes an der Reihe.'))
  await gone((await first.messenger()).getByText('You are the next one to be answered.'))
  await answered(ines.POST('/agent/v1/next-ticket', { body: {} }))
  await gone((await second.messenger()).getByText('Sie sind als Nächstes an der Reihe.'))
})

story('ROU-8: outside opening hours people are told that nobody is there, and no place', async ({ cast, company }) => {
  const closed = { tells_waiting: true, hours: NEVER, closed_text: 'We are back on Monday.' }
  await routesTo(company, company.channel.id, closed)
  const mara = await cast.visitor(reader('en'))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Hello')
  await mara.sees('We are back on Monday.')
  const messenger = await mara.messenger()
  await seen(messenger.getByRole('status').getByText('Nobody is here at the moment.', { exact: false }))
  expect(await messenger.getByText('before you').count()).toBe(0)
  expect(await faultsOf('a queue that is closed', mara.page, messenger)).toEqual([])
})

story('a queue that does not tell leaves people without a place', async ({ cast, company }) => {
  await routesTo(company, company.channel.id)
  const told = await cast.visitor()
  await told.visits()
  await told.opensTheMessenger()
  await told.writes('Hello')
  await told.sees('Hello')
  const noor = await cast.agent()
  await noor.opens('Hello')
  await noor.answers('Good day.')
  await told.sees('Good day.')
  expect(await (await told.messenger()).getByText('next one').count()).toBe(0)
})
