import { expect, test } from 'vitest'
import { bodyOfCondition, comparisonsOf, conditionFaults, draftOfCondition, newCondition, type ConditionDraft } from './condition-draft.ts'
import type { Condition } from './wire.ts'

const VARIABLES = [{ key: 't', name: 'tier', kind: 'text' as const }, { key: 'n', name: 'total', kind: 'number' as const }]
const made = (over: Partial<ConditionDraft>) => ({ ...newCondition(), key: 'k', ...over })

test('rou_2_numbers_are_compared_by_size_and_texts_by_what_is_in_them', () => {
  expect(comparisonsOf(made({ variable: 'n' }), VARIABLES)).toEqual(['equals', 'differs', 'below', 'above', 'one_of'])
  expect(comparisonsOf(made({ variable: 't' }), VARIABLES)).toEqual(['equals', 'differs', 'contains', 'one_of'])
})

test.each([
  [{ on: 'setting' }, 'setting-k', 'fault.choose_one'],
  [{ on: 'channel' }, 'channel-k', 'fault.choose_one'],
  [{ on: 'brand' }, 'brand-k', 'fault.choose_one'],
  [{ on: 'hours' }, 'hours-k', 'fault.choose_one'],
  [{ on: 'language', language: 'German, please' }, 'language-k', 'fault.language_invalid'],
  [{ on: 'language' }, 'language-k', 'fault.language_invalid'],
  [{ on: 'page_tag', tag: 'two words' }, 'tag-k', 'fault.tag_invalid'],
  [{ on: 'page_tag', tag: 'x'.repeat(81) }, 'tag-k', 'fault.too_long'],
  [{ on: 'page_field', value: 'Returns' }, 'field-k', 'fault.field_missing'],
  [{ on: 'page_field', field: 'x'.repeat(129) }, 'field-k', 'fault.too_long'],
  [{ on: 'page_field', field: 'total', comparison: 'above', value: 'many' }, 'value-k', 'fault.number_invalid'],
  [{ on: 'page_field', field: 'total', comparison: 'contains' }, 'value-k', 'fault.value_missing'],
  [{ on: 'context', variable: 'gone' }, 'variable-k', 'fault.choose_variable'],
  [{ on: 'context', variable: 't', comparison: 'below', value: '1' }, 'comparison-k', 'fault.compares_no_text'],
  [{ on: 'context', variable: 'n', comparison: 'contains', value: '1' }, 'comparison-k', 'fault.compares_no_number'],
  [{ on: 'context', variable: 'n', value: '1,5' }, 'value-k', 'fault.number_invalid'],
  [{ on: 'context', variable: 'n', comparison: 'one_of', values: '1\nmany' }, 'value-k', 'fault.number_invalid'],
  [{ on: 'context', variable: 't', comparison: 'one_of', values: '\n' }, 'value-k', 'fault.value_missing'],
  [{ on: 'context', variable: 't', comparison: 'contains' }, 'value-k', 'fault.value_missing'],
  [{ on: 'context', variable: 't', value: 'x'.repeat(256) }, 'value-k', 'fault.too_long'],
  [{ on: 'context', variable: 't', comparison: 'one_of', values: Array(51).fill('x').join('\n') }, 'value-k', 'fault.too_many_values'],
] as const)('%j is refused', (over, field, key) => {
  expect(conditionFaults(made(over as Partial<ConditionDraft>), VARIABLES).map((fault) => [fault.field, fault.key])).toEqual([[field, key]])
})

test('omn_17_a_number_is_sent_as_it_is_typed_and_read_as_one', () => {
  const draft = made({ on: 'context', variable: 'n', comparison: 'above', value: ' -10.5 ' })
  expect(conditionFaults(draft, VARIABLES)).toEqual([])
  expect(bodyOfCondition(draft, VARIABLES)).toEqual({ on: 'context', name: 'total', test: { is: 'above', value: '-10.5' } })
})

test('key_7_a_field_of_the_page_is_compared_in_every_way_and_sent_by_its_id', () => {
  const draft = made({ on: 'page_field', field: ' department ', comparison: 'one_of', values: 'Returns\nSales' })
  expect(conditionFaults(draft, VARIABLES)).toEqual([])
  const condition: Condition = { on: 'page_field', id: 'department', test: { is: 'one_of', values: ['Returns', 'Sales'] } }
  expect(bodyOfCondition(draft, VARIABLES)).toEqual(condition)
  expect(draftOfCondition(condition, VARIABLES)).toMatchObject({ on: 'page_field', field: 'department', values: 'Returns\nSales' })
  expect(comparisonsOf(draft, VARIABLES)).toEqual(['equals', 'differs', 'below', 'above', 'contains', 'one_of'])
  expect(bodyOfCondition({ ...draft, comparison: 'below', value: ' 9 ' }, [])).toMatchObject({ test: { is: 'below', value: '9' } })
})

test('what_is_typed_for_one_kind_is_there_when_it_is_chosen_again', () => {
  const draft = made({ on: 'page_tag', tag: 'vip' })
  expect(bodyOfCondition({ ...draft, on: 'authenticated' }, [])).toEqual({ on: 'authenticated', is: true })
  expect(bodyOfCondition({ ...draft, on: 'page_tag' }, [])).toEqual({ on: 'page_tag', tag: 'vip' })
})
