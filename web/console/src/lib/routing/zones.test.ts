import { expect, test } from 'vitest'
import { dayNames, zonesWith } from './zones.ts'

test('the chosen time zone is among those that can be chosen', () => {
  expect(zonesWith('Europe/Zurich').filter((zone) => zone === 'Europe/Zurich')).toHaveLength(1)
  expect(zonesWith('Mars/Olympus')[0]).toBe('Mars/Olympus')
})

test('a week begins on Monday', () => {
  expect([dayNames('en')[0], dayNames('de')[6]]).toEqual(['Monday', 'Sonntag'])
})
