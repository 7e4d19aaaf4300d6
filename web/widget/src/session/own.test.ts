import { expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { clock, reload, restart, server, tab } from '../testing/world.ts'

async function signedIn(): Promise<void> {
  tab.token = 'mara for 3600'
  void tab.messenger.logIn(1)
  await settle()
}

const listed = () => tab.state.sessions?.all?.map((session) => session.this)

it('ses_7_nothing_is_asked_until_somebody_looks', async () => {
  await signedIn()
  expect(tab.state.sessions).toBeNull()
  expect(server.bodies('sessions')).toEqual([])
})

it('ses_7_the_person_sees_their_sessions_and_ends_one', async () => {
  await signedIn()
  server.signInElsewhere('mara for 3600')
  await tab.messenger.own.show()
  expect(listed()).toEqual([false, true])
  const [other] = tab.state.sessions?.all ?? []
  await tab.messenger.own.end(other?.id ?? '')
  expect(listed()).toEqual([true])
  expect(server.open).toBe(1)
  expect(tab.state.who.kind).toBe('signed_in')
})

it('ses_7_one_that_is_over_already_goes_from_the_list_and_nobody_is_logged_out', async () => {
  await signedIn()
  await tab.messenger.own.show()
  await tab.messenger.own.end('session-unknown')
  expect(listed()).toEqual([true])
  expect(tab.state).toMatchObject({ who: { kind: 'signed_in' }, notice: null })
})

it('ses_7_all_are_ended_and_this_device_is_logged_out_like_any_other', async () => {
  await signedIn()
  server.signInElsewhere('mara for 3600')
  tab.write('one')
  await tab.messenger.own.show()
  await tab.messenger.logOutEverywhere()
  expect(server.open).toBe(0)
  expect(tab.state).toMatchObject({ who: { kind: 'nobody' }, sessions: null })
  expect(tab.shown).toEqual([])
  expect(tab.said).toContainEqual({ t: 'logged_out' })
})

it('ses_7_who_looks_no_longer_is_shown_nothing_that_comes_later', async () => {
  await signedIn()
  const read = tab.messenger.own.show()
  tab.messenger.own.hide()
  await read
  expect(tab.state.sessions).toBeNull()
})

it('ses_7_what_was_shown_goes_with_the_session', async () => {
  await signedIn()
  await tab.messenger.own.show()
  server.endAll('session_ended')
  await settle()
  expect(tab.state.sessions).toBeNull()
})

it('see_10_a_request_to_sign_in_is_shown_until_it_is_done_and_the_page_is_told_once', async () => {
  const told = () => tab.said.filter(({ t }) => t === 'login_requested').length
  tab.write('one')
  await settle()
  server.requestLogin()
  await settle()
  expect([tab.state.isLoginRequested, told()]).toEqual([true, 1])
  await clock.pass(1_000)
  server.requestLogin()
  await settle()
  expect(told()).toBe(2)
  tab.messenger.wantLogin()
  expect(told()).toBe(3)
  reload()
  await settle()
  expect([tab.state.isLoginRequested, told()]).toEqual([true, 0])
  await signedIn()
  expect(tab.state.isLoginRequested).toBe(false)
})

it('see_10_a_page_that_was_not_open_is_told_when_the_messenger_comes', async () => {
  tab.write('one')
  await settle()
  tab.close()
  server.requestLogin()
  restart()
  await settle()
  expect(tab.said).toContainEqual({ t: 'login_requested' })
})
