import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Event } from './wire.ts'
import { answered, event, evidence, person, proven, said, ticket } from './sample.ts'

const calls = vi.hoisted(() => ({
  readConversation: vi.fn(), readEvents: vi.fn(), readDevices: vi.fn(), readSummary: vi.fn(), changeTicket: vi.fn(), setBan: vi.fn(),
}))
vi.mock('./calls.ts', () => calls)
const { OpenConversation } = await import('./open.svelte.ts')

const ok = (value: unknown) => ({ ok: true, value })
const failed = { ok: false, problem: { code: 'busy', status: 503, description: '' } }
const page = (head: number, over = {}) => ({
  conversation: { id: 'conversation-1', head }, user: person(), others: [], tickets: [ticket()], messages: [said(1)], has_more: false, login_requests: [], confirmations: [], follow_ups: [], sends_mail: true, ...over,
})
const mara = person({ id: 'user-mara', mark: 'verified_now', name: 'Mara Lindqvist', evidence: evidence() })

/** An answer that comes when the test says so. */
function later() {
  let give: (value: unknown) => void = () => undefined
  const promise = new Promise((resolve) => (give = resolve))
  return { promise, give }
}

async function opened(head = 10) {
  calls.readConversation.mockResolvedValueOnce(ok(page(head)))
  const moved = vi.fn()
  const open = new OpenConversation('conversation-1', moved)
  await open.read()
  return { open, moved }
}

beforeEach(() => {
  vi.useFakeTimers()
  for (const call of Object.values(calls)) call.mockReset()
  calls.readDevices.mockResolvedValue(ok({ devices: [] }))
  calls.readSummary.mockResolvedValue(ok({ authenticated: true, login: null }))
  calls.readConversation.mockResolvedValue(ok(page(10)))
})

describe('ROU-5: what is proven', () => {
  test('is read with the conversation and with its facts, and not shown once it cannot be read', async () => {
    const { open } = await opened()
    expect(open.summary).toEqual({ authenticated: true, login: null })
    calls.readSummary.mockResolvedValueOnce(ok({ authenticated: false, login: null }))
    await open.readFacts()
    expect(open.summary).toEqual({ authenticated: false, login: null })
    calls.readSummary.mockResolvedValueOnce(failed)
    await open.readFacts()
    expect(open.summary).toBe(null)
  })

  test('goes with a conversation that is gone', async () => {
    const { open } = await opened()
    calls.readConversation.mockResolvedValueOnce({ ok: false, problem: { code: 'not_found', status: 404, description: '' } })
    await open.readFacts()
    expect(open.summary).toBe(null)
  })
})

describe('events', () => {
  test('are drawn as they come', async () => {
    const { open } = await opened()
    open.hear(event(11, { message: answered(2) }))
    expect([open.conversation?.head, open.conversation?.messages.length, open.news?.id]).toEqual([11, 2, answered(2).id])
  })

  test('a gap is filled by asking, once', async () => {
    const { open } = await opened()
    const missed: Event[] = [event(11, { message: answered(2) }), event(12, { message: answered(3) }), event(13, { message: answered(4) })]
    calls.readEvents.mockResolvedValueOnce(ok({ events: missed.slice(0, 2), head: 13 })).mockResolvedValueOnce(ok({ events: missed.slice(2), head: 13 }))
    open.hear(event(12, { message: answered(3) }))
    open.hear(event(13, { message: answered(4) }))
    await vi.waitFor(() => expect(open.conversation?.head).toBe(13))
    expect(calls.readEvents.mock.calls).toEqual([['conversation-1', 10], ['conversation-1', 12]])
    expect(open.conversation?.messages).toHaveLength(4)
  })

  test('a head shows a gap that nothing else did', async () => {
    const { open } = await opened()
    calls.readEvents.mockResolvedValueOnce(ok({ events: [event(11, { message: answered(2) })], head: 11 }))
    open.head(10)
    open.head(11)
    await vi.waitFor(() => expect(open.conversation?.head).toBe(11))
    expect(calls.readEvents).toHaveBeenCalledOnce()
  })

  test('a gap that is too large has the conversation read again', async () => {
    const { open } = await opened()
    calls.readEvents.mockResolvedValueOnce(ok({ resync: true, head: 900 }))
    calls.readConversation.mockResolvedValueOnce(ok(page(900)))
    open.head(900)
    await vi.waitFor(() => expect(open.conversation?.head).toBe(900))
  })

  test('that came while the page was read are not lost', async () => {
    const answer = later()
    calls.readConversation.mockReturnValueOnce(answer.promise)
    calls.readEvents.mockResolvedValueOnce(ok({ events: [event(11, { message: answered(2) })], head: 11 }))
    const open = new OpenConversation('conversation-1', vi.fn())
    const reading = open.read()
    open.hear(event(11, { message: answered(2) }))
    answer.give(ok(page(10)))
    await reading
    expect(open.conversation?.head).toBe(11)
  })

  test('moved leads to where the conversation goes on', async () => {
    const { open, moved } = await opened()
    open.hear(event(11, { k: 'moved', into: 'conversation-2' }))
    expect(moved).toHaveBeenCalledExactlyOnceWith('conversation-2')
  })
})

