import { describe, expect, it } from 'vitest'
import { settle } from './testing/clock.ts'
import { clock, reload, server, tab } from './testing/world.ts'

describe('without a session', () => {
  it('ses_1_looking_at_the_messenger_asks_the_server_nothing', async () => {
    tab.messenger.appear({ isShown: true })
    tab.messenger.wake()
    await clock.pass(60_000)
    expect(server.heard).toEqual([])
    expect(server.sockets).toEqual([])
    expect(tab.said).toEqual([{ t: 'ready' }])
  })

  it('ses_1_a_session_is_asked_for_directly_before_the_first_message', async () => {
    tab.write('one')
    await settle()
    expect(server.heard.map(({ path }) => path).slice(0, 2)).toEqual(['sessions', 'messages'])
    expect(server.bodies('messages')[0]).toMatchObject({ text: 'one', composed_authenticated: false })
    expect(tab.shown).toEqual(['one'])
  })

  it('an_answer_of_an_agent_comes_by_the_socket', async () => {
    tab.write('one')
    await settle()
    server.answer('two')
    await settle()
    expect(tab.shown).toEqual(['one', 'two'])
    expect(tab.said).toContainEqual({ t: 'unread', count: 1 })
  })

  it('fields_and_tags_travel_only_when_the_page_has_set_some', async () => {
    tab.write('one')
    tab.messenger.writing.describe({ tags: ['vip'], fields: [{ id: 'plan', value: 3 }] })
    tab.write('two')
    await settle()
    const [one, two] = server.bodies('messages')
    expect(Object.keys(one ?? {})).toEqual(['client_id', 'text', 'as_user', 'composed_authenticated'])
    expect(two).toMatchObject({ tags: ['vip'], fields: [{ id: 'plan', value: 3 }] })
  })
})

