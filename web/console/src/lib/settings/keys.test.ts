import { expect, test } from 'vitest'
import type { SigningKey } from '$lib/api'
import { leastUsed } from './keys.ts'

function key(name: string, made_at: string, last_used: string | null): SigningKey {
  return { id: `app_${name}`, name, first_six: 'abcdef', made_at, last_used, logins: 0, sessions: 0 }
}

test('key_3_never_used_keys_come_first_then_those_longest_not_used', () => {
  const keys = [
    key('new-unused', '2026-11-01T00:00:00Z', null),
    key('busy', '2025-01-01T00:00:00Z', '2026-11-22T00:00:00Z'),
    key('old-unused', '2026-01-01T00:00:00Z', null),
    key('idle', '2025-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
  ]
  expect(leastUsed(keys).map(({ name }) => name)).toEqual(['old-unused', 'new-unused', 'idle'])
})
