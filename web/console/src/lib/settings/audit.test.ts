import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import german from '$locales/de'
import english from '$locales/en'
import { actionKey, ACTIONS, DETAILS, detailsOf, knownAction, objectOf, valueKey, VALUES } from './audit.ts'

const languages: Record<string, unknown>[] = [english, german]

const openapi = JSON.parse(readFileSync(new URL('../../../../../docs/reference/openapi.json', import.meta.url), 'utf8')) as {
  components: {
    schemas: {
      AuditAction: { enum: string[] }
      AuditLine: { properties: { detail: { propertyNames: { enum: string[] } } } }
      ModeName: { oneOf: { const: string }[] }
    }
  }
}

test('SEE-8: every action that the server writes down is known here', () => {
  expect([...ACTIONS].sort()).toEqual([...openapi.components.schemas.AuditAction.enum].sort())
})

test.each(ACTIONS)('SEE-8: %s has words in every language, and so has what it is done to', (action) => {
  for (const words of languages) {
    expect(words[actionKey(action)]).toBeTypeOf('string')
    expect(words[`about.${objectOf(action)}`]).toBeTypeOf('string')
  }
  expect(actionKey(action)).toBe(`done.${action}`)
  expect(action.startsWith(`${objectOf(action)}.`)).toBe(true)
})

test('SEE-8: everything that a line of the server can tell besides has words in every language', () => {
  const { enum: names } = openapi.components.schemas.AuditLine.properties.detail.propertyNames
  expect([...DETAILS].sort()).toEqual([...names].sort())
  for (const words of languages) {
    for (const name of names) expect(words[`detail.${name}`], name).toBeTypeOf('string')
    for (const key of Object.values(VALUES).flatMap((values) => Object.values(values))) expect(words[key], key).toBeTypeOf('string')
  }
})

test('SEE-8: a mode is told in words, whatever has one', () => {
  const modes = openapi.components.schemas.ModeName.oneOf.map((mode) => mode.const)
  for (const name of ['mode', 'login_required_mode'] as const) expect(Object.keys(VALUES[name] ?? {})).toEqual(modes)
})

test('a value is told in words where it is a word for programs, and as it is elsewhere', () => {
  expect(valueKey({ path: ['sessions_ended'], value: true })).toBe('audit.yes')
  expect(valueKey({ path: ['before'], value: 'verified_only' })).toBe('policy.verified_only')
  expect(valueKey({ path: ['before', 'login_log'], value: '90' })).toBeNull()
  for (const value of ['agent', 'constructor']) expect(valueKey({ path: ['mode'], value })).toBeNull()
  expect(valueKey({ path: [{ unknown: 'mode' }], value: 'enforced' })).toBeNull()
})

test('an action of a newer server is no filter', () => {
  expect(knownAction('user.haunt')).toBeNull()
  expect(knownAction('constructor')).toBeNull()
  expect(knownAction('user.ban')).toBe('user.ban')
})

test('details are told one by one, without what is not said', () => {
  const detail = { name: 'shop', color: null, origins: ['a', 'b'], sessions_ended: true, before: { login_log: 90 }, ghost: 1 }
  expect(detailsOf(detail)).toEqual([
    { path: ['name'], value: 'shop' },
    { path: ['origins'], value: 'a, b' },
    { path: ['sessions_ended'], value: true },
    { path: ['before', 'login_log'], value: '90' },
    { path: [{ unknown: 'ghost' }], value: '1' },
  ])
})
