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
/** What the server says of a conversation that was joined into another one. */
const joined = page(30, { conversation: { id: 'conversation-2', head: 30 } })
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

  test('rou_5_of_an_older_answer_is_not_shown_beside_newer_facts', async () => {
    const { open } = await opened()
    const [older, newer] = [later(), later()]
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: mara })))
    calls.readSummary.mockReturnValueOnce(older.promise).mockReturnValueOnce(newer.promise)
    const first = open.readFacts()
    await vi.advanceTimersByTimeAsync(0)
    const second = open.readFacts()
    await vi.advanceTimersByTimeAsync(0)
    expect([open.conversation?.person.mark, open.summary]).toEqual(['not_verified', null])
    older.give(ok({ authenticated: true, login: null }))
    await first
    expect(open.summary).toBe(null)
    newer.give(ok({ authenticated: false, login: null }))
    await second
    expect(open.summary).toEqual({ authenticated: false, login: null })
  })

  test('rou_5_is_not_shown_beside_another_mark_until_it_is_read_again', async () => {
    const { open } = await opened()
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: mara })))
    await open.readFacts()
    expect(open.summary).toEqual({ authenticated: true, login: null })
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: { ...mara, mark: 'session_expired' } })))
    calls.readSummary.mockReturnValueOnce(later().promise)
    void open.readFacts()
    await vi.advanceTimersByTimeAsync(0)
    expect([open.conversation?.person.mark, open.summary]).toEqual(['session_expired', null])
  })

  test('goes with a conversation that is gone', async () => {
    const { open } = await opened()
    calls.readConversation.mockResolvedValueOnce({ ok: false, problem: { code: 'not_found', status: 404, description: '' } })
    await open.readFacts()
    expect(open.summary).toBe(null)
  })

  test('rou_5_does_not_come_back_to_a_conversation_that_is_gone', async () => {
    const { open } = await opened()
    const slow = later()
    calls.readSummary.mockReturnValueOnce(slow.promise)
    const first = open.readFacts()
    await vi.advanceTimersByTimeAsync(0)
    calls.readConversation.mockResolvedValueOnce({ ok: false, problem: { code: 'not_found', status: 404, description: '' } })
    await open.readFacts()
    slow.give(ok({ authenticated: true, login: null }))
    await first
    expect(open.summary).toBe(null)
  })
})

describe('see_3 the devices', () => {
  const devices = (session: string) => ok({ devices: [{ session }] })
  const shown = (open: { devices: readonly { session: string }[] }) => open.devices.map(({ session }) => session)

  test('see_3_of_the_person_before_never_stand_under_the_new_one', async () => {
    calls.readDevices.mockResolvedValueOnce(devices('of-anonymous'))
    const { open } = await opened()
    expect(shown(open)).toEqual(['of-anonymous'])
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: mara })))
    calls.readDevices.mockResolvedValueOnce(failed)
    await open.readFacts()
    expect([open.conversation?.person.id, ...shown(open)]).toEqual(['user-mara'])
  })

  test('see_3_that_come_after_those_of_the_new_person_are_not_shown', async () => {
    const { open } = await opened()
    const ofAnonymous = later()
    calls.readDevices.mockReturnValueOnce(ofAnonymous.promise).mockResolvedValueOnce(devices('of-mara'))
    const first = open.readFacts()
    await vi.advanceTimersByTimeAsync(0)
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { user: mara })))
    await open.readFacts()
    ofAnonymous.give(devices('of-anonymous'))
    await first
    expect(shown(open)).toEqual(['of-mara'])
  })

  test('that cannot be read again stay, as long as the person does', async () => {
    calls.readDevices.mockResolvedValueOnce(devices('session-1'))
    const { open } = await opened()
    calls.readDevices.mockResolvedValueOnce(failed)
    await open.readFacts()
    expect(shown(open)).toEqual(['session-1'])
  })
})

