import { expect, test } from 'vitest'
import { asOf, codeSettingOf, contextsOf, conversationIn, isOf, named, outcomeOf } from './trial.ts'
import type { Rules } from './wire.ts'

const RULES: Rules = {
  variables: [],
  rules: [
    { name: 'Gold', queue: 'known', priority: 10, conditions: [{ on: 'authenticated', is: true }, { on: 'page_tag', tag: 'vip' }] },
    { name: 'Rest', queue: 'else', priority: 0, conditions: [] },
  ],
  fallback: 'else',
}

test('rou_6_a_trial_names_the_rule_and_of_each_earlier_one_the_condition_that_was_not_met', () => {
  const answer = { queue: 'else', priority: 0, rule: 1, passed: [{ condition: 1, why: 'otherwise' }], token_refused: null }
  expect(outcomeOf({ rules: RULES, on: 'channel', answer })).toEqual({
    taken: { at: 1, name: 'Rest' },
    queue: 'else',
    priority: 0,
    passed: [{ at: 0, name: 'Gold', condition: { on: 'page_tag', tag: 'vip' }, why: 'otherwise' }],
  })
  expect(outcomeOf({ rules: RULES, on: 'channel', answer: { ...answer, rule: 0, passed: [] } })?.taken).toEqual({ at: 0, name: 'Gold' })
  expect(outcomeOf({ rules: RULES, on: 'channel', answer: { ...answer, rule: null } })?.taken).toBeNull()
})

test('rou_6_a_token_that_is_refused_leads_nowhere', () => {
  expect(outcomeOf({ rules: RULES, on: 'channel', answer: { token_refused: 'token_expired', passed: [] } })).toBeNull()
})

test('rou_6_a_conversation_is_said_to_be_judged_as_it_was_then_or_as_it_is_now', () => {
  const tried = { rules: RULES, on: 'conversation' as const, answer: { passed: [], as_of: '2026-11-27T08:00:00Z' } }
  expect(asOf(tried)).toEqual({ then: '2026-11-27T08:00:00Z' })
  expect(asOf({ ...tried, answer: { passed: [], as_of: null } })).toBe('now')
  expect(asOf({ ...tried, on: 'channel' })).toBeNull()
})

test('rou_6_what_a_code_would_lead_to_is_typed_where_a_channel_takes_codes_and_nowhere_else', () => {
  const channel = { id: 'chat', name: 'Chat' }
  const by = (kind: string) => ({ ...channel, setting: { id: 'setting', name: 'Sign-in', kind } })
  expect(codeSettingOf(by('oauth2_code'))?.name).toBe('Sign-in')
  for (const other of [by('oauth2_implicit'), { ...channel, setting: null }, channel, undefined]) expect(codeSettingOf(other)).toBeNull()
})

test('rou_6_what_is_left_empty_does_not_come_signed', () => {
  const variables = [
    { key: '1', name: 'tier', kind: 'text' as const },
    { key: '2', name: 'total', kind: 'number' as const },
    { key: '3', name: ' ', kind: 'text' as const },
    { key: '4', name: 'since', kind: 'text' as const },
  ]
  expect(named(variables).map(({ key }) => key)).toEqual(['1', '2', '4'])
  const typed = { 1: 'gold', 2: '10.5', 3: 'of a variable without a name', 4: '', 5: 'of one that is gone' }
  expect(contextsOf(variables, typed)).toEqual([{ name: 'tier', value: 'gold' }, { name: 'total', value: '10.5' }])
})

test('a_trial_is_of_the_rules_that_were_tried', () => {
  const tried = { rules: RULES, on: 'channel' as const, answer: { passed: [] } }
  expect(isOf(tried, structuredClone(RULES))).toBe(true)
  expect(isOf(tried, { ...RULES, fallback: 'known' })).toBe(false)
})

test('a_conversation_is_named_by_its_address_or_its_id', () => {
  const id = '0123456789abcdef01234567'
  for (const text of [id, ` ${id} `, `https://chat.example/inbox/${id}`, `/inbox/${id}?view=open`]) expect(conversationIn(text)).toBe(id)
  for (const text of ['', 'mara', `${id}0`, `https://chat.example/settings/${id}`]) expect(conversationIn(text)).toBeNull()
})
