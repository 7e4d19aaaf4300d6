import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEvents } from '../events.ts'
import { FakeLink, FakeStage } from '../fakes.ts'
import { createMessenger, type Messenger } from '../messenger.ts'
import { begin } from './begin.ts'

const SETTINGS = { key: 'k', name: 'Shop', color: null, sign_in_page: 'https://shop.example/login?back={return}' }
const SENT = 'https://shop.example/login?back=%2Fcups'
let messenger: Messenger
let stored: Map<string, string>
let went: string[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { readyState: 'complete' })
  stored = new Map()
  load('https://shop.example/cups')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The page at this address is loaded in the tab. */
function load(href: string): void {
  went = []
  const sessionStorage = {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  }
  const page = { location: { href, assign: (address: string) => void went.push(address) }, sessionStorage }
  messenger = createMessenger(new FakeStage(), new FakeLink(), createEvents())
  begin(page as unknown as Window, messenger, SETTINGS)
}

function stands(talking: boolean, signedIn: boolean): void {
  messenger.hear({ t: 'standing', talking, signedIn })
}

function opens(): void {
  messenger.screen.open()
  vi.advanceTimersByTime(1)
}

it('omn_14_whoever_opens_the_chat_without_being_signed_in_is_sent_to_sign_in', () => {
  stands(false, false)
  expect(went).toEqual([])
  opens()
  expect(went).toEqual([SENT])
})

it('omn_14_it_waits_until_it_is_known_who_is_there', () => {
  opens()
  expect(went).toEqual([])
  stands(false, false)
  vi.advanceTimersByTime(1)
  expect(went).toEqual([SENT])
})

it.each([
  ['signed in', false, true],
  ['in a conversation already', true, false],
])('omn_14_somebody_who_is_%s_is_not_sent', (_, talking, signedIn) => {
  stands(talking, signedIn)
  opens()
  expect(went).toEqual([])
})

it('omn_14_a_login_under_way_is_waited_for', () => {
  stands(false, false)
  messenger.login.begin(() => {})
  opens()
  expect(went).toEqual([])
  messenger.hear({ t: 'logged_in', n: 1 })
  vi.advanceTimersByTime(1)
  expect(went).toEqual([])
})

it('omn_14_who_is_not_signed_in_by_it_is_sent', () => {
  stands(false, false)
  messenger.login.begin(() => {})
  opens()
  messenger.hear({ t: 'login_failed', n: 1, reason: 'token_missing', message: 'None.' })
  vi.advanceTimersByTime(1)
  expect(went).toEqual([SENT])
})

it('omn_14_who_closes_the_chat_meanwhile_stays', () => {
  opens()
  messenger.screen.close()
  stands(false, false)
  vi.advanceTimersByTime(1)
  expect(went).toEqual([])
})

it('omn_14_the_chat_is_open_when_they_come_back_and_nobody_is_sent_in_circles', () => {
  stands(false, false)
  opens()
  load('https://shop.example/login?back=%2Fcups')
  expect(messenger.screen.view.open).toBe(false)
  opens()
  expect(went).toEqual([])
  load('https://shop.example/cups')
  expect(messenger.screen.view.open).toBe(true)
  stands(false, false)
  vi.advanceTimersByTime(1)
  expect(went).toEqual([])
  // Whoever opens it once more asks for it once more.
  messenger.screen.close()
  opens()
  expect(went).toEqual([SENT])
})

it('omn_14_it_opens_once_and_not_after_a_quarter_of_an_hour', () => {
  stands(false, false)
  opens()
  load('https://shop.example/')
  load('https://shop.example/')
  expect(messenger.screen.view.open).toBe(false)
  stands(false, false)
  opens()
  vi.advanceTimersByTime(15 * 60_000)
  load('https://shop.example/')
  expect(messenger.screen.view.open).toBe(false)
})

it('omn_14_nothing_is_kept_but_when_they_were_sent', () => {
  stands(false, false)
  opens()
  expect([...stored]).toEqual([['bonafide.sent.k', expect.stringMatching(/^\d+$/)]])
})
