import { describe, expect, it } from 'vitest'
import type { ConversationEvent, Message } from '../connection/wire.ts'
import type { Unsent } from '../outbox/outbox.ts'
import { asked, emailFault, givenWords, nameFault } from './contact.ts'
import { initials } from './initials.ts'
import { excess, TEXT_BYTES } from './limits.ts'
import { pieces } from './links.ts'
import { rows } from './rows.ts'
import { afterEvent, afterOlder, afterPage, afterPost, needAt, NEW, type Thread, UNREAD, withSeam } from './thread.ts'
import { unread } from './unread.ts'
import { closing, verdict } from './verdict.ts'

const user = { id: 'u', external_id: null, name: null }
const message = (id: string, kind = 'user', at = '2026-05-04T10:00:00.000Z'): Message => ({
  id, conversation: 'c', author: { kind, id: kind, name: null }, kind: 'text', text: id, client_id: null, received_at: at,
})
const event = (n: number, k: string, what: Partial<ConversationEvent> = {}): ConversationEvent => ({
  t: 'event', c: 'c', n, k, at: '2026-05-04T10:00:00.000Z', ...what,
})
const page = (head: number, ids: string[], has_more = false) => ({
  conversation: { id: 'c', head }, messages: ids.map((id) => message(id)), has_more, user,
})
const read = (head: number, ...ids: string[]): Thread => afterPage(UNREAD, page(head, ids))
const ids = (thread: Thread) => thread.messages.map(({ id }) => id)

describe('a thread', () => {
  it('takes_the_next_event_in', () => {
    const { thread, need } = afterEvent(read(1, 'a'), event(2, 'message', { message: message('b') }))
    expect([ids(thread), thread.head, need]).toEqual([['a', 'b'], 2, 'nothing'])
  })

  it('drops_an_event_that_it_has', () => {
    const before = read(2, 'a')
    expect(afterEvent(before, event(2, 'message', { message: message('b') }))).toEqual({ thread: before, need: 'nothing' })
  })

  it('asks_for_what_is_missing_before_an_event', () => {
    const { thread, need } = afterEvent(read(1, 'a'), event(3, 'message', { message: message('c') }))
    expect([ids(thread), thread.head, need]).toEqual([['a'], 1, 'gap'])
  })

  it.each(['hidden', 'signed_out', 'invented_later'])('counts_%s_and_shows_nothing', (k) => {
    const { thread, need } = afterEvent(read(1, 'a'), event(2, k))
    expect([ids(thread), thread.head, need]).toEqual([['a'], 2, 'nothing'])
  })

  it('mrg_12_is_forgotten_and_read_again_after_parted', () => {
    expect(afterEvent(read(1, 'a'), event(2, 'parted'))).toEqual({ thread: UNREAD, need: 'read' })
  })

  it('is_read_again_after_joined', () => {
    expect(afterEvent(read(1, 'a'), event(2, 'joined')).need).toBe('read')
  })

  it('is_not_read_after_moved_because_the_login_that_moved_it_has_ended_this_session_and_reads_with_its_own', () => {
    expect(afterEvent(read(1, 'a'), event(2, 'moved', { into: 'd' })).need).toBe('nothing')
  })

  it('is_read_again_when_an_event_is_of_another_conversation', () => {
    expect(afterEvent(read(1, 'a'), event(1, 'message', { c: 'd' })).need).toBe('read')
    expect(afterEvent(UNREAD, event(1, 'message')).need).toBe('read')
  })

  it('begins_with_the_first_event_where_nothing_was_said', () => {
    const { thread } = afterEvent(NEW, event(1, 'message', { message: message('a') }))
    expect([thread.id, thread.head, ids(thread)]).toEqual(['c', 1, ['a']])
  })

  it('notes_when_the_person_signed_in', () => {
    expect(afterEvent(read(1, 'a'), event(2, 'signed_in', { at: 'T' })).thread.seams).toEqual(['T'])
    expect(withSeam(withSeam(NEW, 'T'), 'T').seams).toEqual(['T'])
  })

  it('is_ordered_by_id_and_has_each_message_once', () => {
    const posted = afterPost(read(1, 'a', 'c'), { message: message('b'), conversation: { id: 'c', head: 9 } })
    const again = afterPost(posted, { message: message('b'), conversation: { id: 'c', head: 9 } })
    expect([ids(again), again.head]).toEqual([['a', 'b', 'c'], 1])
  })

  it('drops_the_answer_to_a_post_into_another_conversation', () => {
    const before = read(1, 'a')
    expect(afterPost(before, { message: message('b'), conversation: { id: 'd', head: 1 } })).toBe(before)
  })

  it('keeps_what_came_after_a_page_and_nothing_of_another_conversation', () => {
    const before = read(3, 'a', 'b', 'c')
    expect(ids(afterPage(before, page(2, ['a', 'b'])))).toEqual(['a', 'b', 'c'])
    const other = { ...page(1, ['x']), conversation: { id: 'd', head: 1 } }
    expect(ids(afterPage(before, other))).toEqual(['x'])
    expect(ids(afterPage(before, { ...page(0, []), conversation: null }))).toEqual([])
  })

  it('puts_older_pages_before', () => {
    const thread = afterOlder(afterPage(UNREAD, page(9, ['c', 'd'], true)), page(9, ['a', 'b']))
    expect([ids(thread), thread.hasMore]).toEqual([['a', 'b', 'c', 'd'], false])
  })

  it('knows_from_a_head_what_is_missing', () => {
    expect([needAt(read(2), 'c', 2), needAt(read(2), 'c', 3), needAt(read(2), 'd', 1), needAt(UNREAD, 'c', 1)])
      .toEqual(['nothing', 'gap', 'read', 'read'])
  })
})

