import { beforeEach, expect, test, vi } from 'vitest'
import { draftOf, keepDraft } from './drafts.ts'
import { event, person, said, ticket } from './sample.ts'

const calls = vi.hoisted(() => ({
  readConversation: vi.fn(), readEvents: vi.fn(), readDevices: vi.fn(), readSummary: vi.fn(), readInbox: vi.fn(), readWork: vi.fn(), readMergedTickets: vi.fn(),
}))
vi.mock('./calls.ts', () => calls)
const { Workspace } = await import('./workspace.svelte.ts')

const ok = (value: unknown) => ({ ok: true, value })
const failed = { ok: false, problem: { code: 'busy', status: 503, description: '' } }
const page = (id: string) => ok({
  conversation: { id, head: 10 }, user: person({ id: `user-of-${id}` }), others: [], tickets: [ticket()], messages: [said(1)], has_more: false, login_requests: [], confirmations: [], follow_ups: [], sends_mail: true,
})

/** Answers of the server that come when the test says so. */
function slowly() {
  const given = new Map<string, (value: unknown) => void>()
  calls.readConversation.mockImplementation((id: string) => new Promise((resolve) => given.set(id, resolve)))
  return async (id: string, answer: unknown = page(id)) => {
    given.get(id)?.(answer)
    await settled()
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

/** A workspace whose page goes where it is led, as the browser does. */
async function working() {
  const world = { open: vi.fn(), session: () => null, later: () => () => undefined, random: () => 0 }
  const show = vi.fn((id: string) => workspace.enter(id))
  const workspace = new Workspace({ agent: { id: 'noor', name: 'Noor' }, world, show, signIn: vi.fn(), connection: vi.fn() })
  workspace.enter('anonymous')
  await settled()
  const goesOn = () => workspace.open?.hear(event(11, { c: 'anonymous', k: 'moved', into: 'mara' }))
  return { workspace, show, goesOn }
}

beforeEach(() => {
  vi.useFakeTimers()
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  for (const call of Object.values(calls)) call.mockReset().mockResolvedValue(failed)
  calls.readConversation.mockImplementation((id: string) => Promise.resolve(page(id)))
})

test('mrg_3_what_was_typed_goes_along_to_the_conversation_that_it_goes_on_in', async () => {
  const { workspace, goesOn } = await working()
  keepDraft('anonymous', { text: 'Half a sen', visibility: 'agents' })
  goesOn()
  await settled()
  expect(workspace.open?.id).toBe('mara')
  expect([draftOf('anonymous').text, draftOf('mara')]).toEqual(['', { text: 'Half a sen', visibility: 'agents' }])
})

test('mrg_3_what_was_typed_goes_along_where_the_agent_goes_elsewhere_meanwhile', async () => {
  const { workspace, goesOn } = await working()
  keepDraft('anonymous', { text: 'Half a sen', visibility: 'all' })
  const give = slowly()
  goesOn()
  workspace.enter('other')
  await give('mara')
  await give('other')
  expect([workspace.open?.id, workspace.open?.conversation?.id]).toEqual(['other', 'other'])
  expect([draftOf('mara').text, draftOf('other').text]).toEqual(['Half a sen', ''])
})

test('mrg_3_the_composer_stays_until_the_next_one_is_there', async () => {
  const { workspace, goesOn } = await working()
  const give = slowly()
  goesOn()
  await settled()
  keepDraft('anonymous', { text: 'typed on', visibility: 'all' })
  expect([workspace.open?.id, workspace.open?.conversation?.id]).toEqual(['anonymous', 'anonymous'])
  await give('mara')
  expect([workspace.open?.id, workspace.open?.conversation?.id, draftOf('mara').text]).toEqual(['mara', 'mara', 'typed on'])
})

test('mrg_3_whoever_was_typing_types_on_and_is_told_so_once', async () => {
  const { workspace, goesOn } = await working()
  workspace.writing = 'agents'
  goesOn()
  await settled()
  expect([workspace.resume(), workspace.resume()]).toEqual(['agents', null])
})

test.each([
  ['typed nothing', null, 'mara'],
  ['opened another conversation', 'all', 'other'],
] as const)('the focus stays where it is of whoever %s', async (_who, writing, next) => {
  const { workspace, goesOn } = await working()
  workspace.writing = writing
  if (next === 'mara') goesOn()
  else workspace.enter(next)
  await settled()
  expect([workspace.open?.id, workspace.resume()]).toEqual([next, null])
})

test('mrg_3_it_may_go_on_once_more_before_it_was_read', async () => {
  const { workspace, show, goesOn } = await working()
  keepDraft('anonymous', { text: 'Half a sen', visibility: 'all' })
  workspace.writing = 'all'
  const give = slowly()
  goesOn()
  await give('mara', page('survivor'))
  expect([workspace.open?.id, show.mock.calls]).toEqual(['anonymous', [['mara'], ['survivor']]])
  await give('survivor')
  expect([workspace.open?.id, draftOf('survivor').text, workspace.resume()]).toEqual(['survivor', 'Half a sen', 'all'])
})

test('mrg_3_where_the_next_one_cannot_be_read_it_says_so', async () => {
  const { workspace, goesOn } = await working()
  calls.readConversation.mockResolvedValue(failed)
  goesOn()
  await settled()
  expect([workspace.open?.id, workspace.open?.problem?.code]).toEqual(['mara', 'busy'])
})

test('mrg_3_whoever_left_before_it_was_read_stays_where_they_went', async () => {
  const { workspace, show, goesOn } = await working()
  const give = slowly()
  goesOn()
  workspace.enter(null)
  await give('mara', page('survivor'))
  expect([workspace.open, show.mock.calls]).toEqual([null, [['mara']]])
})
