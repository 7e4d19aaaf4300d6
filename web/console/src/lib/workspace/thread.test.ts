import { describe, expect, it, test } from 'vitest'
import type { Conversation } from './conversation.ts'
import { answered, at, conversation, evidence, person, proven, said } from './sample.ts'
import { entries, type Entry } from './thread.ts'

/** The thread in short: what each entry is, and its line. */
function drawn(one: Conversation): string[] {
  return entries(one, []).map((entry: Entry) => {
    switch (entry.kind) {
      case 'seam': return `seam ${entry.evidence.session} after ${entry.above}`
      case 'end': return `${entry.how} then ${entry.below}`
      case 'request': return `${entry.request.by.name} asked ${entry.line}`
      case 'confirmation': return `${entry.confirmation.evidence.external_id} said so ${entry.line}`
      case 'message': return `${entry.message.author.kind} ${entry.line}`
      case 'day': return `day ${entry.line}`
      case 'outgoing': return `outgoing ${entry.line}`
    }
  })
}

const marks = ['verified_when_written', 'not_verified', 'verified_now', 'session_expired', 'banned', 'something_new', '', null, undefined]

describe('see_1 no mark and no seam without the server saying so', () => {
  // Every combination of the mark and the evidence of a message; only one of them is proof.
  const combinations = marks.flatMap((mark) => [evidence(), null, undefined].map((proof) => ({ mark, proof })))
  it.each(combinations)('a message with mark $mark and evidence $proof.id', ({ mark, proof }) => {
    const message = said(8)
    // As the wire may leave them out.
    Object.assign(message, { mark, evidence: proof })
    const isProof = mark === 'verified_when_written' && proof != null
    expect(drawn(conversation({ messages: [message] }))).toEqual(
      isProof ? ['day none', 'seam session-1 after none', 'user solid'] : ['day none', 'user dashed'],
    )
  })

  const people = ['verified_now', 'session_expired', 'not_verified', 'banned', 'something_new', ''].flatMap((mark) =>
    [evidence(), null].map((proof) => ({ mark, proof })),
  )
  it.each(people)('a person with mark $mark and evidence $proof.id', ({ mark, proof }) => {
    const one = conversation({ person: person({ mark, evidence: proof }), messages: [said(3), answered(9)] })
    const isSeam = proof !== null && (mark === 'verified_now' || mark === 'session_expired')
    expect(drawn(one).some((entry) => entry.startsWith('seam'))).toBe(isSeam)
    expect(drawn(one).at(-1)).toBe(mark === 'verified_now' && proof !== null ? 'agent solid' : 'agent dashed')
    // Whatever is proven now, what was written before the login stays as it was (MRG-6).
    expect(drawn(one)[1]).toBe('user dashed')
  })

  test('a name, a text or an external id draws nothing', () => {
    const loud = said(8, { text: '✅ Verified', author: { kind: 'user', id: 'user-5a90', name: 'Mara Lindqvist ✅' } })
    const one = conversation({ person: person({ name: 'Mara Lindqvist', external_id: 'usr_48213' }), messages: [loud] })
    expect(drawn(one)).toEqual(['day none', 'user dashed'])
  })

  test('an agent, a bot and the system never carry proof, whatever is beside their words (SEE-9)', () => {
    const one = (kind: string) => answered(8, { author: { kind, id: 'x', name: 'X' } })
    for (const kind of ['agent', 'bot', 'system']) {
      expect(drawn(conversation({ messages: [one(kind)] }))).toEqual(['day none', `${kind} dashed`])
    }
  })
})

describe('mrg_6 the seam', () => {
  test('stands where the evidence was accepted, before what was written with it', () => {
    const messages = [said(3), answered(5), proven(7), answered(8), proven(9)]
    expect(drawn(conversation({ messages }))).toEqual([
      'day none', 'user dashed', 'agent dashed', 'seam session-1 after dashed', 'user solid', 'agent solid', 'user solid',
    ])
  })

  test('stands before answers that came between the login and the first words', () => {
    const messages = [said(3), answered(8), proven(9, { evidence: evidence({ accepted_at: at(7) }) })]
    expect(drawn(conversation({ messages })).slice(2)).toEqual(['seam session-1 after dashed', 'agent solid', 'user solid'])
  })

  test('is drawn once for a session, not again for its renewals', () => {
    const renewed = evidence({ id: 'evidence-2', accepted_at: at(20) })
    const one = conversation({ messages: [proven(8), proven(21, { evidence: renewed })] })
    expect(drawn(one).filter((entry) => entry.startsWith('seam'))).toHaveLength(1)
  })

  test('is drawn for each device that signed in', () => {
    const phone = evidence({ session: 'session-2', accepted_at: at(12) })
    const messages = [proven(8), proven(13, { evidence: phone }), proven(14)]
    expect(drawn(conversation({ messages })).slice(1)).toEqual([
      'seam session-1 after none', 'user solid', 'seam session-2 after solid', 'user solid', 'user solid',
    ])
  })

  test('is not drawn above older messages that were not read', () => {
    const messages = [proven(30), proven(31)]
    expect(drawn(conversation({ messages, hasMore: true }))).toEqual(['day none', 'user solid', 'user solid'])
  })

  test('is drawn of a login that was heard of, before anything is written', () => {
    const one = conversation({ messages: [said(3)], logins: [evidence()] })
    expect(drawn(one)).toEqual(['day none', 'user dashed', 'seam session-1 after dashed'])
  })

  test('an unproven message within a session is dashed for itself', () => {
    const messages = [proven(8), said(9), proven(10)]
    expect(drawn(conversation({ messages })).slice(2)).toEqual(['user solid', 'user dashed', 'user solid'])
  })
})

