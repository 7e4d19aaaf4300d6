import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import german from '$locales/de/people.json'
import english from '$locales/en/people.json'
import { actionKey, ACTIONS, detailsOf, knownAction, objectOf } from './audit.ts'

const openapi = JSON.parse(readFileSync(new URL('../../../../../docs/reference/openapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: { AuditAction: { enum: string[] } } }
}

test('SEE-8: every action that the server writes down is known here', () => {
  expect([...ACTIONS].sort()).toEqual([...openapi.components.schemas.AuditAction.enum].sort())
})

test.each(ACTIONS)('SEE-8: %s has words in every language, and so has what it is done to', (action) => {
  for (const words of [english, german] as Record<string, unknown>[]) {
    expect(words[actionKey(action)]).toBeTypeOf('string')
    expect(words[`about.${objectOf(action)}`]).toBeTypeOf('string')
  }
  expect(actionKey(action)).toBe(`done.${action}`)
  expect(action.startsWith(`${objectOf(action)}.`)).toBe(true)
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
