import { expect, test } from 'vitest'
import {
  addressFaults, attachedBy, CHECKED_HOW_CHARS, holderOf, isFromToken, standingOf, STANDINGS,
} from './emails.ts'
import { email, line, person } from './sample.ts'

test('see_2 every standing is known, and one that is not counts as not verified', () => {
  expect(STANDINGS.map(standingOf)).toEqual([...STANDINGS])
  for (const member of ['', 'Verified', 'verified_now', 'toString']) expect(standingOf(member)).toBe('not_verified')
})

test('eml_4 what a token gave is not an agent’s to remove, and everything else is', () => {
  expect(STANDINGS.filter(isFromToken)).toEqual(['verified', 'not_verified'])
})

test('see_2 the agent who attached it is named only if they are known', () => {
  const colleagues = [{ id: 'noor', name: 'Noor Haddad' }]
  expect(attachedBy(email({ added_by: 'noor' }), colleagues)?.name).toBe('Noor Haddad')
  expect(attachedBy(email({ added_by: 'gone' }), colleagues)).toBeNull()
  expect(attachedBy(email({ added_by: null }), colleagues)).toBeNull()
})

const HAS = [
  email({ address: 'has@mail.example', standing: 'verified' }),
  email({ address: 'added@mail.example', standing: 'added_by_agent' }),
]

test.each([
  ['mara@mail.example', '', []],
  [' mara@mail.example ', 'x'.repeat(CHECKED_HOW_CHARS), []],
  ['Has@mail.example', 'By telephone', [['f-address', 'email.has_it']]],
  ['added@mail.example', ' ', [['f-checked', 'email.has_it_unchecked']]],
  ['added@mail.example', 'By telephone', []],
  ['mara', '', [['f-address', 'fault.email_invalid']]],
  ['', 'x'.repeat(CHECKED_HOW_CHARS + 1), [['f-address', 'fault.email_invalid'], ['f-checked', 'fault.too_long']]],
])('eml_4 an address is checked before it is sent: %s', (address, checkedHow, expected) => {
  expect(addressFaults('f', { address, checkedHow }, HAS).map(({ field, key }) => [field, key])).toEqual(expected)
})

test('eml_4 the holder is led to by a line of the queue, and named without one', () => {
  const mara = person({ id: 'user-mara', name: 'Mara Lindqvist' })
  const lines = [line('1'), line('2', { requester: mara })]
  expect(holderOf('user-mara', mara, lines)).toEqual({ person: mara, conversation: 'of-2', claimed: false })
  expect(holderOf('user-mara', null, [])).toEqual({ person: { id: 'user-mara' }, conversation: null, claimed: false })
})
