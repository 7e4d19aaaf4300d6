import { expect, test } from 'vitest'
import german from '$locales/de/settings.json'
import english from '$locales/en/settings.json'
import { heldAddress, isOpen, knownStanding, type Conflict, type Person } from './conflicts.ts'

function person(id: string, ...addresses: string[]): Person {
  const since = '2026-11-01T08:00:00.000Z'
  const emails = addresses.map((address) => ({ id: `eml_${address}`, address, standing: 'verified', since }))
  return { id, emails, mark: 'not_verified', first_seen_at: since }
}

function conflict(address: string, holder: Person | null, user: Person | null): Conflict {
  const at = '2026-11-22T10:00:00.000Z'
  return {
    id: 'cnf_1', address, verified: true, external_id: 'usr_2', name: null, refused: 1, first_at: at, last_at: at, holder, user,
  }
}

const MARA = person('usr_a', 'mara@mail.example')
const TOMASZ = person('usr_b')

test.each([
  ['somebody_else_has_the_address', MARA, TOMASZ, true],
  ['nobody_has_the_refused_external_id', MARA, null, true],
  ['nobody_has_the_address', null, TOMASZ, false],
  ['there_is_neither', null, null, false],
  ['the_one_who_was_refused_has_it_by_now', TOMASZ, TOMASZ, false],
])('res_8_a_conflict_is_open_only_while_somebody_else_has_the_address: %s', (_, holder, user, open) => {
  expect(isOpen(conflict('mara@mail.example', holder, user))).toBe(open)
})

test('two_people_of_one_name_are_two', () => {
  const [one, other] = [person('usr_a'), person('usr_b')].map((each) => ({ ...each, name: 'Mara', external_id: 'usr_1' }))
  expect(isOpen(conflict('mara@mail.example', one ?? null, other ?? null))).toBe(true)
})

test.each([
  ['as_it_is', 'mara@mail.example', 'mara@mail.example'],
  ['whatever_its_case', 'Mara@MAIL.example', 'mara@mail.example'],
  ['whichever_form_its_domain_has', 'mara@bücher.example', 'mara@xn--bcher-kva.example'],
])('tok_10_the_held_address_is_found: %s', (_, refused, held) => {
  const holder = person('usr_a', 'other@mail.example', held)
  expect(heldAddress(conflict(refused, holder, null))?.address).toBe(held)
})

test('tok_10_letters_beyond_ascii_are_not_folded', () => {
  expect(heldAddress(conflict('Ärne@mail.example', person('usr_a', 'ärne@mail.example'), null))).toBeNull()
})

test('an_address_that_the_holder_is_not_shown_with_has_no_standing', () => {
  expect(heldAddress(conflict('mara@mail.example', TOMASZ, null))).toBeNull()
  expect(heldAddress(conflict('mara@mail.example', null, null))).toBeNull()
})

test.each(['verified', 'not_verified', 'added_by_agent', 'added_by_api', 'given_by_form', 'unreliable'])(
  'see_2_the_standing_%s_has_words_in_every_language',
  (standing) => {
    expect(knownStanding(standing)).toBe(standing)
    for (const words of [english, german] as Record<string, unknown>[]) expect(words[`held.${standing}`]).toBeTypeOf('string')
  },
)

test('a_standing_of_a_newer_server_is_not_known', () => {
  expect(knownStanding('haunted')).toBeNull()
})
