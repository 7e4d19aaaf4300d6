import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askPage, PATIENCE, type Answer, type JwtCallback } from './token.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What is taken of a page's callback, in time and in all. */
function asked(jwtCallback: JwtCallback): Answer[] {
  const taken: Answer[] = []
  askPage(jwtCallback, (answer) => taken.push(answer))
  return taken
}

it('takes the token, now or later', () => {
  expect(asked((answer) => answer('eyJ.a.b'))).toEqual([{ token: 'eyJ.a.b' }])
  const later = asked((answer) => void setTimeout(() => answer('eyJ.a.b'), PATIENCE - 1))
  vi.runAllTimers()
  expect(later).toEqual([{ token: 'eyJ.a.b' }])
})

it('does not hear a second answer', () => {
  const taken = asked((answer) => {
    answer('first')
    answer('second')
  })
  expect(taken).toEqual([{ token: 'first' }])
})

it('waits 30 seconds, and does not hear what comes later', () => {
  const taken = asked((answer) => void setTimeout(() => answer('late'), PATIENCE + 1))
  vi.runAllTimers()
  expect(taken).toEqual([
    { reason: 'token_missing', message: 'The first callback of loginUser gave no token within 30 seconds.' },
  ])
})

it('a callback that throws gives no token, and the page sees its error', () => {
  const taken = asked(() => {
    throw new Error('the page’s own')
  })
  expect(taken).toMatchObject([{ reason: 'token_missing' }])
  expect(() => vi.runAllTimers()).toThrow('the page’s own')
})

it('a callback that throws after it has answered has answered', () => {
  const taken = asked((answer) => {
    answer('eyJ.a.b')
    throw new Error('the page’s own')
  })
  expect(taken).toEqual([{ token: 'eyJ.a.b' }])
  expect(() => vi.runAllTimers()).toThrow('the page’s own')
})

it.each([undefined, null, ''])('nobody is logged in on the page: %j is no token', (none) => {
  expect(asked((answer) => answer(none))).toMatchObject([{ reason: 'token_missing' }])
})

it.each([
  [{ token: 'eyJ.a.b' }, 'an object'],
  [17, 'a number'],
  [false, 'a boolean'],
])('%j is refused in words: a token is a string', (given, kind) => {
  const message = `The token that loginUser's first callback was answered with must be a string, but is ${kind}.`
  expect(asked((answer) => answer(given))).toEqual([{ reason: 'token_malformed', message }])
})
