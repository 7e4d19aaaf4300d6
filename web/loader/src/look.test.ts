import { expect, it } from 'vitest'
import { schemeOf } from './look.ts'

it.each([
  ['light', true, 'light'],
  ['only light', true, 'light'],
  ['dark', false, 'dark'],
  ['light dark', false, 'light'],
  ['light dark', true, 'dark'],
  ['', true, 'dark'],
  ['', false, 'light'],
] as const)('a page with the color-scheme "%s" on a system that is dark: %s, is %s', (said, isSystemDark, scheme) => {
  expect(schemeOf(said, isSystemDark)).toBe(scheme)
})
