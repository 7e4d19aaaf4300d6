import { beforeEach, expect, test, vi } from 'vitest'
import { at, person } from './sample.ts'

const calls = vi.hoisted(() => ({ readMergedTickets: vi.fn(), seeMergedTicket: vi.fn() }))
vi.mock('./calls.ts', () => calls)
const { MergedTicketsState } = await import('./merged.svelte.ts')

const merged = (id: string) => ({
  id, number: 2, into: { id: 'ticket-1', number: 1 }, conversation: 'conversation-1', requester: person(), at: at(1),
})
const answered = (ids: string) => ({ ok: true, value: { tickets: [...ids].map(merged) } })
const ids = (state: InstanceType<typeof MergedTicketsState>) => state.all.map(({ id }) => id).join('')

beforeEach(() => {
  calls.readMergedTickets.mockReset().mockResolvedValue(answered('ab'))
  calls.seeMergedTicket.mockReset().mockResolvedValue({ ok: true, value: {} })
})

test('mrg_3_what_became_of_the_agents_tickets_is_read', async () => {
  const state = new MergedTicketsState()
  await state.read()
  expect(ids(state)).toBe('ab')
})

test('mrg_3_what_was_seen_is_gone_at_once_and_the_server_is_told', async () => {
  const state = new MergedTicketsState()
  await state.read()
  calls.readMergedTickets.mockResolvedValue(answered('b'))
  const seeing = state.see('a')
  expect(ids(state)).toBe('b')
  await seeing
  expect(calls.seeMergedTicket.mock.calls).toEqual([['a']])
  expect(ids(state)).toBe('b')
})

test('what_cannot_be_read_now_stays_as_it_was', async () => {
  const state = new MergedTicketsState()
  await state.read()
  calls.readMergedTickets.mockResolvedValue({ ok: false, problem: { code: 'no_connection', status: 0, description: '' } })
  await state.read()
  expect(ids(state)).toBe('ab')
})

test('hints that come while it is read have it read once more', async () => {
  const state = new MergedTicketsState()
  const reading = state.read()
  for (let hint = 0; hint < 5; hint++) void state.read()
  await reading
  expect(calls.readMergedTickets).toHaveBeenCalledTimes(2)
})