describe('a refusal', () => {
  it.each([
    [400, 'bad_request', null, 'wrong'], [413, 'too_large', null, 'wrong'], [415, 'unsupported_media_type', null, 'wrong'],
    [404, 'channel_not_found', null, 'wrong'], [418, 'invented_later', null, 'wrong'],
    [401, 'invalid_auth', 'token_expired', 'refused'], [401, 'invalid_auth', 'user_banned', 'banned'],
    [401, 'session_missing', null, 'over'], [401, 'session_unknown', null, 'over'], [401, 'session_ended', null, 'over'],
    [401, 'session_expired', null, 'expired'], [401, 'session_replaced', null, 'replaced'],
    [403, 'user_banned', null, 'banned'], [403, 'login_required', null, 'login_required'],
    [409, 'wrong_user', null, 'wrong_user'], [409, 'login_id_used', null, 'login_id_used'],
    [409, 'still_signed_in', null, 'over'], [422, 'conversation_full', null, 'full'],
    [429, 'rate_limited', null, 'wait'], [503, 'busy', null, 'wait'], [503, 'unavailable', null, 'wait'],
    [500, 'internal', null, 'repeat'], [503, 'outcome_unknown', null, 'repeat'], [502, '', null, 'repeat'], [0, '', null, 'repeat'],
  ])('%i_%s_%s_means_%s', (status, code, reason, what) => {
    expect(verdict({ status, code, reason })).toBe(what)
  })

  it('of_a_socket_says_something_of_the_session_only_with_4001_and_4002', () => {
    expect([closing(1006, ''), closing(4003, 'changed'), closing(4004, 'moving')]).toEqual([null, null, null])
    expect(closing(4002, 'session_expired')).toBe('expired')
  })
})

describe('the form', () => {
  const asks = { ...message('b', 'system'), kind: 'contact_asked' }
  const gave = { ...message('d'), kind: 'contact' }

  it('see_5_is_there_from_when_it_is_asked_for_until_something_is_given', () => {
    expect([asked([message('a')]), asked([message('a'), asks, message('c')]), asked([message('a'), asks, gave])])
      .toEqual([null, 'b', null])
  })

  it.each([
    ['', 'missing'], ['  ', 'missing'], ['zoe', 'invalid'], ['zoe@', 'invalid'], ['@shop.example', 'invalid'],
    ['zoe@shop..example', 'invalid'], ['.zoe@shop.example', 'invalid'], ['zoe keller@shop.example', 'invalid'],
    [`${'z'.repeat(250)}@a.example`, 'invalid'], [' zoe@shop.example ', null], ['zoë.k+1@bücher.example', null], ['zoe@localhost', null],
  ])('takes_%s_as_%s', (typed, fault) => expect(emailFault(typed)).toBe(fault))

  it('takes_a_name_of_255_characters_or_none', () => {
    expect([nameFault(''), nameFault('🙂'.repeat(255)), nameFault('z'.repeat(256))]).toEqual([null, null, 'too_long'])
  })

  it('shows_what_was_given_with_the_name_above_the_address', () => {
    const contact = { name: 'Zoë', email: 'zoe@shop.example' }
    expect([givenWords({ text: 'zoe@shop.example\nZoë', contact }), givenWords({ text: 'words' })])
      .toEqual(['Zoë\nzoe@shop.example', 'words'])
    expect(givenWords({ text: '', contact: { ...contact, name: null } })).toBe('zoe@shop.example')
  })

  it('is_no_news', () => {
    expect(unread([message('a'), asks], '')).toBe(0)
  })
})

