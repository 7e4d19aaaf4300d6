import { describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { FakeBrowser, FakeStorage } from '../testing/device.ts'
import { clock, reload, restart, server, tab } from '../testing/world.ts'

const MINUTE = 60_000
const mara = { kind: 'signed_in', name: 'mara' }

describe('a login', () => {
  it('joins_what_was_written_before_and_shows_the_seam', async () => {
    tab.write('one')
    await clock.pass(1000)
    await tab.logIn('mara for 600', 7)
    await clock.pass(1000)
    tab.write('two')
    await settle()
    expect(tab.state.who).toEqual(mara)
    expect(tab.shown).toEqual(['one', 'two'])
    expect(tab.state.thread.seams).toHaveLength(1)
    expect(tab.said).toContainEqual({ t: 'logged_in', n: 7 })
    expect(server.bodies('messages').map((body) => body['composed_authenticated'])).toEqual([false, true])
  })

  it('whose_answer_is_lost_is_repeated_with_the_same_id', async () => {
    server.trouble('login', 'answer lost')
    const login = tab.logIn('mara for 600')
    await clock.pass(5000)
    await login
    const ids = server.bodies('login').map((body) => body['login_id'])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    tab.write('one')
    await settle()
    expect(server.texts()).toEqual(['one'])
  })

  it('whose_answer_was_lost_before_a_reload_is_repeated_with_the_same_id', async () => {
    server.trouble('login', 'answer lost')
    void tab.logIn('mara for 600')
    await settle()
    restart()
    await tab.logIn('mara for 600')
    const ids = server.bodies('login').map((body) => body['login_id'])
    expect(new Set(ids).size).toBe(1)
  })

  it('with_another_token_has_another_id', async () => {
    await tab.logIn('mara for 600')
    await tab.logIn('mara for 700')
    const ids = server.bodies('login').map((body) => body['login_id'])
    expect(new Set(ids).size).toBe(2)
  })

  it('with_an_id_that_was_used_up_is_tried_with_a_new_one', async () => {
    server.trouble('login', { status: 409, code: 'login_id_used' })
    await tab.logIn('mara for 600')
    expect(tab.state.who).toEqual(mara)
  })

  it('ses_6_that_is_refused_leaves_the_anonymous_session_usable_and_says_why', async () => {
    tab.write('one')
    await settle()
    server.trouble('login', { status: 401, code: 'invalid_auth', reason: 'token_expired' })
    await tab.logIn('mara for 600', 3)
    tab.write('two')
    await settle()
    expect(tab.state.notice).toBe('login_refused')
    expect(tab.shown).toEqual(['one', 'two'])
    expect(tab.said).toContainEqual({
      t: 'login_failed', n: 3, reason: 'token_expired', message: 'In words: invalid_auth.',
    })
  })

  it('cht_10_that_is_refused_where_nobody_writes_without_a_good_token_ends_what_was_anonymous', async () => {
    tab.write('one')
    await settle()
    server.trouble('login', { status: 401, code: 'invalid_auth', reason: 'token_expired', on_failure: 'refuse' })
    await tab.logIn('mara for 600', 3)
    await settle()
    expect(tab.state).toMatchObject({ isTurnedAway: true, notice: 'login_refused', who: { kind: 'nobody' } })
    expect(tab.shown).toEqual([])
    await tab.logIn('mara for 600', 4)
    expect(tab.state).toMatchObject({ isTurnedAway: false, who: mara })
  })

  it('cht_1_a_renewal_that_is_refused_throws_nobody_out', async () => {
    await tab.logIn('mara for 600')
    server.trouble('login', { status: 401, code: 'invalid_auth', reason: 'signature_invalid', on_failure: 'refuse' })
    await tab.logIn('mara for 600', 5)
    expect(tab.state).toMatchObject({ isTurnedAway: false, who: mara })
  })

  it.each([
    ['login', { status: 401, code: 'invalid_auth', reason: 'user_banned' }],
    ['messages', { status: 403, code: 'user_banned' }],
    ['sessions', { status: 403, code: 'user_banned' }],
  ])('ses_13_a_ban_heard_at_%s_makes_the_messenger_go_away_and_not_begin_anew', async (path, trouble) => {
    server.trouble(path, trouble)
    if (path === 'login') await tab.logIn('mara for 600')
    else tab.write('one')
    await settle()
    const heard = server.heard.length
    tab.messenger.wake()
    await clock.pass(10 * MINUTE)
    expect(tab.state.who).toEqual({ kind: 'gone' })
    expect(tab.said.at(-1)).toEqual({ t: 'gone' })
    expect(tab.shown).toEqual([])
    expect(server.heard).toHaveLength(heard)
  })

  it('ses_10_of_another_user_shows_nothing_of_the_first', async () => {
    await tab.logIn('mara for 600')
    tab.write('of mara')
    await settle()
    tab.messenger.writing.type('half a sen')
    await tab.logIn('otto for 600')
    await settle()
    expect(tab.shown).toEqual([])
    expect(tab.state.draft).toBe('')
    expect(tab.state.who).toEqual({ kind: 'signed_in', name: 'otto' })
  })

  it('without_a_token_of_the_page_fails', async () => {
    tab.token = null
    await tab.messenger.logIn(4)
    expect(tab.said).toContainEqual(expect.objectContaining({ t: 'login_failed', n: 4, reason: 'token_missing' }))
    expect(server.heard).toEqual([])
  })

  it('takes_the_place_of_one_that_waits_for_its_token', async () => {
    tab.token = undefined
    const first = tab.messenger.logIn(1)
    await tab.logIn('mara for 600', 2)
    await first
    expect(tab.said.filter(({ t }) => t === 'logged_in')).toEqual([{ t: 'logged_in', n: 2 }])
    expect(tab.state.isSigningIn).toBe(false)
  })

  it('lets_words_typed_shortly_before_any_session_go_out_without_a_mark', async () => {
    tab.messenger.writing.type('half a sen')
    await tab.logIn('mara for 600')
    tab.messenger.writing.type('half a sentence')
    tab.messenger.writing.sendDraft()
    await settle()
    expect(server.bodies('messages')[0]).toMatchObject({ text: 'half a sentence', composed_authenticated: false })
  })

  it('mrg_11_discards_words_that_somebody_typed_long_ago', async () => {
    tab.messenger.writing.type('half a sen')
    await clock.pass(31 * MINUTE)
    await tab.logIn('mara for 600')
    expect(tab.state.draft).toBe('')
    expect(tab.state.notice).toBe('discarded')
  })
})

describe('the seam', () => {
  it('stands_where_the_server_says_even_within_one_second', async () => {
    tab.write('one')
    await clock.pass(100)
    await tab.logIn('mara for 600')
    const at = new Date(clock.now()).toISOString()
    await clock.pass(100)
    tab.write('two')
    await settle()
    expect(tab.state.thread.seams).toEqual([at])
  })

  it('is_remembered_through_a_reload_and_not_drawn_on_a_guess', async () => {
    tab.write('one')
    await clock.pass(100)
    await tab.logIn('mara for 600')
    await settle()
    const { seams } = tab.state.thread
    reload()
    await settle()
    expect(tab.state.thread.seams).toEqual(seams)
    const another = new FakeBrowser(clock, server)
    another.device(new FakeStorage(), {}).makeId()
    const elsewhere = another.tab()
    server.trouble('events', { status: 400, code: 'bad_request' })
    await elsewhere.logIn('mara for 600')
    await settle()
    expect(elsewhere.shown).toEqual(['one'])
    expect(elsewhere.state.thread.seams).toEqual([])
  })
})
