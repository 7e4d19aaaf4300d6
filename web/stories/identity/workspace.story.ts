import { expect } from 'vitest'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'

story('SES-1, SEE-1, SEE-3, MRG-6: from a stranger’s question to a check mark, and the why behind it', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  const noor = await cast.agent()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Can I still change the address?')

  await seen(noor.line('Can I still change the address?').getByText('Not verified'))
  await noor.opens('Can I still change the address?')
  await expect.poll(() => noor.reads()).toEqual(['Not verified: Can I still change the address?'])
  await noor.answers('Gladly. Please sign in first.')
  await mara.sees('Gladly. Please sign in first.')
  await noor.notes('No change before they have signed in.')
  await noor.sees('No change before they have signed in.')

  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.writes('There, I am in.')
  await seen(noor.page.getByRole('heading', { name: 'Mara Lindqvist' }).first())
  await expect.poll(() => noor.reads()).toEqual([
    'Not verified: Can I still change the address?',
    'Gladly. Please sign in first.',
    'No change before they have signed in.',
    'Verified: There, I am in.',
  ])
  await seen(noor.line('There, I am in.').getByText('Verified now'))
  await seen(noor.log.getByText('Signed in as Mara Lindqvist'))
  expect(await mara.reads()).toEqual([
    'Can I still change the address?',
    'Gladly. Please sign in first.',
    'There, I am in.',
  ])

  const { conversation = '' } = (await company.books.only()) ?? {}
  const [proof] = await company.books.evidence(conversation)
  const why = await noor.asksWhy(noor.message('There, I am in.').getByRole('button', { name: 'Verified' }))
  const facts = [company.key.id, proof?.session, proof?.device, 'usr_48213', 'RES-3']
  for (const fact of ['Verified when written', 'shop-2026', ...facts]) expect(why).toContain(fact)
  expect(why).toMatch(/Issued .*\d\d:\d\d.*, accepted .*\d\d:\d\d/)
  const whyNot = await noor.asksWhy(noor.message('Can I still change').getByRole('button', { name: 'Not verified' }))
  expect(whyNot).toMatch(/nothing proves who wrote it\. That stays so after a login/)

  await seen(noor.person.getByText('usr_48213', { exact: true }))
  await seen(noor.person.getByText('Chrome on Linux'))
  await seen(noor.person.getByText('Verified now').first())
})

story('TKT-1: assigned, pending, open again, solved, closed; what is written then is another ticket', async ({
  cast,
  company,
}) => {
  const { books } = company
  const visitor = await cast.visitor()
  const noor = await cast.agent()
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes('My bowl is cracked.')
  await noor.opens('My bowl is cracked.')
  const { conversation = '' } = (await books.only()) ?? {}
  const tickets = async () => (await books.page(conversation)).tickets

  await noor.assigns('Assigned to you')
  await noor.page.getByRole('link', { name: /^Mine/ }).click()
  await seen(noor.line('My bowl is cracked.'))
  await noor.setsStatus('Pending')
  await expect.poll(tickets).toEqual(['1 pending'])
  await visitor.writes('Are you there?')
  await expect.poll(tickets).toEqual(['1 open'])
  await noor.page.getByRole('button', { name: 'Solve' }).click()
  await expect.poll(tickets).toEqual(['1 solved'])
  await visitor.writes('And the glaze?')
  await expect.poll(tickets).toEqual(['1 open'])

  await noor.setsStatus('Closed')
  await noor.page.getByRole('button', { name: 'Close ticket' }).click()
  await expect.poll(tickets).toEqual(['1 closed'])
  await visitor.writes('One more thing.')
  await expect.poll(tickets).toEqual(['1 closed', '2 new'])
})

story('SES-8, SES-13: whoever is banned is shown as banned, and their messenger goes away', async ({ cast }) => {
  const mara = await cast.visitor()
  const noor = await cast.agent()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Something rude.')
  await noor.opens('Something rude.')
  await noor.page.getByRole('button', { name: 'Ban…' }).click()
  await noor.page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
  await seen(noor.person.getByText('Banned').first())
  await expect.poll(() => mara.launcher()).toBeUndefined()
})

story('SES-8, MRG-2: whoever signs in while somebody asks whether to ban a stranger is not asked about, and not banned', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  const noor = await cast.agent()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Something rude.')
  await noor.opens('Something rude.')
  await noor.page.getByRole('button', { name: 'Ban…' }).click()
  const sure = noor.page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true })
  await seen(sure)
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await seen(noor.person.getByRole('heading', { name: 'Mara Lindqvist' }))
  expect(await sure.count()).toBe(0)
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: 'usr_48213', mark: 'verified_now' })
})
