import { expect, test } from 'vitest'
import { namesQueue, routedElsewhere } from './naming.ts'
import type { Workstream } from './wire.ts'

const conditions = [{ on: 'hours' as const, queue: 'night', open: true }]
const SHOP: Workstream = {
  id: 'w',
  name: 'Shop',
  channels: ['c'],
  rules: { variables: [], rules: [{ name: 'r', queue: 'known', priority: 0, conditions }], fallback: 'else' },
}

test('a_queue_is_named_by_a_rule_a_condition_or_as_the_fallback', () => {
  expect(['known', 'night', 'else', 'other'].map((queue) => namesQueue(SHOP, queue))).toEqual([true, true, true, false])
})

test('rou_1_a_channel_is_routed_by_one_workstream', () => {
  expect(routedElsewhere([SHOP], 'w').size).toBe(0)
  expect(routedElsewhere([SHOP], null).get('c')).toBe('Shop')
})
