import { expect, test } from 'vitest'
import { capacityOf } from './capacity.ts'

test('rou_4_a_capacity_is_a_whole_number_from_0_to_100', () => {
  expect(['0', ' 7 ', '100', '101', '-1', '1.5', 'many', ''].map(capacityOf)).toEqual([0, 7, 100, null, null, null, null, null])
})
