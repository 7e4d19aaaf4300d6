import { expect, test } from 'vitest'
import { newCondition } from './condition-draft.ts'
import type { Workstream } from './wire.ts'
import {
  bodyOfWorkstream, draftOfWorkstream, isWithin, movedRule, newRule, newVariable, newWorkstream, readersOf, rulesFaults, workstreamFaults,
} from './workstream-draft.ts'

const SHOP: Workstream = {
  id: 'w',
  name: 'Shop',
  channels: ['c'],
  rules: {
    variables: [{ name: 'tier', kind: 'text' }, { name: 'total', kind: 'number' }],
    rules: [
      {
        name: 'Gold',
        queue: 'known',
        priority: 10,
        conditions: [
          { on: 'context', name: 'tier', test: { is: 'one_of', values: ['gold', 'platinum'] } },
          { on: 'context', name: 'total', test: { is: 'above', value: '1000' } },
          { on: 'proof', kind: 'signing_keys' },
          { on: 'setting', id: 's' },
          { on: 'page_tag', tag: 'vip' },
          { on: 'channel', id: 'c' },
          { on: 'brand', id: 'b' },
          { on: 'language', tag: 'pt-BR' },
          { on: 'hours', queue: 'known', open: false },
        ],
      },
      { name: 'Signed in', queue: 'known', priority: 0, conditions: [{ on: 'authenticated', is: true }] },
    ],
    fallback: 'else',
  },
}

test('rou_1_a_workstream_comes_back_as_it_was', () => {
  const draft = draftOfWorkstream(SHOP)
  expect(workstreamFaults(draft)).toEqual([])
  expect(bodyOfWorkstream(draft)).toEqual({ name: SHOP.name, channels: SHOP.channels, rules: SHOP.rules })
})

test('a_variable_that_is_called_something_else_is_so_in_the_conditions_that_read_it', () => {
  const draft = draftOfWorkstream(SHOP)
  const [tier] = draft.variables
  if (!tier) throw new Error('there is one')
  expect(readersOf(draft, tier)).toBe(1)
  tier.name = 'level'
  expect(bodyOfWorkstream(draft).rules.rules[0]?.conditions[0]).toMatchObject({ name: 'level' })
})

test('rou_2_rules_move_up_and_down_and_never_out', () => {
  const rules = ['a', 'b', 'c'].map((key) => ({ ...newRule(''), key }))
  const keys = (moved: typeof rules) => moved.map(({ key }) => key).join('')
  expect([keys(movedRule(rules, 'b', -1)), keys(movedRule(rules, 'b', 1))]).toEqual(['bac', 'acb'])
  expect([keys(movedRule(rules, 'a', -1)), keys(movedRule(rules, 'c', 1))]).toEqual(['abc', 'abc'])
})

test('what_is_missing_is_said_at_its_field', () => {
  const rule = { ...newRule(''), key: 'r', priority: '101', conditions: [{ ...newCondition(), key: 'k', on: 'setting' as const }] }
  const variables = [{ ...newVariable(), key: 'v', name: 'a' }, { ...newVariable(), key: 'w', name: 'a' }]
  const draft = { ...newWorkstream(), variables, rules: [rule] }
  expect(workstreamFaults(draft).map(({ field, key }) => [field, key])).toEqual([
    ['workstream-name', 'fault.name_missing'],
    ['variable-w', 'fault.variable_twice'],
    ['rule-r', 'fault.name_missing'],
    ['setting-k', 'fault.choose_one'],
    ['queue-r', 'fault.queue_missing'],
    ['priority-r', 'fault.priority_invalid'],
    ['workstream-fallback', 'fault.queue_missing'],
  ])
  expect(rulesFaults(draft).filter((fault) => isWithin(rule, fault)).length).toBe(4)
})

test('there_are_as_many_as_there_may_be', () => {
  const draft = { ...newWorkstream(), fallback: 'q', rules: [{ ...newRule('q'), name: 'all', conditions: Array.from({ length: 21 }, newCondition) }] }
  expect(rulesFaults(draft).map(({ key }) => key)).toEqual(['fault.too_many_conditions'])
  const variables = Array.from({ length: 101 }, (_, at) => ({ ...newVariable(), name: String(at) }))
  expect(rulesFaults({ ...draft, rules: [], variables }).map(({ key }) => key)).toEqual(['fault.too_many_variables'])
})
