import { expect, test } from 'vitest'
import { accountFaults } from './account.ts'

const GOOD = { name: 'Ines Okafor', email: 'ines@example.com', password: 'ten letter' }
const faults = (account: Partial<typeof GOOD>) => accountFaults('f', { ...GOOD, ...account }).map(({ field, key }) => [field, key])

test('a_complete_account_has_no_fault', () => {
  expect(faults({})).toEqual([])
})

test('every_empty_field_is_named', () => {
  expect(faults({ name: '  ', email: '', password: '' })).toEqual([
    ['f-name', 'fault.name_missing'],
    ['f-email', 'fault.email_invalid'],
    ['f-password', 'fault.password_short'],
  ])
})

test.each(['ines', 'ines@', '@example.com', 'a b@example.com', `${'a'.repeat(250)}@x.example`])('%j_is_no_address', (email) => {
  expect(faults({ email })).toEqual([['f-email', 'fault.email_invalid']])
})

test('a_password_has_10_to_128_characters_as_people_count_them', () => {
  expect(faults({ password: '🦊'.repeat(10) })).toEqual([])
  expect(faults({ password: '🦊'.repeat(9) })).toEqual([['f-password', 'fault.password_short']])
  expect(faults({ password: 'x'.repeat(128) })).toEqual([])
  expect(faults({ password: 'x'.repeat(129) })).toEqual([['f-password', 'fault.too_long']])
})

test('a_name_has_at_most_255_characters', () => {
  expect(faults({ name: 'x'.repeat(256) })).toEqual([['f-name', 'fault.too_long']])
})
