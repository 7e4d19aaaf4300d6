import { describe, expect, test } from 'vitest'
import { currentTicket, fromPage, heard, withOlder, withFacts, withTicket } from './conversation.ts'
import { answered, at, conversation, event, evidence, followUp, person, proven, said, ticket } from './sample.ts'

const page = { conversation: { id: 'conversation-1', head: 12 }, user: person(), others: [], tickets: [ticket()], messages: [said(1)], has_more: true, login_requests: [], confirmations: [], follow_ups: [], sends_mail: true }

describe('a page', () => {
  test('is what is shown', () => {
    expect(fromPage(page)).toMatchObject({ id: 'conversation-1', head: 12, hasMore: true, logins: [], logouts: [] })
  })

  test('does not forget what was heard live of the same conversation', () => {
    const before = conversation({ logins: [evidence()], logouts: [{ session: 'session-1', at: 'x' }] })
    expect(fromPage(page, before)).toMatchObject({ logins: before.logins, logouts: before.logouts })
    expect(fromPage(page, { ...before, id: 'another' })).toMatchObject({ logins: [], logouts: [] })
  })

  test('of older messages goes before, each message once', () => {
    const one = withOlder(conversation({ messages: [said(5), said(6)] }), { ...page, messages: [said(4), said(5)], has_more: false })
    expect(one.messages.map(({ id }) => id)).toEqual([said(4).id, said(5).id, said(6).id])
    expect(one.hasMore).toBe(false)
  })
})

describe('an event', () => {
  const one = conversation({ head: 10, messages: [said(1)] })

  test('is counted once', () => {
    expect(heard(one, event(10, { message: said(2) }))).toEqual({ conversation: one, next: { read: 'nothing' } })
  })

  test('of another conversation changes nothing', () => {
    expect(heard(one, event(11, { c: 'another', message: said(2) })).conversation).toBe(one)
  })

  test('beyond a gap waits until the gap is filled', () => {
    expect(heard(one, event(12, { message: said(2) }))).toEqual({ conversation: one, next: { read: 'gap' } })
  })

  test('brings a message, which may be here already as the answer to its own post', () => {
    const after = heard(one, event(11, { message: said(1) })).conversation
    expect([after.head, after.messages.length]).toEqual([11, 1])
    expect(heard(one, event(11, { message: said(2) })).next).toEqual({ read: 'facts' })
    expect(heard(one, event(11, { message: answered(2) })).conversation.messages).toHaveLength(2)
  })

  test('brings messages in the order of their ids', () => {
    const late = heard(conversation({ head: 10, messages: [said(5)] }), event(11, { message: said(3) })).conversation
    expect(late.messages.map(({ id }) => id)).toEqual([said(3).id, said(5).id])
  })

  test('signed_in is a login with its evidence, and what is proven now is asked of the server', () => {
    const { conversation: after, next } = heard(one, event(11, { k: 'signed_in', evidence: evidence() }))
    expect(after.logins).toEqual([evidence()])
    expect(after.person.mark).toBe('not_verified')
    expect(next).toEqual({ read: 'facts' })
  })

  test('signed_in without evidence is no login', () => {
    expect(heard(one, event(11, { k: 'signed_in' })).conversation.logins).toEqual([])
  })

  test('signed_out names its session', () => {
    const { conversation: after, next } = heard(one, event(11, { k: 'signed_out', session: 'session-1', at: 'then' }))
    expect(after.logouts).toEqual([{ session: 'session-1', at: 'then' }])
    expect(next).toEqual({ read: 'facts' })
  })

  test('joined has the page read again, moved leads to where it goes on', () => {
    expect(heard(one, event(11, { k: 'joined', from: 'x' })).next).toEqual({ read: 'page' })
    expect(heard(one, event(11, { k: 'parted', from: 'x' })).next).toEqual({ read: 'page' })
    expect(heard(one, event(11, { k: 'moved', into: 'other' })).next).toEqual({ read: 'other', conversation: 'other' })
  })

  test('ticket brings the ticket and keeps what the page gave it', () => {
    const given = conversation({ head: 10, tickets: [ticket({ tags: ['vip'] })] })
    const { fields: _, tags: __, ...changed } = ticket({ status: 'solved' })
    expect(heard(given, event(11, { k: 'ticket', ticket: changed })).conversation.tickets).toEqual([ticket({ status: 'solved', tags: ['vip'] })])
  })

  test.each(['hidden', 'something_new'])('%s is counted and shows nothing', (k) => {
    expect(heard(one, event(11, { k }))).toEqual({ conversation: { ...one, head: 11 }, next: { read: 'nothing' } })
  })
})

