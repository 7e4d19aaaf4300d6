import { expect, test } from 'vitest'
import { ago } from './time.ts'

const NOW = Date.parse('2026-11-22T14:00:00Z')

test.each([
  ['2026-11-22T13:59:30Z', 'this minute'],
  ['2026-11-22T13:39:00Z', '21 minutes ago'],
  ['2026-11-22T12:00:00Z', '2 hours ago'],
  ['2026-11-21T13:00:00Z', 'yesterday'],
  ['2026-06-09T14:00:00Z', '166 days ago'],
])('%s is %j', (at, words) => {
  expect(ago(at, NOW, 'en')).toBe(words)
})

test('in_german_too', () => {
  expect(ago('2026-11-22T13:39:00Z', NOW, 'de')).toBe('vor 21 Minuten')
})