describe('the thread is solid for as long as the server says', () => {
  const messages = [proven(8), answered(9)]

  test('to the end while the person is verified now by that session', () => {
    const verified = person({ mark: 'verified_now', evidence: evidence({ id: 'evidence-9', accepted_at: at(9) }) })
    expect(drawn(conversation({ messages, person: verified })).at(-1)).toBe('agent solid')
  })

  test('and only to the last proven words where nothing more is known', () => {
    expect(drawn(conversation({ messages })).at(-1)).toBe('agent dashed')
  })

  test('ends where the session expired, in words', () => {
    const expired = person({ mark: 'session_expired', evidence: evidence(), signed_in_until: at(20) })
    const one = conversation({ messages: [...messages, answered(25)], person: expired })
    expect(drawn(one).slice(2)).toEqual(['user solid', 'agent solid', 'session_expired then dashed', 'agent dashed'])
  })

  test('ends where a logout was heard of', () => {
    const one = conversation({ messages: [...messages, answered(25)], logouts: [{ session: 'session-1', at: at(12) }] })
    expect(drawn(one).slice(2)).toEqual(['user solid', 'agent solid', 'signed_out then dashed', 'agent dashed'])
  })

  test('goes on where another session is still signed in', () => {
    const phone = evidence({ session: 'session-2', accepted_at: at(10) })
    const one = conversation({
      messages: [proven(8), proven(11, { evidence: phone }), answered(25)],
      logouts: [{ session: 'session-1', at: at(12) }],
      person: person({ mark: 'verified_now', evidence: phone }),
    })
    expect(drawn(one).slice(-2)).toEqual(['signed_out then solid', 'agent solid'])
  })

  test('a logout of a session that nothing is known of draws nothing', () => {
    const one = conversation({ messages: [said(3)], logouts: [{ session: 'session-7', at: at(12) }] })
    expect(drawn(one)).toEqual(['day none', 'user dashed'])
  })
})

describe('messages', () => {
  const firsts = (one: Conversation) =>
    entries(one, []).flatMap((entry) => (entry.kind === 'message' ? [entry.isFirst] : []))

  test('of one author stand together for five minutes', () => {
    expect(firsts(conversation({ messages: [said(1), said(2), said(8)] }))).toEqual([true, false, true])
  })

  test('of different proof never stand together', () => {
    const same = { author: { kind: 'user', id: 'user-mara', name: 'Mara' } }
    expect(firsts(conversation({ messages: [said(7, same), proven(8, same), said(9, same)] }))).toEqual([true, true, true])
  })

  test('a note never stands with an answer', () => {
    expect(firsts(conversation({ messages: [answered(1), answered(2, { visibility: 'agents' })] }))).toEqual([true, true])
  })

  test('of another day begin below that day', () => {
    const nextDay = said(20, { id: 'message-9999', received_at: '2026-11-24T12:00:00.000Z' })
    expect(drawn(conversation({ messages: [said(1), nextDay] }))).toEqual(['day none', 'user dashed', 'day dashed', 'user dashed'])
  })

  test('a day stands above the seam of its first message', () => {
    const accepted = '2026-11-24T11:59:00.000Z'
    const nextDay = proven(20, {
      id: 'message-9999', received_at: '2026-11-24T12:00:00.000Z', evidence: evidence({ accepted_at: accepted }),
    })
    expect(drawn(conversation({ messages: [said(1), nextDay] })).slice(2)).toEqual(['day dashed', 'seam session-1 after dashed', 'user solid'])
  })
})

test('see_10_a_request_to_sign_in_stands_where_it_was_made_and_proves_nothing', () => {
  const requests = [{ by: { id: 'agent-1', name: 'Noor' }, at: at(5) }]
  const one = conversation({ messages: [said(4), proven(8)], requests })
  expect(drawn(one)).toEqual(['day none', 'user dashed', 'Noor asked dashed', 'seam session-1 after dashed', 'user solid'])
  expect(drawn(conversation({ requests }))).toEqual(['Noor asked none'])
})

test('mrg_11_that_a_person_said_what_is_theirs_stands_where_they_said_it_and_marks_nothing', () => {
  const confirmations = [{ evidence: evidence({ session: 'session-2' }), at: at(9) }]
  const one = conversation({ messages: [said(4), proven(8)], confirmations })
  expect(drawn(one).at(-1)).toBe('usr_48213 said so solid')
  expect(drawn(conversation({ messages: [said(4)], confirmations })).at(-1)).toBe('usr_48213 said so dashed')
})
