import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { find } from '../src/closed.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { LAUNCHER, type Visitor } from '../src/visitor.ts'

/** Writes down what the page's callbacks for these events are given. */
async function listens(visitor: Visitor, events: string[]): Promise<void> {
  await visitor.page.evaluate((events) => {
    const page = window as unknown as { zE: (...call: unknown[]) => void; heard: unknown[] }
    for (const event of events) page.zE('messenger:on', event, (detail: unknown) => page.heard.push({ event, detail }))
  }, events)
}

/** Whether the launcher is above a sheet that the page lays over everything in this layer. */
async function isAbove(visitor: Visitor, layer: number): Promise<boolean> {
  const launcher = await find(visitor.page, 'button', LAUNCHER)
  return visitor.page.evaluate(
    ([layer, x, y]) => {
      const sheet = document.createElement('div')
      sheet.style.cssText = `position: fixed; inset: 0; z-index: ${layer}`
      document.body.append(sheet)
      const isAbove = document.elementFromPoint(x, y) !== sheet
      sheet.remove()
      return isAbove
    },
    [layer, launcher?.x ?? 0, launcher?.y ?? 0] as const,
  )
}

story('the page opens and closes, hides and shows the messenger, and hears of it', async ({ cast }) => {
  const visitor = await cast.visitor()
  await visitor.visits()
  await listens(visitor, ['open', 'close'])
  await visitor.calls('messenger', 'open')
  await (await visitor.composer()).waitFor()
  await visitor.calls('messenger', 'close')
  await expect.poll(() => visitor.heard()).toEqual([
    { event: 'open', detail: { id: expect.any(String), createdAt: expect.anything(), type: 'messagingOpened' } },
    { event: 'close', detail: { id: expect.any(String), createdAt: expect.anything(), type: 'messagingClosed' } },
  ])

  await visitor.calls('messenger', 'hide')
  await expect.poll(() => visitor.launcher()).toBeUndefined()
  await visitor.calls('messenger', 'show')
  await expect.poll(() => visitor.launcher()).toBeDefined()
})

story('an answer that comes while the messenger is closed is counted on the launcher and told to the page', async ({
  cast,
  company,
}) => {
  const { books } = company
  const visitor = await cast.visitor()
  await visitor.visits()
  await listens(visitor, ['unreadMessages'])
  await visitor.opensTheMessenger()
  await visitor.writes('Tell me when it is there.')
  await expect.poll(() => books.only()).toBeDefined()
  await visitor.calls('messenger', 'close')
  const id = String((await books.only())?.conversation)
  const answer = { client_id: 'answer-01', text: 'It is there.', visibility: 'all' as const }
  await answered(books.api.POST('/agent/v1/conversations/{id}/messages', { params: { path: { id } }, body: answer }))

  await expect.poll(() => visitor.heard()).toEqual([{ event: 'unreadMessages', detail: 1 }])
  await expect.poll(() => visitor.launcher()).toMatch(/1 unread/)
  await visitor.opensTheMessenger()
  await visitor.sees('It is there.')
  await expect.poll(() => visitor.launcher()).not.toMatch(/unread/)
})

story('the page hears of logins and logouts', async ({ cast }) => {
  const mara = await cast.visitor()
  await mara.visits()
  await listens(mara, ['login', 'logout'])
  await mara.logsIn('mara')
  await expect.poll(() => mara.heard()).toEqual(expect.arrayContaining([{ login: null }, { event: 'login' }]))
  await mara.logsOut()
  await expect.poll(() => mara.heard()).toContainEqual({ event: 'logout' })
})

story('the page chooses language and layer', async ({ cast }) => {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.calls('messenger:set', 'zIndex', 4321)
  await visitor.opensTheMessenger()
  await visitor.calls('messenger:set', 'locale', 'de')
  const messenger = await visitor.messenger()
  await messenger.getByText('Sie sind nicht angemeldet').waitFor()
  await expect.poll(() => visitor.launcher()).toMatch(/^Nachrichten mit/)
  expect(await isAbove(visitor, 4320)).toBe(true)
  expect(await isAbove(visitor, 4322)).toBe(false)
})

story('KEY-7: fields and tags that the page sets are on the ticket', async ({ cast, company }) => {
  const { books } = company
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.calls('messenger:set', 'conversationFields', [{ id: 'basket', value: 62 }])
  await visitor.calls('messenger:set', 'conversationTags', ['tableware'])
  await visitor.opensTheMessenger()
  await visitor.writes('May I pay later?')
  await expect.poll(() => books.only()).toBeDefined()
  const id = String((await books.only())?.conversation)
  const read = () => answered(books.api.GET('/agent/v1/conversations/{id}', { params: { path: { id } } }))
  await expect.poll(async () => (await read()).tickets).toMatchObject([
    { fields: [{ id: 'basket', value: 62 }], tags: ['tableware'] },
  ])
  const noor = await cast.agent()
  await noor.opens('May I pay later?')
  await seen(noor.person.getByText('Given by the page, not proven'))
  await seen(noor.person.getByText('tableware'))
})

story('a call that there is not and a wrong argument warn in words and break nothing', async ({ cast }) => {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.calls('messenger', 'dance')
  await visitor.calls('messenger', 'loginUser', { token: 'eyJ' })
  await expect.poll(() => visitor.warnings()).toEqual([
    'Bonafide: there is no call ("messenger", "dance").',
    expect.stringMatching(/jwtCallback, must be a function, but is an object/),
  ])
  await visitor.opensTheMessenger()
})

story('resetWidget forgets everything on the device', async ({ cast, company }) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Forget me here.')
  await expect.poll(() => company.books.only()).toBeDefined()
  await mara.page.evaluate(
    () =>
      new Promise((resolve) => {
        const { zE } = window as unknown as { zE: (...call: unknown[]) => void }
        zE('messenger', 'resetWidget', resolve)
      }),
  )
  await mara.isNotSignedIn()
  await expect.poll(() => mara.reads()).toEqual([])
  const kept = await (await mara.messenger()).evaluate(() => JSON.stringify({ ...localStorage }))
  expect(kept).not.toContain('bfs_')
})
