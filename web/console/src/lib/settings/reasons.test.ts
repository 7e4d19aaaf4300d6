import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import german from '$locales/de/settings.json'
import english from '$locales/en/settings.json'
import { knownReason, knownRule, REASONS, ruleOf } from './reasons.ts'

const reference = readFileSync(new URL('../../../../../docs/reference/errors.md', import.meta.url), 'utf8')

test.each(REASONS)('%s says what happened and what to do, in every language', (reason) => {
  for (const words of [english, german] as Record<string, unknown>[]) {
    expect(words[`reason.${reason}`]).toBeTypeOf('string')
    expect(words[`remedy.${reason}`]).toBeTypeOf('string')
  }
})

test.each(REASONS)('%s has the rule that the reference gives it', (reason) => {
  expect(reference).toContain(`| \`${reason}\` | ${ruleOf(reason)} |`)
})

test('a_reason_of_a_newer_server_is_not_known', () => {
  expect(knownReason('token_haunted')).toBeNull()
  expect(knownReason('constructor')).toBeNull()
  expect(knownReason(null)).toBeNull()
  expect(knownReason('token_expired')).toBe('token_expired')
})

test('a_rule_is_known_by_its_number', () => {
  expect(knownRule('RES-3')).toBe('RES-3')
  expect(knownRule('RES-99')).toBeNull()
})
