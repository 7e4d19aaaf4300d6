/** What tabs of one device owe each other when one of them begins or ends a session. */
import { describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { browser, clock, reload, restart, server, tab } from '../testing/world.ts'

const nobody = { kind: 'nobody' }
const mara = { kind: 'signed_in', name: 'mara' }

/** What the page was told of logouts. */
const logouts = ({ said }: { said: { t: string }[] }) => said.filter(({ t }) => t === 'logged_out')

describe('ses_5_a_logout', () => {
  it('is_seen_in_the_other_tabs_before_it_is_answered', async () => {
    await tab.logIn('mara for 600')
    tab.write('one')
    const other = browser.tab()
    await settle()
    expect(other.shown).toEqual(['one'])
    server.isDown = true
    void tab.messenger.logOut()
    await settle()
    expect(other.state).toMatchObject({ who: nobody, isLeaving: true })
    expect(other.shown).toEqual([])
  })

  it('that_a_tab_could_not_finish_is_finished_by_another', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    server.isDown = true
    void tab.messenger.logOut()
    await settle()
    tab.close()
    server.isDown = false
    await clock.pass(10_000)
    expect(server.open).toBe(0)
    expect([...browser.storage.items.keys()]).toEqual([])
    expect(logouts(other)).toHaveLength(1)
  })

  it('is_told_to_each_page_once', async () => {
    await tab.logIn('mara for 600')
    const others = [browser.tab(), browser.tab()]
    await settle()
    await tab.messenger.logOut()
    await settle()
    for (const one of [tab, ...others]) expect(logouts(one)).toHaveLength(1)
    expect(server.bodies('logout')).toHaveLength(1)
  })

  it('goes_on_after_a_reload_though_a_login_was_answered_meanwhile', async () => {
    tab.write('one')
    await settle()
    server.trouble('logout', 'not sent')
    void tab.logIn('mara for 600')
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve()
    void tab.messenger.logOut()
    await settle()
    expect(server.bodies('login')).toHaveLength(1)
    tab.close()
    restart()
    await settle()
    expect(tab.state.who).toEqual(nobody)
    expect(server.open).toBe(0)
  })

  it('is_not_undone_by_a_renewal_that_waited_behind_it', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    let give = (_: string) => {}
    tab.token = new Promise((resolve) => (give = resolve))
    await clock.pass(550_000)
    browser.isHushed = true
    server.isDown = true
    void other.messenger.logOut()
    give('mara for 600')
    await settle()
    server.isDown = false
    await clock.pass(10_000)
    expect(server.bodies('login')).toHaveLength(1)
    expect(server.open).toBe(0)
  })

  it('is_noticed_by_a_page_that_was_frozen_once_it_is_looked_at', async () => {
    await tab.logIn('mara for 600')
    tab.write('one')
    const frozen = browser.tab()
    await settle()
    browser.isHushed = true
    await tab.messenger.logOut()
    expect(frozen.shown).toEqual(['one'])
    frozen.messenger.wake()
    await settle()
    expect(frozen.state.who).toEqual(nobody)
    expect(frozen.shown).toEqual([])
    expect(logouts(frozen)).toHaveLength(1)
  })

  it('that_is_heard_late_takes_nothing_of_whoever_writes_since', async () => {
    await tab.logIn('mara for 600')
    const frozen = browser.tab()
    await settle()
    browser.isHushed = true
    await tab.messenger.logOut()
    server.isDown = true
    tab.write('of the next')
    await settle()
    browser.hears(frozen, 'logged_out')
    await settle()
    expect(tab.shown).toEqual(['(of the next)'])
    server.isDown = false
    await clock.pass(10_000)
    expect(server.texts()).toEqual(['of the next'])
  })

  it('leaves_what_is_said_while_it_waits_to_nobody', async () => {
    await tab.logIn('mara for 600')
    server.isDown = true
    void tab.messenger.logOut()
    const told: (string | null)[] = []
    tab.messenger.writing.say('hello', (refusal) => told.push(refusal))
    await settle()
    server.isDown = false
    await clock.pass(10_000)
    expect(tab.state.who).toEqual(nobody)
    expect(told).toEqual([null])
    expect(server.bodies('sessions')).toHaveLength(1)
    expect(server.bodies('messages')).toMatchObject([{ text: 'hello', composed_authenticated: false }])
  })

  it('ends_the_sessions_that_other_tabs_have_in_their_memory', async () => {
    const other = browser.tab()
    for (const one of [tab, other]) {
      one.messenger.allow('none')
      await one.logIn('mara for 600')
    }
    other.write('one')
    await settle()
    expect(server.open).toBe(2)
    await tab.messenger.logOut()
    await settle()
    expect(other.state.who).toEqual(nobody)
    expect(other.shown).toEqual([])
    expect(server.open).toBe(0)
    expect(logouts(other)).toHaveLength(1)
  })
})

