import { describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { browser, clock, restart, server, tab } from '../testing/world.ts'

const nobody = { kind: 'nobody' }
const mara = { kind: 'signed_in', name: 'mara' }

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

  it('right_after_a_login_was_sent_ends_the_session_of_that_login', async () => {
    tab.write('one')
    await settle()
    const login = tab.logIn('mara for 600')
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve()
    await tab.messenger.logOut()
    await login
    expect(server.bodies('login')).toHaveLength(1)
    expect(server.open).toBe(0)
    expect(tab.state.who).toEqual(nobody)
    expect(tab.said.filter(({ t }) => t === 'logged_in')).toEqual([])
  })

  it('that_a_reload_interrupted_goes_on', async () => {
    await tab.logIn('mara for 600')
    server.isDown = true
    void tab.messenger.logOut()
    await settle()
    server.isDown = false
    restart()
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
