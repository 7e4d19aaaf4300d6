import { expect, test } from 'vitest'
import { filterOf, hides, logPath } from './log-filter.ts'

test('a_filter_survives_the_address', () => {
  const filter = { result: 'refused', reason: 'token_expired', externalId: 'usr &48213' } as const
  expect(filterOf(new URL(logPath(filter), 'http://x').searchParams)).toEqual(filter)
  expect(logPath(filter, '0a1b')).toMatch(/&before=0a1b$/)
})

test('without_a_filter_the_address_is_plain', () => {
  const none = filterOf(new URLSearchParams())
  expect(hides(none)).toBe(false)
  expect(logPath(none)).toBe('/settings/login-log')
})

test('what_the_console_does_not_know_is_left_out', () => {
  expect(hides(filterOf(new URLSearchParams('result=maybe&reason=haunted')))).toBe(false)
})
