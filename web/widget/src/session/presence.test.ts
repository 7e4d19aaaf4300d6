import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock, settle } from '../testing/clock.ts'
import { FakeBrowser, type Tab } from '../testing/device.ts'
import { FakeServer } from '../testing/server.ts'

let clock: FakeClock
let server: FakeServer
let browser: FakeBrowser
let tab: Tab

beforeEach(() => {
  clock = new FakeClock()
  server = new FakeServer(clock)
  browser = new FakeBrowser(clock, server)
  tab = browser.tab()
})

const reload = () => {
  tab.close()
  tab = browser.tab(tab.tabStorage)
}
const MINUTE = 60_000
const nobody = { kind: 'nobody' }
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
    browser = Object.assign(new FakeBrowser(clock, server), { storage: browser.storage })
    tab = browser.tab()
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
    const elsewhere = new FakeBrowser(clock, server).tab()
    server.trouble('events', { status: 400, code: 'bad_request' })
    await elsewhere.logIn('mara for 600')
    await settle()
    expect(elsewhere.shown).toEqual(['one'])
    expect(elsewhere.state.thread.seams).toEqual([])
  })
})

describe('a renewal', () => {
  it('ses_4_asks_the_page_for_a_token_before_the_session_ends_and_keeps_the_socket', async () => {
    await tab.logIn('mara for 600')
    tab.token = 'mara for 900'
    const sockets = server.sockets.length
    await clock.pass(8 * MINUTE + 3000)
    expect(server.bodies('login')).toHaveLength(2)
    expect(server.sockets).toHaveLength(sockets)
    expect(tab.said.at(-1)).toEqual({ t: 'logged_in' })
    await clock.pass(5 * MINUTE)
    expect(tab.state.who).toEqual(mara)
    expect(tab.state.thread.seams).toEqual([])
  })

  it('is_asked_for_again_until_the_session_ends', async () => {
    await tab.logIn('mara for 600')
    tab.token = null
    await clock.pass(9 * MINUTE)
    tab.token = 'mara for 900'
    await clock.pass(2 * MINUTE)
    expect(tab.state.who).toEqual(mara)
  })

  it('is_left_to_one_of_several_tabs', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    tab.token = other.token = 'mara for 900'
    await clock.pass(9 * MINUTE)
    expect(server.bodies('login')).toHaveLength(2)
  })
})

describe('expiry', () => {
  const expire = async () => {
    await tab.logIn('mara for 600')
    tab.write('of mara')
    await settle()
    tab.token = null
    server.isDown = true
    tab.write('not sent')
    await clock.pass(11 * MINUTE)
    server.isDown = false
  }

  it('ses_11_hides_the_history_and_tells_the_page', async () => {
    await expire()
    expect(tab.state.who).toEqual({ kind: 'expired' })
    expect(tab.state.thread.messages).toEqual([])
    expect(tab.said.at(-1)).toEqual({ t: 'expired' })
  })

  it('ses_11_sends_what_waits_only_after_the_same_user_signed_in', async () => {
    await expire()
    await clock.pass(MINUTE)
    expect(server.texts()).toEqual(['of mara'])
    await tab.logIn('mara for 600')
    await settle()
    expect(tab.shown).toEqual(['of mara', 'not sent'])
  })

  it('ses_11_discards_what_waits_when_another_user_signs_in', async () => {
    await expire()
    await tab.logIn('otto for 600')
    await settle()
    expect(tab.shown).toEqual([])
    expect(server.texts()).toEqual(['of mara'])
    expect(tab.state.notice).toBe('discarded')
  })

  it('ses_11_continuing_without_signing_in_wipes_everything_and_begins_anew', async () => {
    await expire()
    await tab.messenger.logOut()
    expect(tab.state.who).toEqual(nobody)
    expect(tab.shown).toEqual([])
    tab.write('one')
    await settle()
    expect(tab.shown).toEqual(['one'])
    expect(server.bodies('sessions')).toHaveLength(1)
  })

  it('said_by_the_server_is_believed', async () => {
    await tab.logIn('mara for 600')
    server.trouble('messages', { status: 401, code: 'session_expired' })
    tab.write('one')
    await settle()
    expect(tab.state.who).toEqual({ kind: 'expired' })
    await tab.logIn('mara for 900')
    await settle()
    expect(tab.shown).toEqual(['one'])
  })

  it('found_after_a_reload_asks_the_page_before_it_tells_it', async () => {
    await expire()
    tab.close()
    tab = browser.tab()
    tab.token = 'mara for 600'
    await settle()
    await tab.messenger.logIn()
    await settle()
    expect(tab.state.who).toEqual(mara)
    expect(tab.shown).toEqual(['of mara', 'not sent'])
  })

  it('found_after_a_reload_tells_the_page_when_it_has_no_token', async () => {
    await expire()
    reload()
    await settle()
    expect(tab.said.filter(({ t }) => t === 'expired')).toHaveLength(1)
    expect(tab.state).toMatchObject({ who: { kind: 'expired' }, isSigningIn: false })
    expect(tab.shown).not.toContain('of mara')
  })

  it('does_not_wait_for_ever_for_a_page_that_says_nothing', async () => {
    await expire()
    const storage = tab.tabStorage
    tab.close()
    tab = browser.tab(storage)
    tab.token = undefined
    await clock.pass(11_000)
    expect(tab.state.isSigningIn).toBe(false)
  })

  it('goes_by_the_servers_clock_where_the_devices_is_wrong', async () => {
    const ahead = new FakeClock()
    await ahead.pass(3 * 3_600_000)
    browser = new FakeBrowser(ahead, server)
    tab = browser.tab()
    await tab.logIn('mara for 600')
    expect(tab.state.who).toEqual(mara)
    tab.token = null
    await ahead.pass(9 * MINUTE)
    expect(tab.state.who).toEqual(mara)
    await ahead.pass(2 * MINUTE)
    expect(tab.state.who).toEqual({ kind: 'expired' })
  })
})

