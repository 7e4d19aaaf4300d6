import { expect, test } from 'vitest'
import { ignoredIn, momentOf, writtenIn } from './written.ts'

const encode = (value: unknown) => {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

test('a token is read, also in letters beyond ASCII, and with space around it', () => {
  const [header, payload] = [{ alg: 'HS256' }, { name: 'Zoë Ünlü ✓', external_id: 'usr_1' }]
  expect(writtenIn(` ${encode(header)}.${encode(payload)}.c2ln\n`)).toEqual({ header, payload })
})

test('what is no JSON object is not read, part by part', () => {
  const nothing = { header: null, payload: null }
  for (const text of ['', 'nonsense', '{"token":"a.b.c"}', 'a.b.c', `${encode([1])}.${encode(null)}.x`]) {
    expect(writtenIn(text), text).toEqual(nothing)
  }
  expect(writtenIn(`${encode({ alg: 'HS256' })}.@@.x`)).toEqual({ header: { alg: 'HS256' }, payload: null })
  // A part that is cut off in the middle of a letter is not read as something else.
  expect(writtenIn(`.${btoa('{"name":"\xc3"}')}.x`).payload).toBeNull()
})

test('what no login looks at is named (TOK-8)', () => {
  expect(ignoredIn({ external_id: 'usr_1', aud: 'shop', exp: 1, plan: null })).toEqual(['aud', 'plan'])
})

test('times are seconds, and what is no time is not shown as one', () => {
  expect(momentOf(1_795_360_018)).toBe('2026-11-22T15:06:58.000Z')
  for (const value of ['1795360018', null, 1e300]) expect(momentOf(value)).toBeNull()
})
