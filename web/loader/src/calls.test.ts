import { beforeEach, expect, it, vi } from 'vitest'
import { createFace, type Face } from './calls.ts'
import { createEvents } from './events.ts'
import { FakeLink, FakeStage } from './fakes.ts'
import { createMessenger, type Messenger } from './messenger.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
const zIndex = vi.fn()
const older = vi.fn()
let stage: FakeStage
let link: FakeLink
let messenger: Messenger
let zE: Face

beforeEach(() => {
  warn.mockClear()
  stage = new FakeStage()
  link = new FakeLink()
  messenger = createMessenger(stage, link, createEvents())
  zE = createFace(messenger, zIndex, older)
})

it('opens, closes, hides and shows', () => {
  zE('messenger', 'open')
  expect(stage.view?.open).toBe(true)
  zE('messenger', 'hide')
  expect(stage.view).toMatchObject({ open: false, hidden: true })
  zE('messenger', 'show')
  expect(stage.view).toMatchObject({ open: true, hidden: false })
  zE('messenger', 'close')
  expect(stage.view?.open).toBe(false)
  expect(warn).not.toHaveBeenCalled()
})

it('loginUser and logoutUser reach the messenger, and the callback is forgotten', () => {
  const jwtCallback = vi.fn()
  zE('messenger', 'loginUser', jwtCallback)
  zE('messenger', 'logoutUser')
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(link.said).toEqual([{ t: 'login', n: 1 }, { t: 'logout' }, { t: 'no_token', n: 1 }])
  expect(jwtCallback).not.toHaveBeenCalled()
})

it('resetWidget forgets the callback as well and tells when it is done', () => {
  const [jwtCallback, told] = [vi.fn(), vi.fn()]
  zE('messenger', 'loginUser', jwtCallback)
  zE('messenger', 'resetWidget', told)
  messenger.hear({ t: 'token_wanted', n: 1 })
  messenger.hear({ t: 'done', n: 1 })
  expect(link.said).toContainEqual({ t: 'reset', n: 1 })
  expect(jwtCallback).not.toHaveBeenCalled()
  expect(told.mock.calls).toEqual([[null]])
})

it('sendMessage sends the content and tells how it went', () => {
  const told = vi.fn()
  zE('messenger', 'sendMessage', { content: 'hello' }, undefined, told)
  zE('messenger', 'sendMessage', { content: 'again' })
  messenger.hear({ t: 'failed', n: 1, message: 'Too long.' })
  expect(link.said).toEqual([{ t: 'send', n: 1, text: 'hello' }, { t: 'send', n: 2, text: 'again' }])
  expect(told.mock.calls).toEqual([[{ type: 'SendFailedError', message: 'Too long.' }]])
})

it('sendMessage says that it passes on no metadata', () => {
  zE('messenger', 'sendMessage', { content: 'hello', metadata: { a: 1 } })
  expect(link.said).toHaveLength(1)
  expect(warn).toHaveBeenCalledOnce()
})

it('mrg_9_sendMessage names the conversation that it is for', () => {
  const conversation = '0123456789abcdef01234567'
  for (const none of [undefined, null, '']) zE('messenger', 'sendMessage', { content: 'hello' }, none)
  zE('messenger', 'sendMessage', { content: 'there' }, conversation)
  expect(link.said.map((said) => ('conversation' in said ? said.conversation : null))).toEqual([null, null, null, conversation])
  expect(warn).not.toHaveBeenCalled()
})

it('sets what can be set', () => {
  zE('messenger:set', 'locale', 'de')
  zE('messenger:set', 'cookies', 'none')
  zE('messenger:set', 'conversationFields', [{ id: 'plan', value: 'gold' }])
  zE('messenger:set', 'conversationTags', ['checkout'])
  zE('messenger:set', 'zIndex', 5)
  expect(link.told).toEqual([
    { t: 'locale', tag: 'de' },
    { t: 'cookies', cookies: 'none' },
    { t: 'metadata', metadata: { fields: [{ id: 'plan', value: 'gold' }] } },
    { t: 'metadata', metadata: { tags: ['checkout'] } },
  ])
  expect(zIndex.mock.calls).toEqual([[5]])
})

it('what the web widget was called with, and a function, go to the file for it, with their answers', () => {
  older.mockReturnValue('chat')
  const called = () => {}
  expect([zE('webWidget', 'open', 1), zE('webWidget:get', 'display'), zE(called)]).toEqual(['chat', 'chat', 'chat'])
  expect(older.mock.calls).toEqual([['webWidget', 'open', 1], ['webWidget:get', 'display'], [called, undefined]])
})

it('messenger:on gives a function that stops it', () => {
  const callback = vi.fn()
  const stop = zE('messenger:on', 'unreadMessages', callback)
  messenger.hear({ t: 'unread', count: 1 })
  if (typeof stop === 'function') stop()
  messenger.hear({ t: 'unread', count: 2 })
  expect(callback.mock.calls).toEqual([[1]])
})

it.each<[unknown[], string]>([
  [[], 'there is no call (missing, missing).'],
  [['messenger', 'openn'], 'there is no call ("messenger", "openn").'],
  [['messenger:on', 'ready', () => {}], 'there is no call ("messenger:on", "ready").'],
  [['messenger', 'toString'], 'there is no call ("messenger", "toString").'],
  [[Object.create(null), Symbol('open')], 'there is no call (an object, a symbol).'],
])('an unknown call %# warns and does not throw', (call, words) => {
  expect(zE(...call)).toBeUndefined()
  expect(warn.mock.calls).toEqual([[`Bonafide: ${words}`]])
})

it.each<[unknown[], string]>([
  [
    ['messenger', 'loginUser', {}],
    '("messenger", "loginUser") did nothing: the first argument, jwtCallback, must be a function, but is an object.',
  ],
  [['messenger', 'loginUser', () => {}, {}], 'the second argument, loginCallback, must be a function'],
  [['messenger', 'resetWidget', 1], 'the callback must be a function, but is a number.'],
  [['messenger', 'sendMessage', 'hello'], 'a message must be {content: "…"}'],
  [['messenger', 'sendMessage', { content: 'hello' }, () => {}], 'the callback must be the third argument.'],
  [['messenger', 'sendMessage', { content: 'hello' }, 'conversation-1'], 'conversationId must be the id of a conversation'],
  [['messenger', 'sendMessage', { content: 'hello' }, 7], 'conversationId must be the id of a conversation'],
  [['messenger', 'sendMessage', { content: 'hello' }, undefined, {}], 'the third argument, the callback, must be'],
  [['messenger:on', 'open', {}], '("messenger:on", "open") did nothing: the callback must be a function'],
  [['messenger:set', 'zIndex', '5'], '("messenger:set", "zIndex") did nothing: zIndex must be a whole number'],
])('a wrong argument %# is said in the console in words and nothing is done', (call, words) => {
  expect(zE(...call)).toBeUndefined()
  expect(warn).toHaveBeenCalledOnce()
  expect(warn.mock.calls[0]?.[0]).toContain(words)
  expect([...link.said, ...link.told]).toEqual([])
})

it('a wrong jwtCallback is told to the loginCallback, where there is one', () => {
  const told = vi.fn()
  zE('messenger', 'loginUser', 'eyJ.a.b', told)
  const message = 'loginUser did nothing: the first argument, jwtCallback, must be a function, but is a string.'
  expect(told.mock.calls).toEqual([[{ type: 'LoginFailedError', reason: 'callback_invalid', message }]])
  expect(warn).not.toHaveBeenCalled()
})
