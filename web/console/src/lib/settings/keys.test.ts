import { expect, test } from 'vitest'
import type { SigningKey } from '$lib/api'
import { keyStanding, leastUsed, linkState } from './keys.ts'

function key(name: string, made_at: string, last_used: string | null): SigningKey {
  return { id: `app_${name}`, name, first_six: 'abcdef', made_at, last_used, logins: 0, sessions: 0, standing: 'new', links: [] }
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

test('key_5_what_this_console_does_not_know_is_not_called_safe_to_delete', () => {
  const standing = (word: string) => keyStanding({ ...key('any', '2026-11-01T00:00:00Z', null), standing: word })
  expect(['in_use', 'new', 'safe_to_delete', 'something_new'].map(standing)).toEqual(['in_use', 'new', 'safe_to_delete', 'in_use'])
})

test('key_9_a_link_of_which_nothing_is_known_is_not_waiting', () => {
  const link = { id: '', made_by: '', made_at: '', expires_at: '' }
  expect(['waiting', 'something_new'].map((state) => linkState({ ...link, state }))).toEqual(['waiting', 'expired'])
})
