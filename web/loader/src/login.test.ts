import type { ToMessenger } from '@bonafide/shared/frame'
import { beforeEach, expect, it, vi } from 'vitest'
import { createEvents, EVENTS } from './events.ts'
import { createLogin, failure, type Login } from './login.ts'

let said: ToMessenger[]
let heard: string[]
let login: Login
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})

beforeEach(() => {
  said = []
  heard = []
  warn.mockClear()
  const events = createEvents()
  for (const name of EVENTS) events.on(name, () => heard.push(name))
  login = createLogin((message) => said.push(message), events)
})

it('a login is announced, its token asked for and its success told', () => {
  const told = vi.fn()
  login.begin((answer) => answer('eyJ.a.b'), told)
  login.wanted(7)
  expect(told).not.toHaveBeenCalled()
  login.succeeded(1)
  expect(said).toEqual([{ t: 'login', n: 1 }, { t: 'token', n: 7, token: 'eyJ.a.b' }])
  expect(told.mock.calls).toEqual([[null]])
  expect(heard).toEqual(['login'])
})

it('a refusal is told with type, reason and message', () => {
  const told = vi.fn()
  login.begin((answer) => answer('eyJ.a.b'), told)
  login.failed(1, failure('token_expired', 'The token’s exp has passed.'))
  const error = { type: 'LoginFailedError', reason: 'token_expired', message: 'The token’s exp has passed.' }
  expect(told.mock.calls).toEqual([[error]])
  expect(heard).toEqual([])
})

it('without a second callback a refusal is said in the console', () => {
  login.begin(() => {})
  login.failed(1, failure('token_expired', 'The token’s exp has passed.'))
  expect(warn.mock.calls).toEqual([['Bonafide: no login (token_expired). The token’s exp has passed.']])
})

it('the outcome is told once, though the page’s mistake makes the messenger report a failure too', () => {
  const told = vi.fn()
  login.begin((answer) => answer({ token: 'eyJ.a.b' }), told)
  login.wanted(1)
  login.failed(1, failure('token_missing', 'No token came.'))
  expect(said).toContainEqual({ t: 'no_token', n: 1 })
  expect(told).toHaveBeenCalledOnce()
  expect(told.mock.calls[0]?.[0]).toMatchObject({ type: 'LoginFailedError', reason: 'token_malformed' })
})

it('a second login takes the place of the first', () => {
  const [first, second] = [vi.fn(), vi.fn()]
  login.begin((answer) => answer('first'), first)
  login.begin((answer) => answer('second'), second)
  login.wanted(1)
  login.succeeded(1)
  login.succeeded(2)
  expect(said.at(-1)).toEqual({ t: 'token', n: 1, token: 'second' })
  expect(first).not.toHaveBeenCalled()
  expect(second.mock.calls).toEqual([[null]])
})

it('a token that the first callback gives after the second login is not passed on', () => {
  let late: (token: unknown) => void = () => {}
  login.begin((answer) => {
    late = answer
  })
  login.wanted(1)
  login.begin((answer) => answer('second'))
  late('first')
  expect(said).toEqual([{ t: 'login', n: 1 }, { t: 'no_token', n: 1 }, { t: 'login', n: 2 }])
})

it('SES-5: a logout forgets the callback, also one that has been asked already', () => {
  let late: (token: unknown) => void = () => {}
  const jwtCallback = vi.fn((answer: (token: unknown) => void) => {
    late = answer
  })
  login.begin(jwtCallback)
  login.wanted(1)
  login.forget()
  late('eyJ.a.b')
  login.wanted(2)
  expect(said).toEqual([{ t: 'login', n: 1 }, { t: 'no_token', n: 1 }, { t: 'no_token', n: 2 }])
  expect(jwtCallback).toHaveBeenCalledOnce()
})

it('SES-5: a logout in another tab forgets the callback and is told', () => {
  login.begin((answer) => answer('eyJ.a.b'))
  login.succeeded(1)
  login.ended()
  login.wanted(5)
  expect(said.at(-1)).toEqual({ t: 'no_token', n: 5 })
  expect(heard).toEqual(['login', 'logout'])
})

it('SES-10: the first user’s logout leaves the second user’s login alone', () => {
  login.begin((answer) => answer('first'))
  login.succeeded(1)
  const told = vi.fn()
  login.begin((answer) => answer('second'), told)
  login.ended()
  login.wanted(2)
  login.succeeded(2)
  expect(said.at(-1)).toEqual({ t: 'token', n: 2, token: 'second' })
  expect(told.mock.calls).toEqual([[null]])
  expect(heard).toEqual(['login', 'logout', 'login'])
})

it('SES-4: the same callback is asked again for a renewal, which is no new login', () => {
  let count = 0
  login.begin((answer) => answer(`token-${(count += 1)}`))
  login.wanted(1)
  login.succeeded(1)
  login.wanted(2)
  login.succeeded(undefined)
  expect(said.at(-1)).toEqual({ t: 'token', n: 2, token: 'token-2' })
  expect(heard).toEqual(['login'])
})

it('SES-4: after an expiry the callback is still asked, and coming back is a login', () => {
  login.begin((answer) => answer('eyJ.a.b'))
  login.succeeded(1)
  login.expired()
  login.wanted(2)
  login.succeeded(undefined)
  expect(said.at(-1)).toEqual({ t: 'token', n: 2, token: 'eyJ.a.b' })
  expect(heard).toEqual(['login', 'authenticationExpired', 'login'])
})

it('a renewal that the page gives no token for is said in the console, for nobody waits for it', () => {
  const told = vi.fn()
  login.begin((answer) => answer(null), told)
  login.succeeded(1)
  login.wanted(2)
  expect(told.mock.calls).toEqual([[null]])
  expect(warn).toHaveBeenCalledOnce()
})

it('nobody is asked before the page has called loginUser', () => {
  login.wanted(1)
  expect(said).toEqual([{ t: 'no_token', n: 1 }])
})

it('a callback that is only offered is asked, and begins and settles nothing', () => {
  login.offer((answer) => answer('eyJ.a.b'))
  expect([said, login.isPending()]).toEqual([[], false])
  login.wanted(3)
  login.failed(undefined, failure('token_expired', 'Too late.'))
  expect(said).toEqual([{ t: 'token', n: 3, token: 'eyJ.a.b' }])
  expect(warn).not.toHaveBeenCalled()
})