describe('ses_8 a ban', () => {
  test.each([true, false])('ses_8_is_of_whoever_was_asked_about_though_another_signed_in_meanwhile (%o)', async (isBanned) => {
    const { open } = await opened()
    const asked = open.conversation?.person.id ?? ''
    calls.readConversation.mockResolvedValue(ok(page(10, { user: mara })))
    await open.readFacts()
    calls.setBan.mockResolvedValueOnce(ok(person()))
    await open.ban(asked, isBanned)
    expect(calls.setBan.mock.calls).toEqual([['user-5a90', isBanned]])
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

  test('mrg_3_it_leads_there_once_however_often_it_is_heard', async () => {
    const { open, moved } = await opened()
    calls.readConversation.mockResolvedValue(ok(joined))
    open.hear(event(11, { k: 'moved', into: 'conversation-2' }))
    await open.readFacts()
    expect([open.into, moved.mock.calls]).toEqual(['conversation-2', [['conversation-2']]])
  })
})

describe('mrg_3 a conversation that was left', () => {
  test.each(['read', 'readFacts', 'older'] as const)('mrg_3_leads_nobody_away_by_what_is_answered_later: %s', async (what) => {
    calls.readConversation.mockResolvedValueOnce(ok(page(10, { has_more: true })))
    const moved = vi.fn()
    const open = new OpenConversation('conversation-1', moved)
    await open.read()
    const slow = later()
    calls.readConversation.mockReturnValueOnce(slow.promise)
    const reading = open[what]()
    open.close()
    slow.give(ok(joined))
    await reading
    expect([moved.mock.calls, open.into]).toEqual([[], null])
  })

  test('mrg_3_leads_nobody_away_by_events_that_are_asked_for_again', async () => {
    const { open, moved } = await opened()
    const missed = later()
    calls.readEvents.mockReturnValueOnce(missed.promise)
    open.head(11)
    open.close()
    missed.give(ok({ events: [event(11, { k: 'moved', into: 'conversation-2' })], head: 11 }))
    await vi.advanceTimersByTimeAsync(0)
    expect([moved.mock.calls, open.conversation?.head]).toEqual([[], 10])
  })

  test('asks for nothing more', async () => {
    const slow = later()
    calls.readConversation.mockReturnValueOnce(slow.promise)
    const open = new OpenConversation('conversation-1', vi.fn())
    const reading = open.read()
    open.close()
    slow.give(ok(page(10)))
    await reading
    await vi.advanceTimersByTimeAsync(60_000)
    expect([calls.readConversation.mock.calls.length, calls.readDevices.mock.calls.length, calls.readSummary.mock.calls.length]).toEqual([1, 0, 0])
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

test('older messages are not put before a page that was read again meanwhile', async () => {
  calls.readConversation.mockResolvedValueOnce(ok(page(10, { messages: [said(5)], has_more: true })))
  const open = new OpenConversation('conversation-1', vi.fn())
  await open.read()
  const slow = later()
  calls.readConversation.mockReturnValueOnce(slow.promise)
  const reading = open.older()
  calls.readConversation.mockResolvedValueOnce(ok(page(90, { messages: [said(80)], has_more: true })))
  await open.read()
  slow.give(ok(page(10, { messages: [said(1)] })))
  await reading
  expect([open.conversation?.messages.map(({ id }) => id), open.conversation?.hasMore]).toEqual([[said(80).id], true])
})

test('mrg_3_older_messages_of_the_conversation_that_it_was_joined_into_are_not_put_before_it', async () => {
  calls.readConversation.mockResolvedValueOnce(ok(page(10, { messages: [said(5)], has_more: true })))
  const moved = vi.fn()
  const open = new OpenConversation('conversation-1', moved)
  await open.read()
  calls.readConversation.mockResolvedValueOnce(ok({ ...joined, messages: [proven(1)] }))
  await open.older()
  expect([open.conversation?.messages.map(({ id }) => id), moved.mock.calls]).toEqual([[said(5).id], [['conversation-2']]])
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
