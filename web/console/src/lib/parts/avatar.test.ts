import { expect, test } from 'vitest'
import { initials, tint } from './avatar.ts'

test('initials_are_of_the_first_and_the_last_word', () => {
  expect(initials('Mara Lindqvist')).toBe('ML')
  expect(initials('  ana  maria de souza ')).toBe('AS')
  expect(initials('Noor')).toBe('N')
})

test('initials_keep_a_letter_and_its_accents_together', () => {
  expect(initials('e\u0301lise')).toBe('E\u0301')
  expect(initials('Örn Åkesson')).toBe('ÖÅ')
})

test('an_emoji_never_stands_for_a_name', () => {
  expect(initials('✅ Mara')).toBe('M')
  expect(initials('✅')).toBe('?')
  expect(initials('')).toBe('?')
})

test('a_name_keeps_its_tint', () => {
  expect(tint('Mara Lindqvist')).toBe(tint('Mara Lindqvist'))
  for (const name of ['', 'a', 'Tomasz Wiele', '名前']) {
    expect(tint(name)).toBeGreaterThanOrEqual(1)
    expect(tint(name)).toBeLessThanOrEqual(5)
  }
})