describe('a logout', () => {
  it('ses_5_wipes_what_was_stored_and_what_is_unsent', async () => {
    await tab.logIn('mara for 600')
    tab.write('one')
    await settle()
    tab.messenger.writing.type('half a sen')
    await tab.messenger.logOut()
    expect([...browser.storage.items.keys()]).toEqual([])
    expect([...tab.tabStorage.items.keys()]).toEqual([])
    expect(tab.said.at(-1)).toEqual({ t: 'logged_out' })
    expect(tab.shown).toEqual([])
  })

  it('whose_answer_is_lost_is_repeated_before_the_session_is_wiped', async () => {
    await tab.logIn('mara for 600')
    server.trouble('logout', 'answer lost')
    const logout = tab.messenger.logOut()
    await settle()
    expect(tab.state).toMatchObject({ who: nobody, isLeaving: true })
    await clock.pass(5000)
    await logout
    expect(server.bodies('logout')).toHaveLength(2)
    expect([...browser.storage.items.keys()]).toEqual([])
  })

  it('that_a_reload_interrupted_goes_on', async () => {
    await tab.logIn('mara for 600')
    server.isDown = true
    void tab.messenger.logOut()
    await settle()
    browser = Object.assign(new FakeBrowser(clock, server), { storage: browser.storage })
    server.isDown = false
    tab = browser.tab()
    await settle()
    expect(server.bodies('logout')).toHaveLength(1)
    expect(tab.said).toContainEqual({ t: 'logged_out' })
  })

  it('is_seen_in_the_other_tabs', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    expect(other.state.who).toEqual(mara)
    other.messenger.writing.type('half a sen')
    await tab.messenger.logOut()
    await settle()
    expect(other.state).toMatchObject({ who: nobody, draft: '', notice: null })
    expect(other.said).toContainEqual({ t: 'logged_out' })
  })
})

describe('a session that ended elsewhere', () => {
  it.each(['session_ended', 'session_unknown', 'session_missing', 'session_replaced'])(
    '%s_is_wiped_with_what_is_unsent_and_the_next_message_begins_anew',
    async (code) => {
      await tab.logIn('mara for 600')
      server.trouble('messages', { status: 401, code })
      tab.write('one')
      await settle()
      expect(tab.state).toMatchObject({ who: nobody, notice: 'ended' })
      expect(tab.said).toContainEqual({ t: 'logged_out' })
      tab.write('two')
      await settle()
      expect(server.texts()).toEqual(['two'])
      expect(server.bodies('sessions')).toHaveLength(1)
    },
  )

  it('is_heard_on_the_socket', async () => {
    await tab.logIn('mara for 600')
    await settle()
    server.endAll('session_ended')
    await settle()
    expect(tab.state).toMatchObject({ who: nobody, notice: 'ended' })
  })

  it('is_repeated_with_a_newer_session_of_another_tab', async () => {
    tab.write('one')
    await settle()
    const other = browser.tab()
    tab.close()
    await other.logIn('mara for 600')
    server.trouble('messages', { status: 401, code: 'session_replaced' })
    const old = browser.storage.getItem('bonafide.shop.session')
    other.write('two')
    await Promise.resolve()
    browser.storage.setItem('bonafide.shop.session', (old ?? '').replace(/"token":"[^"]*"/, '"token":"another"'))
    const heard = () => server.heard.filter(({ path }) => path === 'messages')
    await settle()
    expect(heard().at(-1)?.session).toBe('another')
    expect(heard().at(-1)?.body['client_id']).toBe(heard().at(-2)?.body['client_id'])
  })
})

describe('tabs of one browser', () => {
  it('show_a_login_of_another_tab', async () => {
    const other = browser.tab()
    await tab.logIn('mara for 600')
    await settle()
    expect(other.state.who).toEqual(mara)
  })

  it('share_one_anonymous_session', async () => {
    const other = browser.tab()
    tab.write('one')
    other.write('two')
    await settle()
    expect(server.bodies('sessions')).toHaveLength(1)
    expect(server.texts().sort()).toEqual(['one', 'two'])
    expect(tab.shown).toEqual(other.shown)
  })

  it('count_what_another_tab_has_seen_as_seen', async () => {
    tab.write('one')
    const other = browser.tab()
    await settle()
    other.messenger.appear({ isShown: true })
    server.answer('two')
    await settle()
    expect(tab.said.filter(({ t }) => t === 'unread').at(-1)).not.toEqual({ t: 'unread', count: 1 })
  })
})

describe('what may be stored', () => {
  it('cookies_none_wipes_the_device_and_goes_on_in_memory', async () => {
    await tab.logIn('mara for 600')
    tab.write('one')
    await settle()
    tab.messenger.allow('none')
    tab.messenger.writing.type('half')
    expect([...browser.storage.items.keys(), ...tab.tabStorage.items.keys()]).toEqual([])
    tab.write('two')
    await settle()
    expect(tab.shown).toEqual(['one', 'two'])
  })

  it('reset_forgets_everything', async () => {
    await tab.logIn('mara for 600')
    tab.write('one')
    await settle()
    await tab.messenger.reset()
    expect([...browser.storage.items.keys()]).toEqual([])
    expect(tab.shown).toEqual([])
  })
})
