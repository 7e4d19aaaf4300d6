import { expect, it } from 'vitest'
import { launcherName } from './words.ts'

it('the launcher says whose messages and how many are unread', () => {
  expect(launcherName(['en-GB'], 'Pebblewick', 0)).toBe('Messages with Pebblewick')
  expect(launcherName(['de-AT'], 'Pebblewick', 3)).toBe('Nachrichten mit Pebblewick, 3 ungelesen')
  expect(launcherName(['nl'], 'Pebblewick', 0)).toBe('Messages with Pebblewick')
})
