import { expect, test } from 'vitest'
import { authenticatedKey, foundKey, notLinkedKey, standingKey, unnamedKey } from './proven.ts'
import type { SignedVariable, Summary } from './wire.ts'

type Login = NonNullable<Summary['login']>
const login = (change: Partial<Login>) => change as Login
const variable = (standing: string) => ({ standing }) as SignedVariable

test('ROU-5: yes, no, and no longer', () => {
  expect(authenticatedKey({ authenticated: true, login: login({}) })).toBe('proven.yes')
  expect(authenticatedKey({ authenticated: false, login: login({}) })).toBe('proven.no_expired')
  expect(authenticatedKey({ authenticated: false, login: null })).toBe('proven.no')
})

test('ROU-5: only the setting that nobody named is named in the language of whoever reads', () => {
  const by = (kind: string) => login({ setting: { id: 'set_1', kind, name: 'Portal' } })
  expect(unnamedKey(by('signing_keys'))).toBe('signing_keys.title')
  for (const kind of ['shared_secret', 'oauth2_implicit', 'oauth2_code']) expect(unnamedKey(by(kind))).toBeNull()
})

test('OMN-6, OMN-15: why no record is linked has words', () => {
  expect(notLinkedKey(login({ not_linked: null }))).toBe(null)
  for (const why of ['no_record', 'not_active', 'several', 'different'] as const) {
    expect(notLinkedKey(login({ not_linked: why }))).toBe(`proven.${why}`)
  }
})

test('OMN-15: a record says what it was found by', () => {
  expect(foundKey(login({ linked_by: 'sub' }))).toBe('proven.by_sub')
  expect(foundKey(login({ linked_by: 'portalcontactid' }))).toBe('proven.by_contact')
})

test('OMN-7: what is not known to be defined is said not to be', () => {
  expect(standingKey(variable('defined'))).toBe('proven.defined')
  expect(standingKey(variable('other_type'))).toBe('proven.other_type')
  expect(standingKey(variable('not_defined'))).toBe('proven.not_defined')
  expect(standingKey(variable('something new'))).toBe('proven.not_defined')
})
