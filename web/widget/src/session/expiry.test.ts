import { describe, expect, it } from 'vitest'
import { FakeClock, settle } from '../testing/clock.ts'
import { FakeBrowser } from '../testing/device.ts'
import { browser, clock, reload, server, tab } from '../testing/world.ts'

const MINUTE = 60_000
const nobody = { kind: 'nobody' }
const mara = { kind: 'signed_in', name: 'mara' }

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

describe('cht_4_a_chats_token', () => {
  /** A chat's token is good for seven minutes. */
  const token = 'mara for 420'

  it('is_asked_for_a_minute_before_each_one_ends_through_the_whole_chat', async () => {
    await tab.logIn(token)
    const asked: number[] = []
    for (let minute = 0; minute < 40; minute += 1) {
      const before = server.bodies('login').length
      await clock.pass(MINUTE)
      if (server.bodies('login').length > before) asked.push(minute + 1)
      expect(tab.state.who).toEqual(mara)
    }
    // A minute before the token's end, which is one before the session's; each is counted from the one before.
    expect(asked).toEqual([6, 11, 16, 21, 26, 31, 36])
    expect(server.open).toBe(1)
  })

  it('that_does_not_come_ends_the_session_with_the_one_before_and_one_that_comes_mends_it', async () => {
    await tab.logIn(token)
    tab.write('of mara')
    await settle()
    tab.token = null
    await clock.pass(7 * MINUTE - 1)
    expect(tab.state.who).toEqual(mara)
    await clock.pass(1)
    expect(tab.state.who).toEqual({ kind: 'expired' })
    expect([tab.shown, tab.said.at(-1)]).toEqual([[], { t: 'expired' }])
    server.answer('not for this device now')
    await clock.pass(MINUTE)
    expect(tab.shown).toEqual([])
    await tab.logIn(token)
    await settle()
    expect(tab.state.who).toEqual(mara)
    expect(tab.shown).toEqual(['of mara', 'not for this device now'])
  })

  it('that_is_refused_before_the_end_is_told_to_the_page_and_the_chat_goes_on_to_its_end', async () => {
    await tab.logIn(token)
    server.trouble('login', { status: 401, code: 'invalid_auth', reason: 'token_expired' })
    await clock.pass(6 * MINUTE + 3000)
    expect(tab.said).toContainEqual(expect.objectContaining({ t: 'login_failed', reason: 'token_expired' }))
    expect(tab.state.who).toEqual(mara)
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

  it('ses_11_what_waits_goes_out_at_once_with_the_login_however_long_it_would_have_waited', async () => {
    await tab.logIn('mara for 50')
    tab.token = null
    // Six tries fail within half a minute, and the seventh is due half a minute later, after the session's end.
    for (let tries = 0; tries < 6; tries += 1) server.trouble('messages', 'not sent')
    tab.write('not sent')
    await clock.pass(55_000)
    expect(tab.state.who).toEqual({ kind: 'expired' })
    const before = server.texts()
    await tab.logIn('mara for 600')
    await settle()
    expect([before, server.texts()]).toEqual([[], ['not sent']])
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
    reload()
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
    reload(new Promise(() => undefined))
    await settle()
    expect(tab.state.isSigningIn).toBe(true)
    await clock.pass(11_000)
    expect(tab.state.isSigningIn).toBe(false)
  })

  it('goes_by_the_servers_clock_where_the_devices_is_wrong', async () => {
    const ahead = new FakeClock()
    await ahead.pass(3 * 3_600_000)
    const away = new FakeBrowser(ahead, server).tab()
    await away.logIn('mara for 600')
    expect(away.state.who).toEqual(mara)
    away.token = null
    await ahead.pass(9 * MINUTE)
    expect(away.state.who).toEqual(mara)
    await ahead.pass(2 * MINUTE)
    expect(away.state.who).toEqual({ kind: 'expired' })
  })
})
