import { expect } from 'vitest'
import { story } from '../src/story.ts'

story('SES-2: two devices of one person share one conversation, live', async ({ cast, company }) => {
  const [phone, laptop] = [await cast.visitor({ viewport: { width: 390, height: 844 } }), await cast.visitor()]
  for (const device of [phone, laptop]) {
    await device.visits()
    await device.logsIn('mara')
    await device.opensTheMessenger()
    await device.isSignedIn('mara')
  }
  await phone.writes('From the train.')
  await laptop.sees('From the train.')
  await laptop.writes('From the desk.')
  await phone.sees('From the desk.')

  expect(await company.books.only()).toMatchObject({
    externalId: 'usr_48213',
    tickets: ['1 new'],
    said: ['verified_when_written: From the train.', 'verified_when_written: From the desk.'],
  })
})

story('SES-1: looking at a page and at the messenger creates nobody', async ({ cast, company }) => {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.opensTheMessenger()
  const asked: string[] = []
  visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await visitor.writes('Only now.')
  await expect.poll(() => company.books.only()).toMatchObject({ tickets: ['1 new'], said: ['not_verified: Only now.'] })
  expect(asked.filter((path) => path === '/client/v1/sessions')).toHaveLength(1)
})

story('SES-5, TKT-1: a logout takes the history off the device and its tabs; the next words are a stranger’s', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Please keep this between us.')
  await expect.poll(() => company.books.only()).toBeDefined()

  const tab = await mara.inAnotherTab()
  await tab.opensTheMessenger()
  await tab.sees('Please keep this between us.')

  await mara.logsOut()
  for (const page of [mara, tab]) {
    await page.isNotSignedIn()
    await expect.poll(() => page.reads()).toEqual([])
  }
  await tab.writes('Is anybody there?')
  await expect.poll(() => company.books.open()).toMatchObject([
    { externalId: 'usr_48213', said: ['verified_when_written: Please keep this between us.'] },
    { externalId: null, mark: 'not_verified', tickets: ['2 new'], said: ['not_verified: Is anybody there?'] },
  ])
})
