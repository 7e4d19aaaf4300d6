import { expect, test } from 'vitest'
import { failureKey, serves, skippedKey, usable, type Fetched } from './fetched.ts'

const FETCHED: Fetched = {
  tried_at: '2026-11-27T00:00:00.000Z',
  good_at: '2026-11-27T00:00:00.000Z',
  serve_until: '2026-11-28T00:00:00.000Z',
  failure: null,
  form: 'list',
  keys: [
    { kid: 'a', kind: 'RSA 2048', algorithms: ['RS256'], expires_at: null, sha256: '00', skipped: null },
    { kid: 'b', kind: null, algorithms: [], expires_at: null, sha256: null, skipped: { code: 'broken', says: 'It is broken.' } },
  ],
}

test('omn_4_keys_serve_until_their_time_is_over', () => {
  expect(serves(FETCHED, Date.parse('2026-11-27T23:59:59Z'))).toBe(true)
  expect(serves(FETCHED, Date.parse('2026-11-28T00:00:00Z'))).toBe(false)
  expect(serves({ ...FETCHED, serve_until: null }, 0)).toBe(false)
})

test('omn_2_skipped_keys_are_not_usable', () => {
  expect(usable(FETCHED)).toBe(1)
})

test('there_are_words_for_what_is_known_and_none_for_what_a_newer_server_says', () => {
  expect(failureKey('not_public')).toBe('fetch.not_public')
  expect(skippedKey('duplicate_kid')).toBe('skipped.duplicate_kid')
  expect([failureKey('other'), skippedKey('other')]).toEqual([null, null])
})