describe('see_1 the mark of the person', () => {
  test('is never drawn from a login, but read from the server after it', async () => {
    const { open } = await opened()
    const answer = later()
    calls.readConversation.mockReturnValueOnce(answer.promise)
    open.hear(event(11, { k: 'signed_in', evidence: evidence() }))
    await vi.advanceTimersByTimeAsync(1000)
    expect(open.conversation?.person.mark).toBe('not_verified')
    answer.give(ok(page(11, { user: mara })))
    await vi.waitFor(() => expect(open.conversation?.person).toEqual(mara))
    expect([...open.fresh]).toEqual(['session-1'])
  })

  test('is not taken from a page that is older than what was heard', async () => {
    const { open } = await opened()
    const answer = later()
    calls.readConversation.mockReturnValueOnce(answer.promise)
    const reading = open.readFacts()
    open.hear(event(11, { k: 'signed_out', session: 'session-1' }))
    answer.give(ok(page(10, { user: mara })))
    await reading
    expect(open.conversation?.person.mark).toBe('not_verified')
  })

  test('of an older answer never replaces that of a newer one', async () => {
    const { open } = await opened()
    const [first, second] = [later(), later()]
    calls.readConversation.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise)
    const readings = [open.readFacts(), open.readFacts()]
    second.give(ok(page(10, { user: person({ mark: 'banned' }) })))
    await readings[1]
    first.give(ok(page(10, { user: mara })))
    await readings[0]
    expect(open.conversation?.person.mark).toBe('banned')
  })

  test('is read again when the session is to end, and not any more once it is closed', async () => {
    const { open } = await opened()
    calls.readConversation.mockResolvedValueOnce(
      ok(page(10, { user: { ...mara, signed_in_until: new Date(Date.now() + 5000).toISOString() } })),
    )
    await open.readFacts()
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: { ...mara, mark: 'session_expired' } })))
    await vi.advanceTimersByTimeAsync(6000)
    expect(open.conversation?.person.mark).toBe('session_expired')
    open.close()
    const asked = calls.readConversation.mock.calls.length
    await vi.advanceTimersByTimeAsync(120_000)
    expect(calls.readConversation).toHaveBeenCalledTimes(asked)
  })
})

test('see_1 where the server is not heard for long, no mark of the person is drawn', async () => {
  const { open } = await opened()
  calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: mara })))
  await open.readFacts()
  calls.readConversation.mockResolvedValue(failed)
  await vi.advanceTimersByTimeAsync(80_000)
  expect(open.conversation?.person.mark).toBe('verified_now')
  await vi.advanceTimersByTimeAsync(41_000)
  expect(open.conversation?.person).toMatchObject({ mark: '', evidence: null })
  calls.readConversation.mockResolvedValue(ok(page(10, { user: mara })))
  await vi.advanceTimersByTimeAsync(31_000)
  expect(open.conversation?.person.mark).toBe('verified_now')
  open.close()
})

test('older messages come before, and stay when the facts are read again', async () => {
  calls.readConversation.mockResolvedValueOnce(ok(page(10, { messages: [proven(8)], has_more: true })))
  const open = new OpenConversation('conversation-1', vi.fn())
  await open.read()
  calls.readConversation.mockResolvedValueOnce(ok(page(10, { messages: [said(1)] })))
  await open.older()
  await open.readFacts()
  expect(calls.readConversation).toHaveBeenCalledWith('conversation-1', proven(8).id)
  expect(open.conversation?.messages.map(({ id }) => id)).toEqual([said(1).id, proven(8).id])
})

describe('a ticket', () => {
  test('is changed on screen at once', async () => {
    const { open } = await opened()
    const answer = later()
    calls.changeTicket.mockReturnValueOnce(answer.promise)
    const changing = open.setStatus(ticket(), 'solved')
    expect(open.conversation?.tickets[0]?.status).toBe('solved')
    answer.give(ok({ ...ticket(), status: 'solved', last_activity_at: 'later' }))
    await changing
    expect(open.conversation?.tickets[0]?.last_activity_at).toBe('later')
  })

  test('is as it was where the server refuses, which says why', async () => {
    const { open } = await opened()
    calls.changeTicket.mockResolvedValueOnce(failed)
    await open.assign(ticket(), { id: 'ines', name: 'Ines' })
    expect(open.conversation?.tickets[0]?.assignee).toBeNull()
    expect(open.problem?.code).toBe('busy')
  })
})