it('ses_4_a_login_that_another_tab_was_quicker_with_leaves_nobody_waiting', async () => {
  await tab.logIn('mara for 600')
  clock.sleep(700_000)
  let give = (_: string) => {}
  reload(new Promise((resolve) => (give = resolve)))
  await settle()
  expect(tab.state).toMatchObject({ who: { kind: 'expired' }, isSigningIn: true })
  const other = browser.tab()
  await other.logIn('otto for 600')
  give('mara for 600')
  await settle()
  expect(tab.state).toMatchObject({ who: { kind: 'signed_in', name: 'otto' }, isSigningIn: false })
})

describe('a tab that stores nothing any more', () => {
  it('takes_the_session_along_and_the_others_say_so', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    tab.messenger.allow('none')
    await settle()
    expect(tab.state.who).toEqual(mara)
    expect(other.state.who).toEqual(nobody)
    expect(logouts(other)).toHaveLength(1)
  })

  it('ses_4_leaves_no_words_of_hers_to_somebody_anonymous', async () => {
    await tab.logIn('mara for 600')
    const other = browser.tab()
    await settle()
    browser.isHushed = true
    tab.messenger.allow('none')
    other.write('hello')
    await settle()
    expect(server.bodies('sessions')).toEqual([])
    expect(server.texts()).toEqual([])
    expect(other.state).toMatchObject({ notice: 'discarded' })
  })

  it('has_what_the_others_have_once_it_may_store_again', async () => {
    await tab.logIn('mara for 600')
    tab.messenger.allow('none')
    const other = browser.tab()
    await other.logIn('otto for 600')
    tab.messenger.allow('all')
    await settle()
    for (const one of [tab, other]) expect(one.state.who).toEqual({ kind: 'signed_in', name: 'otto' })
  })
})

it('ses_11_a_device_that_slept_past_the_end_hides_what_was_said_without_a_network', async () => {
  await tab.logIn('mara for 600')
  tab.write('one')
  await settle()
  clock.sleep(700_000)
  server.isDown = true
  tab.token = null
  tab.messenger.wake()
  await settle()
  expect(tab.state.who).toEqual({ kind: 'expired' })
  expect(tab.shown).toEqual([])
})

describe('ses_13_a_ban_of_who_was_here', () => {
  /** The page is loaded anew and logs in, with a token that it has to fetch; meanwhile who was here turns out to be banned. */
  async function isHeardMeanwhile(): Promise<(token: string) => void> {
    tab.write('one')
    await settle()
    reload()
    server.trouble('conversation', { status: 403, code: 'user_banned' })
    let give = (_: string) => {}
    tab.token = new Promise((resolve) => (give = resolve))
    void tab.messenger.logIn(7)
    await settle()
    expect(tab.state.who).toEqual({ kind: 'gone' })
    expect(tab.said).not.toContainEqual({ t: 'gone' })
    return give
  }

  it('does_not_bar_somebody_else_whose_login_is_under_way', async () => {
    const give = await isHeardMeanwhile()
    give('mara for 600')
    await settle()
    expect(tab.state.who).toEqual(mara)
    expect(tab.said).toContainEqual({ t: 'logged_in', n: 7 })
    expect(tab.said).not.toContainEqual({ t: 'gone' })
  })

  it('makes_the_messenger_go_away_where_that_login_is_refused', async () => {
    const give = await isHeardMeanwhile()
    server.trouble('login', { status: 401, code: 'invalid_auth', reason: 'token_expired' })
    give('mara for 600')
    await settle()
    expect(tab.state.who).toEqual({ kind: 'gone' })
    expect(tab.said).toContainEqual(expect.objectContaining({ t: 'login_failed', n: 7 }))
    expect(tab.said.at(-1)).toEqual({ t: 'gone' })
  })
})
