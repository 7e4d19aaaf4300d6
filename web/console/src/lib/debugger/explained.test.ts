import { expect, test } from 'vitest'
import { momentIn } from './explained.ts'

test('another time is the reader’s own, to the second, and none is now', () => {
  expect(momentIn('2026-11-26T15:06:58')).toBe(new Date(2026, 10, 26, 15, 6, 58).toISOString())
  for (const field of ['', 'yesterday']) expect(momentIn(field)).toBeNull()
})
