import { beforeEach, expect, test, vi } from 'vitest'

const calls = vi.hoisted(() => ({ readWork: vi.fn(), setAvailable: vi.fn(), takeNext: vi.fn() }))
vi.mock('./calls.ts', () => calls)
const { WorkState } = await import('./work.svelte.ts')

const work = (available: boolean) => ({ available, capacity: 5, working: 2, present_until: '2026-11-22T14:00:00Z', queues: [] })
const ok = (value: unknown) => ({ ok: true, value })
const failed = { ok: false, problem: { code: 'busy', status: 503, description: '' } }

beforeEach(() => {
  vi.useFakeTimers()
  for (const call of Object.values(calls)) call.mockReset()
  calls.readWork.mockResolvedValue(ok(work(false)))
})

test('rou_4_an_agent_is_there_as_soon_as_they_say_so_and_not_if_the_server_does_not_hear_it', async () => {
  const state = new WorkState()
  await state.read()
  calls.setAvailable.mockResolvedValueOnce(ok(work(true)))
  const saying = state.say(true)
  expect(state.work?.available).toBe(true)
  await saying
  expect([state.work?.available, state.problem]).toEqual([true, null])
  calls.setAvailable.mockResolvedValueOnce(failed)
  await state.say(false)
  expect([state.work?.available, state.problem?.code]).toEqual([true, 'busy'])
})

test('what was asked earlier and comes later does not count', async () => {
  const state = new WorkState()
  let give: (value: unknown) => void = () => undefined
  calls.readWork.mockReturnValueOnce(new Promise((resolve) => (give = resolve)))
  const reading = state.read()
  calls.setAvailable.mockResolvedValueOnce(ok(work(true)))
  await state.say(true)
  give(ok(work(false)))
  await reading
  expect(state.work?.available).toBe(true)
})

test('rou_4_the_next_ticket_is_taken_by_hand_and_it_is_said_where_none_waits', async () => {
  const state = new WorkState()
  calls.takeNext.mockResolvedValueOnce(ok({ ticket: {}, conversation: 'c' })).mockResolvedValueOnce(ok({ ticket: null, conversation: null }))
  expect([await state.takeNext(), state.isNothingThere]).toEqual(['c', false])
  expect([await state.takeNext(), state.isNothingThere]).toEqual([null, true])
  calls.takeNext.mockResolvedValueOnce(failed)
  expect([await state.takeNext(), state.isNothingThere, state.problem?.code]).toEqual([null, false, 'busy'])
})