describe('what is written', () => {
  it('goes_out_one_after_the_other_in_the_order_it_was_typed', async () => {
    server.isDown = true
    for (const text of ['one', 'two', 'three']) tab.write(text)
    await settle()
    expect(tab.shown).toEqual(['(one)', '(two)', '(three)'])
    server.isDown = false
    await clock.pass(60_000)
    expect(tab.shown).toEqual(['one', 'two', 'three'])
    expect(server.texts()).toEqual(['one', 'two', 'three'])
  })

  it('is_repeated_with_the_same_id_when_the_answer_is_lost_and_is_there_once', async () => {
    server.trouble('messages', 'answer lost')
    tab.write('one')
    await clock.pass(60_000)
    const ids = server.bodies('messages').map((body) => body['client_id'])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect(server.texts()).toEqual(['one'])
    expect(tab.shown).toEqual(['one'])
  })

  it('outlives_a_reload', async () => {
    server.isDown = true
    tab.write('one')
    tab.messenger.writing.type('half a sen')
    await settle()
    reload()
    expect(tab.shown).toEqual(['(one)'])
    expect(tab.state.draft).toBe('half a sen')
    server.isDown = false
    tab.messenger.wake()
    tab.messenger.writing.send()
    await clock.pass(60_000)
    expect(server.texts()).toEqual(['one'])
  })

  it.each([1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40])('goes_out_whenever_it_comes_even_%i_turns_after_another', async (turns) => {
    tab.write('one')
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    tab.write('two')
    await settle()
    expect(server.texts()).toEqual(['one', 'two'])
  })

  it('waits_as_long_as_the_server_says', async () => {
    server.trouble('messages', { status: 429, code: 'rate_limited', retryAfter: 40 })
    tab.write('one')
    await clock.pass(39_000)
    tab.messenger.wake()
    await settle()
    expect(server.bodies('messages')).toHaveLength(1)
    await clock.pass(1_000)
    expect(tab.shown).toEqual(['one'])
  })

  it('is_sent_at_once_when_the_device_is_back', async () => {
    tab.write('one')
    await settle()
    server.isDown = true
    tab.write('two')
    await clock.pass(20_000)
    server.isDown = false
    tab.messenger.wake()
    await settle()
    expect(tab.shown).toEqual(['one', 'two'])
    expect(tab.state.offlineSince).toBeNull()
  })

  it('says_since_when_there_is_no_connection', async () => {
    server.isDown = true
    const since = clock.now()
    tab.write('one')
    await clock.pass(5_000)
    expect(tab.state.offlineSince).toBe(since)
  })

  it.each([
    ['full', 422, 'conversation_full'],
    ['login_required', 403, 'login_required'],
    ['wrong', 400, 'bad_request'],
    ['wrong', 413, 'too_large'],
  ])('that_is_not_taken_says_%s_and_what_follows_goes_out', async (refused, status, code) => {
    server.trouble('messages', { status, code })
    tab.write('one')
    tab.write('two')
    await settle()
    expect(tab.shown).toEqual(['two', '(one)'])
    expect(tab.state.unsent[0]?.refused).toBe(refused)
  })

  it('that_was_not_taken_goes_out_when_the_person_retries', async () => {
    server.trouble('messages', { status: 400, code: 'bad_request' })
    tab.write('one')
    await settle()
    const [unsent] = tab.state.unsent
    if (unsent) tab.messenger.writing.retry(unsent)
    await settle()
    expect(tab.shown).toEqual(['one'])
  })

  it('as_somebody_else_is_discarded_with_a_word', async () => {
    server.trouble('messages', { status: 409, code: 'wrong_user' })
    tab.write('one')
    await settle()
    expect(tab.shown).toEqual([])
    expect(tab.state.notice).toBe('discarded')
  })

  it('by_the_page_is_answered_once_it_was_sent', async () => {
    const told: (string | null)[] = []
    server.trouble('messages', { status: 422, code: 'conversation_full' })
    tab.messenger.writing.say('one', (refusal) => told.push(refusal))
    await settle()
    tab.messenger.writing.say('two', (refusal) => told.push(refusal))
    tab.messenger.writing.say(' ', (refusal) => told.push(refusal))
    await settle()
    expect(told).toEqual(['full', 'wrong_size', null])
  })
})

describe('the conversation', () => {
  it('fills_a_gap_that_an_event_shows', async () => {
    tab.write('one')
    await settle()
    server.hush('two')
    server.answer('three')
    await settle()
    expect(tab.shown).toEqual(['one', 'two', 'three'])
    expect(server.heard.at(-1)?.path).toBe('events?after=1')
  })

  it('fills_a_gap_that_a_head_shows', async () => {
    tab.write('one')
    await settle()
    server.hush('two')
    server.sockets.at(-1)?.tell({ t: 'head', c: tab.state.thread.id, n: 2 })
    await settle()
    expect(tab.shown).toEqual(['one', 'two'])
  })

  it('is_read_anew_on_resync', async () => {
    tab.write('one')
    await settle()
    server.hush('two')
    server.sockets.at(-1)?.tell({ t: 'resync', c: tab.state.thread.id })
    await settle()
    expect(server.heard.at(-1)?.path).toBe('conversation')
    expect(tab.shown).toEqual(['one', 'two'])
  })

  it('catches_up_after_the_socket_was_lost', async () => {
    tab.write('one')
    await settle()
    server.sockets.at(-1)?.end(1006, '')
    server.answer('two')
    await clock.pass(2_000)
    expect(server.sockets.at(-1)?.said).toEqual([expect.objectContaining({ heads: { [tab.state.thread.id ?? '']: 1 } })])
    expect(tab.shown).toEqual(['one', 'two'])
  })

  it('shows_the_same_after_a_reload', async () => {
    tab.write('one')
    await settle()
    server.answer('two')
    await settle()
    reload()
    await settle()
    expect(tab.shown).toEqual(['one', 'two'])
  })
})
