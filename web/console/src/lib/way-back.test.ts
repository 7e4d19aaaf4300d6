import { expect, test } from 'vitest'
import { signInPath, wayBack } from './way-back.ts'

const ORIGIN = 'https://chat.example'
const back = (to: string): string => wayBack(new URLSearchParams({ to }), ORIGIN)

test('without_a_wish_the_inbox_follows', () => {
  expect(wayBack(new URLSearchParams(), ORIGIN)).toBe('/inbox')
})

test('a_page_of_ours_follows_with_its_query', () => {
  expect(back('/settings/login-log?result=refused')).toBe('/settings/login-log?result=refused')
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '\\\\evil.example',
  'javascript:alert(1)',
  'inbox',
  '',
  '/..//evil.example',
])('another_site_never_follows: %j', (to) => {
  expect(back(to)).toBe('/inbox')
})

test('the_way_back_survives_the_address', () => {
  const path = signInPath({ pathname: '/settings/login-log', search: '?external_id=a&b' })
  expect(wayBack(new URL(path, ORIGIN).searchParams, ORIGIN)).toBe('/settings/login-log?external_id=a&b')
})