describe('unread', () => {
  it('counts_what_others_said_after_what_was_seen_and_after_what_one_said', () => {
    const messages = [message('a', 'agent'), message('b'), message('c', 'agent'), message('d', 'bot')]
    expect([unread(messages, ''), unread(messages, 'c'), unread(messages, 'd'), unread([], '')]).toEqual([2, 1, 0, 0])
  })
})

describe('links', () => {
  const links = (text: string) => pieces(text).flatMap(({ href }) => href ?? [])

  it.each([
    ['see https://a.example/x.', ['https://a.example/x']],
    ['(https://a.example/x_(y))', ['https://a.example/x_(y)']],
    ['HTTP://a.example and https://b.example/?q=1&r=2!', ['http://a.example/', 'https://b.example/?q=1&r=2']],
  ])('of_%s', (text, hrefs) => expect(links(text)).toEqual(hrefs))

  it.each([
    'javascript:alert(1)', 'data:text/html,x', 'www.example.com', '<a href="x">', 'https://', 'https://bank.example@evil.example/',
    'ftp://a.example',
  ])('there_is_none_in_%s', (text) => expect(pieces(text)).toEqual([{ text }]))

  it('lose_nothing_of_the_text', () => {
    const text = 'a https://a.example, b\nhttps://b.example/(c).'
    expect(pieces(text).map((piece) => piece.text).join('')).toBe(text)
  })
})

describe('rows', () => {
  const day = (at: string) => at.slice(0, 10)
  const at = (minute: number) => `2026-05-04T10:${String(minute).padStart(2, '0')}:00.000Z`
  const thread = (...messages: Message[]): Thread => ({ ...NEW, id: 'c', messages })
  const kinds = (one: Thread, unsent: Unsent[] = []) => rows(one, unsent, day).map((row) => row.t)

  it('part_days_and_put_the_seam_where_the_person_signed_in', () => {
    const one = withSeam(thread(message('a', 'user', '2026-05-03T10:00:00.000Z'), message('b', 'user', at(9))), at(5))
    expect(kinds(one)).toEqual(['day', 'message', 'day', 'seam', 'message'])
  })

  it('have_no_seam_before_the_first_message_and_one_for_logins_without_a_word_between', () => {
    const one = [at(0), at(5), at(6)].reduce(withSeam, thread(message('a', 'user', at(1)), message('b', 'user', at(9))))
    expect(kinds(one)).toEqual(['day', 'message', 'seam', 'message'])
    expect(kinds(withSeam(thread(message('a', 'user', at(1))), at(5)))).toEqual(['day', 'message', 'seam'])
  })

  it('gather_what_one_author_said_together', () => {
    const all = [message('a', 'agent', at(0)), message('b', 'agent', at(4)), message('c', 'agent', at(20)), message('d', 'user', at(21))]
    const edges = rows(thread(...all), [], day).flatMap((row) => (row.t === 'message' ? [[row.begins, row.ends]] : []))
    expect(edges).toEqual([[true, false], [false, true], [true, true], [true, true]])
  })

  it('end_with_what_waits_except_what_has_arrived', () => {
    const waits = (client_id: string): Unsent => ({ client_id, text: '', as_user: null, composed_authenticated: false, at: 1 })
    const one = thread({ ...message('a'), client_id: 'one' })
    expect(rows(one, [waits('one'), waits('two')], day).map(({ key }) => key)).toEqual(['day a', 'one', 'two'])
  })
})

describe('small things', () => {
  it('a_text_may_have_16_kib', () => {
    expect([excess('a'.repeat(TEXT_BYTES)), excess('ä'.repeat(TEXT_BYTES / 2 + 1))]).toEqual([0, 2])
  })

  it.each([['Noor Haddad', 'NH'], ['Pebblewick', 'P'], ['  "Ana" de la Cruz ', 'AC'], ['✅ Mara', 'M'], ['', '']])(
    'initials_of_%s_are_%s',
    (name, letters) => expect(initials(name)).toBe(letters),
  )
})
