import { beforeEach, expect, it, vi } from 'vitest'
import { createChatFace, installChat, type ChatFace } from './chat.ts'
import { createEvents } from './events.ts'
import { FakeLink, FakeStage } from './fakes.ts'
import { createMessenger, type Messenger } from './messenger.ts'

type Calls = Record<string, (...args: unknown[]) => unknown>

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
let stage: FakeStage
let link: FakeLink
let messenger: Messenger
let zopim: ChatFace
let livechat: Calls & { window: Calls; button: Calls; departments: Calls; theme: Calls }

beforeEach(() => {
  warn.mockClear()
  stage = new FakeStage()
  link = new FakeLink()
  messenger = createMessenger(stage, link, createEvents())
  zopim = createChatFace(messenger)
  livechat = zopim.livechat as typeof livechat
})

it('cht_4_jwtFn_is_asked_each_time_a_token_is_needed', () => {
  const jwtFn = vi.fn((callback: (token: unknown) => void) => callback('a token'))
  livechat['authenticate']?.({ jwtFn })
  for (const n of [1, 2]) messenger.hear({ t: 'token_wanted', n })
  expect(jwtFn).toHaveBeenCalledTimes(2)
  expect(link.said).toEqual([
    { t: 'login', n: 1 },
    { t: 'token', n: 1, token: 'a token' },
    { t: 'token', n: 2, token: 'a token' },
  ])
  expect(warn).not.toHaveBeenCalled()
})

it('cht_4_its_callback_counts_once_per_call', () => {
  livechat['authenticate']?.({
    jwtFn: (callback: (token: unknown) => void) => ['one', 'two'].forEach((token) => callback(token)),
  })
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(link.said).toEqual([{ t: 'login', n: 1 }, { t: 'token', n: 1, token: 'one' }])
})

it.each([[undefined], [null], [''], [7], [{}]])('cht_4_%j_is_an_invalid_jwt_in_callback', (token) => {
  livechat['authenticate']?.({ jwtFn: (callback: (token: unknown) => void) => callback(token) })
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(warn.mock.calls.flat().join(' ')).toContain('invalid jwt in callback')
  expect(link.said).toContainEqual({ t: 'no_token', n: 1 })
})

it('cht_9_clearAll_logs_out_and_logging_in_again_needs_no_new_page', () => {
  livechat['authenticate']?.({ jwtFn: vi.fn() })
  livechat['clearAll']?.()
  livechat['authenticate']?.({ jwtFn: vi.fn() })
  expect(link.said).toEqual([{ t: 'login', n: 1 }, { t: 'logout' }, { t: 'login', n: 2 }])
})

it('what was called before is carried out in order, and one that fails does not stop the next', () => {
  vi.useFakeTimers()
  const calls: string[] = []
  const stub = Object.assign(() => {}, {
    _: [
      () => calls.push('one'),
      () => {
        throw new Error('of the page')
      },
      'nonsense',
      () => calls.push('two'),
    ],
  })
  const page = { $zopim: stub }
  installChat(page, zopim)
  expect(calls).toEqual(['one', 'two'])
  expect(page.$zopim).toBe(zopim)
  expect(() => vi.runAllTimers()).toThrow('of the page')
  vi.useRealTimers()
})

it('a page without the older chat’s stub has nothing of it afterwards', () => {
  for (const page of [{}, { $zopim: 7 }]) {
    const before = { ...page }
    installChat(page, zopim)
    expect(page).toEqual(before)
  }
})

it('opens and closes, says, and never throws', () => {
  livechat.window['show']?.()
  expect(stage.view?.open).toBe(true)
  livechat.window['hide']?.()
  expect(stage.view?.open).toBe(false)
  livechat['say']?.('Hello')
  expect(link.said).toEqual([{ t: 'send', n: 1, text: 'Hello' }])
  expect(warn).not.toHaveBeenCalled()
  const groups = [livechat, livechat.window, livechat.button, livechat.departments, livechat.theme]
  for (const group of groups) {
    for (const call of Object.values(group)) if (typeof call === 'function') expect(() => call()).not.toThrow()
  }
})
