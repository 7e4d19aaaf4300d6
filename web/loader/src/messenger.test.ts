import { beforeEach, expect, it, vi } from 'vitest'
import { createEvents, type EventName } from './events.ts'
import { FakeLink, FakeStage } from './fakes.ts'
import { createMessenger, type Messenger } from './messenger.ts'

let stage: FakeStage
let link: FakeLink
let messenger: Messenger

beforeEach(() => {
  stage = new FakeStage()
  link = new FakeLink()
  messenger = createMessenger(stage, link, createEvents())
})

/** Counts an event from now on. */
function count(name: EventName) {
  const callback = vi.fn()
  messenger.events.on(name, callback)
  return callback
}

it('a call brings the messenger in, a setting does not', () => {
  messenger.set({ t: 'cookies', cookies: 'none' })
  expect(stage.isSummoned).toBe(false)
  messenger.login.begin(() => {})
  expect(stage.isSummoned).toBe(true)
  expect(link.said).toEqual([{ t: 'login', n: 1 }])
})

it('what the page has set is the first that a messenger is told, the last of each kind', () => {
  messenger.set({ t: 'cookies', cookies: 'all' })
  messenger.set({ t: 'cookies', cookies: 'none' })
  messenger.set({ t: 'locale', tag: 'de' })
  expect(messenger.standing()).toEqual([
    { t: 'shown', shown: false, phone: false },
    { t: 'cookies', cookies: 'none' },
    { t: 'locale', tag: 'de' },
  ])
})

it('KEY-7: fields and tags add up, and each is told by itself to a messenger that is there', () => {
  messenger.set({ t: 'metadata', metadata: { tags: ['checkout'] } })
  messenger.set({ t: 'metadata', metadata: { fields: [{ id: 'plan', value: 'gold' }] } })
  expect(link.told.at(-1)).toEqual({ t: 'metadata', metadata: { fields: [{ id: 'plan', value: 'gold' }] } })
  const metadata = { tags: ['checkout'], fields: [{ id: 'plan', value: 'gold' }] }
  expect(messenger.standing()).toContainEqual({ t: 'metadata', metadata })
})

it('the launcher speaks the language that the page has set', () => {
  messenger.set({ t: 'locale', tag: 'de' })
  expect(stage.view?.locale).toBe('de')
})

it('does what the messenger says', () => {
  const told = vi.fn()
  const counted = [count('loginRequested'), count('authenticationExpired'), count('logout')]
  messenger.login.begin((answer) => answer('eyJ.a.b'), told)
  messenger.screen.open()
  messenger.hear({ t: 'ready' })
  messenger.hear({ t: 'token_wanted', n: 4 })
  messenger.hear({ t: 'login_failed', n: 1, reason: 'token_expired', message: 'Too late.' })
  messenger.hear({ t: 'unread', count: 2 })
  messenger.hear({ t: 'close_wanted' })
  messenger.hear({ t: 'login_requested' })
  messenger.hear({ t: 'expired' })
  messenger.hear({ t: 'logged_out' })
  expect(link.said.at(-1)).toEqual({ t: 'token', n: 4, token: 'eyJ.a.b' })
  expect(told.mock.calls).toEqual([[{ type: 'LoginFailedError', reason: 'token_expired', message: 'Too late.' }]])
  expect(stage.view).toMatchObject({ open: false, unread: 2 })
  for (const callback of counted) expect(callback).toHaveBeenCalledOnce()
})

it('a renewal and an answered call reach who waits for them', () => {
  const [login, told] = [count('login'), vi.fn()]
  messenger.hear({ t: 'logged_in' })
  const n = messenger.answers.expect('SendFailedError', told)
  messenger.hear({ t: 'failed', n, message: 'Too long.' })
  messenger.hear({ t: 'done', n: messenger.answers.expect('ResetFailedError', told) })
  expect(login).toHaveBeenCalledOnce()
  expect(told.mock.calls).toEqual([[{ type: 'SendFailedError', message: 'Too long.' }], [null]])
})

it('SES-13: a banned person’s messenger goes away, and every later call is answered so', () => {
  messenger.hear({ t: 'gone' })
  expect(stage.isDismissed).toBe(true)
  const told = vi.fn()
  messenger.login.begin(() => {}, told)
  messenger.call({ t: 'send', n: messenger.answers.expect('SendFailedError', told), text: 'hello' })
  messenger.call({ t: 'logout' })
  expect(told.mock.calls).toMatchObject([[{ reason: 'user_banned' }], [{ type: 'SendFailedError' }]])
  expect(link.said).toEqual([])
})

it('who follows hears everything after it was done', () => {
  const states: [string, boolean][] = []
  messenger.follow(({ t }) => states.push([t, messenger.login.isPending()]))
  messenger.login.begin(() => {})
  messenger.hear({ t: 'ready' })
  messenger.hear({ t: 'logged_in', n: 1 })
  messenger.hear({ t: 'gone' })
  expect(states).toEqual([['ready', true], ['logged_in', false], ['gone', false]])
})

it('what a newer messenger says besides is not heard', () => {
  expect(() => messenger.hear({ t: 'something new' } as never)).not.toThrow()
})
