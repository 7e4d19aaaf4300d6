import { expect, test } from 'vitest'
import type { SigningKey } from '$lib/api'
import { busiestDay, keyStanding, lastWeek, leastUsed, linkState, turn } from './keys.ts'

function key(name: string, made_at: string, last_used: string | null): SigningKey {
  const logins_per_day = Array<number>(30).fill(0)
  return { id: `app_${name}`, name, first_six: 'abcdef', made_at, last_used, logins: 0, logins_per_day, sessions: 0, standing: 'new', links: [] }
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

test('key_5_the_last_week_is_the_last_seven_days', () => {
  const days = [...Array<number>(22).fill(100), 50, 1, 2, 3, 4, 5, 6, 7]
  const used = { ...key('any', '2026-11-01T00:00:00Z', null), logins_per_day: days }
  expect(lastWeek(used)).toBe(28)
  expect(busiestDay([used, key('new', '2026-11-01T00:00:00Z', null)])).toBe(100)
  expect(busiestDay([])).toBe(0)
})

test('key_5_a_rotation_is_shown_only_where_all_of_it_is_known', () => {
  const [from, to] = [key('old', '2025-01-01T00:00:00Z', null), key('new', '2026-11-01T00:00:00Z', null)]
  const told = (stage: string, old: string | null, fresh: string) => turn([from, to], { stage, from: old, to: fresh })
  expect(told('waiting', from.id, to.id)).toEqual({ stage: 'waiting', from, to })
  expect(told('waiting', null, to.id)).toEqual({ stage: 'waiting', from: null, to })
  expect(told('moving', from.id, to.id)).toEqual({ stage: 'moving', from, to })
  expect(told('done', from.id, to.id)).toEqual({ stage: 'done', from, to })
  expect([told('moving', null, to.id), told('done', from.id, 'app_gone'), told('something_new', from.id, to.id)]).toEqual([null, null, null])
  expect(turn([from, to], null)).toBeNull()
})
