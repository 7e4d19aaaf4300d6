import { beforeEach, expect, it, vi } from 'vitest'
import { FakeChat, jwtFn } from './fakes.ts'
import { createWebWidget, type WebWidget } from './web-widget.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
let chat: FakeChat
let widget: WebWidget
let zE: WebWidget['call']

beforeEach(() => {
  warn.mockClear()
  chat = new FakeChat()
  widget = createWebWidget(chat.parts)
  zE = widget.call
})

it('cht_4_the_function_in_zESettings_is_asked_for_tokens', () => {
  const fetches = jwtFn()
  widget.settings({ webWidget: { authenticate: { chat: { jwtFn: fetches } } } })
  chat.messenger.hear({ t: 'token_wanted', n: 1 })
  expect(chat.link.said).toEqual([{ t: 'login', n: 1 }, { t: 'token', n: 1, token: 'eyJ.a.b' }])
})

it.each([undefined, null, 7, {}, { webWidget: {} }, { webWidget: { authenticate: { chat: null } } }])(
  'settings without it (%j) begin nothing',
  (settings) => {
    widget.settings(settings)
    expect(chat.link.said).toEqual([])
    expect(warn).not.toHaveBeenCalled()
  },
)

it('cht_9_logout_and_then_reauthenticate_asks_the_same_function_again', () => {
  widget.settings({ webWidget: { authenticate: { chat: { jwtFn: jwtFn() } } } })
  zE('webWidget', 'logout')
  zE('webWidget', 'chat:reauthenticate')
  expect(chat.link.said).toEqual([{ t: 'login', n: 1 }, { t: 'logout' }, { t: 'login', n: 2 }])
})

it('reauthenticate without a function says so in words', () => {
  zE('webWidget', 'chat:reauthenticate')
  expect(warn.mock.calls[0]?.[0]).toContain('zESettings.webWidget.authenticate.chat.jwtFn must be a function')
})

it('opens, closes, hides and shows, and says what there is to see', () => {
  const seen: unknown[] = []
  for (const call of ['open', 'hide', 'show', 'toggle', 'toggle', 'close']) {
    zE('webWidget', call)
    seen.push(zE('webWidget:get', 'display'))
  }
  expect(seen).toEqual(['chat', 'hidden', 'chat', 'launcher', 'chat', 'launcher'])
})

it('says of the visitor what identify and prefill give', () => {
  zE('webWidget', 'identify', { name: 'Mara', email: 'mara@mail.example' })
  zE('webWidget', 'prefill', { name: { value: 'Mara L.', readOnly: true }, phone: { value: '5550100' } })
  zE('webWidget', 'chat:addTags', 'vip')
  zE('webWidget', 'setLocale', 'de')
  expect(chat.metadata).toEqual({
    fields: [{ id: 'name', value: 'Mara L.' }, { id: 'email', value: 'mara@mail.example' }, { id: 'phone', value: '5550100' }],
    tags: ['vip'],
  })
  expect(chat.stage.view?.locale).toBe('de')
})

it('tells every function that asked, until it asks no more', () => {
  const heard: unknown[] = []
  const stop = zE('webWidget:on', 'open', () => heard.push('one'))
  zE('webWidget:on', 'open', () => heard.push('two'))
  zE('webWidget:on', 'chat:start', () => heard.push('start'))
  zE('webWidget', 'open')
  if (typeof stop === 'function') stop()
  zE('webWidget', 'toggle')
  zE('webWidget', 'toggle')
  chat.stands(true, false)
  expect(heard).toEqual(['one', 'two', 'two', 'start'])
  expect(zE('webWidget:get', 'chat:isChatting')).toBe(true)
})

it('a function is called at once, and what it throws breaks nothing', () => {
  vi.useFakeTimers()
  const called = vi.fn(() => {
    throw new Error('of the page')
  })
  expect(() => zE(called)).not.toThrow()
  expect(called).toHaveBeenCalledOnce()
  expect(() => vi.runAllTimers()).toThrow('of the page')
  vi.useRealTimers()
})

it('cht_8_popout_does_nothing_and_an_unknown_call_warns', () => {
  zE('webWidget', 'popout')
  expect(warn).not.toHaveBeenCalled()
  zE('webWidget', 'dance')
  zE('webWidget', Symbol('open'))
  expect(warn.mock.calls).toEqual([
    ['Bonafide: there is no call ("webWidget", "dance").'],
    ['Bonafide: there is no call ("webWidget", a symbol).'],
  ])
})
