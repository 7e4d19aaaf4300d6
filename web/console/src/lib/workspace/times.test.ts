import { describe, expect, it, test } from 'vitest'
import { dates, nearness, waited } from './times.ts'

const now = Date.parse('2026-11-22T14:00:00.000Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

it.each([
  [0, '0:00', false],
  [42, '0:42', false],
  [300, '5:00', false],
  [301, '5:01', true],
  [370, '6:10', true],
  [3599, '59:59', true],
  [3 * 3600 + 5 * 60, '3 h 05', true],
  [50 * 3600, '2d', true],
  [-5, '0:00', false],
])('someone who has waited %i seconds', (seconds, words, tooLong) => {
  expect(waited(ago(seconds), now, 'en')).toEqual({ words, tooLong })
})

it('days of waiting are shortened as the reader does', () => {
  const words = (language: string) => waited(ago(50 * 3600), now, language).words.replace(/\s/g, ' ')
  expect(['de', 'es', 'fr', 'it'].map(words)).toEqual(['2 T', '2d', '2j', '2gg'])
})

test('a time is of today, of yesterday or of another day of the reader', () => {
  const day = (days: number) => new Date(2026, 10, 22 - days, 23, 50).toISOString()
  const noon = new Date(2026, 10, 22, 12).getTime()
  expect([0, 1, 2].map((days) => nearness(day(days), noon))).toEqual(['today', 'yesterday', 'other'])
})

describe('times in words', () => {
  const at = new Date(2026, 10, 22, 14, 7, 1).toISOString()
  const sameDay = new Date(2026, 10, 22, 20).getTime()
  const nextYear = new Date(2027, 0, 2).getTime()

  test('in English', () => {
    const written = dates('en')
    expect([written.clock(at), written.seconds(at), written.brief(at, sameDay), written.exact(at, sameDay)]).toEqual([
      '14:07', '14:07:01', '14:07', '14:07:01',
    ])
    expect(written.day(at, sameDay)).toMatch(/^Sunday,? 22 November$/)
    expect(written.day(at, nextYear)).toMatch(/2026$/)
    expect(written.brief(at, nextYear)).toBe('22 Nov')
    expect(written.exact(at, nextYear)).toBe('22 November 2026, 14:07:01')
  })

  test('in German', () => {
    expect(dates('de').day(at, sameDay)).toBe('Sonntag, 22. November')
    expect(dates('de').date(at)).toBe('22. November 2026')
  })
})
