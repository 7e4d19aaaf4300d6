import { expect, it, test } from 'vitest'
import { statusOf, markOf } from './wire.ts'

it.each(['verified_now', 'verified_when_written', 'not_verified', 'session_expired', 'banned'])('%s is a mark', (member) => {
  expect(markOf(member)).toBe(member)
})

it.each([null, undefined, '', 'verified', 'Verified_now', 'toString', 'constructor', '__proto__'])(
  'see_1 %s is none: no member, no mark',
  (member) => expect(markOf(member)).toBeNull(),
)

test('a status that is not known counts as open', () => {
  expect([statusOf('solved'), statusOf('something_new')]).toEqual(['solved', 'open'])
})