test('a login makes it the conversation of somebody else, and keeps the older messages that were read', () => {
  const mara = person({ id: 'user-mara', mark: 'verified_now' })
  const one = withFacts(conversation({ head: 11, messages: [said(0), said(1), proven(8)] }), { ...page, user: mara })
  expect([one.person, one.head, one.messages.length]).toEqual([mara, 11, 3])
})

test('a ticket that is new comes last', () => {
  expect(withTicket(conversation(), ticket({ id: 'ticket-2' })).tickets.map(({ id }) => id)).toEqual(['ticket-1', 'ticket-2'])
})

test('what is worked on is the newest ticket that is not closed, else the newest', () => {
  const closed = ticket({ id: 'ticket-2', status: 'closed' })
  expect(currentTicket([ticket(), closed])?.id).toBe('ticket-1')
  expect(currentTicket([{ ...ticket(), status: 'closed' }, closed])?.id).toBe('ticket-2')
  expect(currentTicket([])).toBeNull()
})

test('see_1 a renewal does not move the seam', () => {
  const mara = (accepted: string) => person({ mark: 'verified_now', evidence: evidence({ id: accepted, accepted_at: accepted }) })
  const first = fromPage({ ...page, user: mara('2026-11-22T14:07:00.000Z') })
  const renewed = withFacts(first, { ...page, user: mara('2026-11-22T15:05:00.000Z') })
  expect(renewed.logins.map((login) => login.accepted_at)).toEqual(['2026-11-22T14:07:00.000Z'])
})

test('see_1 evidence beside any other mark is no login', () => {
  for (const mark of ['not_verified', 'session_expired', 'banned', '']) {
    expect(fromPage({ ...page, user: person({ mark, evidence: evidence() }) }).logins).toEqual([])
  }
})

test('see_10_requests_to_sign_in_are_there_once_whether_read_or_heard_of', () => {
  const by = { id: 'agent-1', name: 'Noor' }
  const first = fromPage({ ...page, login_requests: [{ by, at: at(9) }] })
  const older = withOlder(first, { ...page, login_requests: [{ by, at: at(2) }] })
  const event = { t: 'event', c: 'conversation-1', n: 13, k: 'login_requested', at: at(11), by }
  const { conversation: all } = heard(older, event)
  expect(all.requests.map((request) => request.at)).toEqual([at(2), at(9), at(11)])
  expect(heard(older, { ...event, at: at(9) }).conversation.requests).toHaveLength(2)
})

test('mrg_11_what_a_person_confirmed_is_there_once_whether_read_or_heard_of', () => {
  const said = (session: string, minute: number) => ({ evidence: evidence({ session }), at: at(minute) })
  const first = fromPage({ ...page, confirmations: [said('b', 9)] })
  const older = withOlder(first, { ...page, confirmations: [said('a', 2)] })
  const event = { t: 'event', c: 'conversation-1', n: 13, k: 'confirmed', at: at(11), evidence: evidence({ session: 'c' }) }
  const { conversation: all } = heard(older, event)
  expect(all.confirmations.map((one) => one.at)).toEqual([at(2), at(9), at(11)])
  expect(heard(older, { ...event, evidence: evidence({ session: 'b' }) }).conversation.confirmations).toHaveLength(2)
})

test('eml_11 a mail is as far as the last that was heard of it', () => {
  const waiting = followUp()
  const first = fromPage({ ...page, follow_ups: [waiting] })
  const sent = followUp({ state: 'sent', ended_at: at(12) })
  const event = { t: 'event', c: 'conversation-1', n: 13, k: 'follow_up', at: at(12), follow_up: sent }
  const { conversation: after } = heard(first, event)
  expect(after.mails.get('message-0001')).toEqual(sent)
  expect(withOlder(after, { ...page, follow_ups: [waiting] }).mails.get('message-0001')).toEqual(sent)
})
