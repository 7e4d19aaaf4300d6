import { beforeEach, expect, test, vi } from 'vitest'
import { line, person } from './sample.ts'

const calls = vi.hoisted(() => ({ readInbox: vi.fn() }))
vi.mock('./calls.ts', () => calls)
const { QueueState } = await import('./queue.svelte.ts')

const counts = { mine: 1, unassigned: 2, open: 3, solved: 4 }
const page = (lines: string, next: string | null = null) => ({ ok: true, value: { tickets: [...lines].map((id) => line(id)), next, counts } })
const ids = (queue: InstanceType<typeof QueueState>) => queue.lines.map(({ id }) => id).join('')

beforeEach(() => {
  vi.useFakeTimers()
  calls.readInbox.mockReset().mockResolvedValue(page('ab'))
})

test('is read with its counts', async () => {
  const queue = new QueueState()
  await queue.read()
  expect([ids(queue), queue.counts, queue.isRead, queue.hasMore]).toEqual(['ab', counts, true, false])
  queue.stop()
})

test('reads as many pages again as are on screen', async () => {
  const queue = new QueueState()
  calls.readInbox.mockImplementation((_view, before) => Promise.resolve(before === undefined ? page('ab', 'b') : page('cd')))
  await queue.read()
  await queue.more()
  expect([ids(queue), queue.hasMore]).toEqual(['abcd', false])
  await queue.read()
  expect(ids(queue)).toBe('abcd')
  expect(calls.readInbox.mock.calls.slice(-2)).toEqual([['open', undefined], ['open', 'b']])
  queue.stop()
})

test('what was asked of another part is not shown in this one', async () => {
  const queue = new QueueState()
  let give: (value: unknown) => void = () => undefined
  calls.readInbox.mockReturnValueOnce(new Promise((resolve) => (give = resolve)))
  const reading = queue.read()
  queue.choose('mine')
  calls.readInbox.mockResolvedValue(page('m'))
  give(page('ab'))
  await reading
  expect([queue.view, ids(queue)]).toEqual(['mine', 'm'])
  queue.stop()
})

test('hints that come while it is read have it read once more', async () => {
  const queue = new QueueState()
  const reading = queue.read()
  for (let hint = 0; hint < 5; hint++) void queue.read()
  await reading
  expect(calls.readInbox).toHaveBeenCalledTimes(2)
  queue.stop()
})

test('rows stay under the pointer, and one that has left the view shows that it has', async () => {
  const queue = new QueueState()
  await queue.read()
  queue.pin(true)
  calls.readInbox.mockResolvedValue(page('nb'))
  await queue.read()
  expect([ids(queue), queue.waiting, [...queue.gone]]).toEqual(['ab', 1, ['a']])
  queue.pin(false)
  expect([ids(queue), queue.waiting, queue.gone.size]).toEqual(['nb', 0, 0])
  queue.stop()
})

test('see_1 where the server is not heard for long, no mark is drawn', async () => {
  const queue = new QueueState()
  const verified = line('a', { requester: person({ mark: 'verified_now' }) })
  calls.readInbox.mockResolvedValueOnce({ ok: true, value: { tickets: [verified], next: null, counts } })
  await queue.read()
  calls.readInbox.mockResolvedValue({ ok: false, problem: { code: 'no_connection', status: 0, description: '' } })
  await vi.advanceTimersByTimeAsync(80_000)
  expect(queue.lines[0]?.requester.mark).toBe('verified_now')
  await vi.advanceTimersByTimeAsync(41_000)
  expect(queue.lines[0]?.requester.mark).toBe('')
  queue.stop()
})
