import { describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { browser, clock, server, tab } from '../testing/world.ts'

const MINUTE = 60_000
const nobody = { kind: 'nobody' }
const mara = { kind: 'signed_in', name: 'mara' }

describe('tabs of one browser', () => {
  it('show_a_login_of_another_tab', async () => {
    const other = browser.tab()
    await tab.logIn('mara for 600')
    await settle()
    expect(other.state.who).toEqual(mara)
  })

  it('tell_each_page_of_a_login_in_another', async () => {
    const other = browser.tab()
    await tab.logIn('mara for 600', 5)
    await settle()
    expect(other.said.filter(({ t }) => t === 'logged_in')).toEqual([{ t: 'logged_in' }])
  })

  it('tell_each_page_once_that_the_session_expired', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    tab.token = other.token = null
    await clock.pass(11 * MINUTE)
    for (const { said } of [tab, other]) expect(said.filter(({ t }) => t === 'expired')).toHaveLength(1)
  })

  it('discard_what_is_being_typed_in_each_when_the_session_has_ended', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    other.messenger.writing.type('half a sen')
    server.trouble('messages', { status: 401, code: 'session_ended' })
    tab.write('one')
    await settle()
    expect(other.state).toMatchObject({ who: nobody, draft: '' })
    expect(other.said).toContainEqual({ t: 'logged_out' })
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
