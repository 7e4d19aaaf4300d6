import { length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import { linesOf } from './queue-draft.ts'
import type { Condition, Test, VariableKind } from './wire.ts'

/** What a condition can be about (ROU-2); there are words for each (`condition.…`). */
export const KINDS = ['authenticated', 'proof', 'setting', 'context', 'page_tag', 'page_field', 'channel', 'brand', 'language', 'hours'] as const satisfies readonly Condition['on'][]
/** One of them. */
export type Kind = (typeof KINDS)[number]

/** The kinds of proof; there are words for each (`proof.…`). */
export const PROOFS = ['signing_keys', 'shared_secret', 'oauth2_implicit'] as const

/** How a variable is compared; there are words for each (`test.…`). */
export type Comparison = Test['is']

/** How variables of each kind can be compared (OMN-17): numbers by size, texts by what is in them. */
export const COMPARISONS: Record<VariableKind, readonly Comparison[]> = {
  text: ['equals', 'differs', 'contains', 'one_of'],
  number: ['equals', 'differs', 'below', 'above', 'one_of'],
}

/** Nobody defines a page's fields, so one can be compared in every way, and how says what it is read as. */
const OF_FIELDS: readonly Comparison[] = ['equals', 'differs', 'below', 'above', 'contains', 'one_of']

/** What a comparison of a page's field reads it as. */
const readAs = (comparison: Comparison): VariableKind => (comparison === 'below' || comparison === 'above' ? 'number' : 'text')

/** A condition as somebody chooses and types it. What is not of its kind stays, in case they choose that again. */
export interface ConditionDraft {
  key: string
  on: Kind
  /** Whether it has to be so: signed in, or open. */
  is: boolean
  proof: string
  setting: string
  /** The key of the variable. */
  variable: string
  comparison: Comparison
  value: string
  /** One value to a line. */
  values: string
  tag: string
  /** The id of the page's field. */
  field: string
  channel: string
  brand: string
  language: string
  queue: string
}

/** A variable, as far as conditions ask. */
export interface Readable {
  key: string
  name: string
  kind: VariableKind
}

const VALUE_CHARS = 255
const VALUES = 50
const TAG_CHARS = 80
const FIELD_CHARS = 128

/** A condition to be filled in. */
export function newCondition(): ConditionDraft {
  return {
    key: crypto.randomUUID(),
    on: 'authenticated',
    is: true,
    proof: PROOFS[0],
    setting: '',
    variable: '',
    comparison: 'equals',
    value: '',
    values: '',
    tag: '',
    field: '',
    channel: '',
    brand: '',
    language: '',
    queue: '',
  }
}

/** The draft of a condition that is there. */
export function draftOfCondition(condition: Condition, variables: readonly Readable[]): ConditionDraft {
  const draft = { ...newCondition(), on: condition.on }
  switch (condition.on) {
    case 'authenticated': return { ...draft, is: condition.is }
    case 'proof': return { ...draft, proof: condition.kind }
    case 'setting': return { ...draft, setting: condition.id }
    case 'context': return { ...draft, variable: variables.find(({ name }) => name === condition.name)?.key ?? '', ...draftOfTest(condition.test) }
    case 'page_tag': return { ...draft, tag: condition.tag }
    case 'page_field': return { ...draft, field: condition.id, ...draftOfTest(condition.test) }
    case 'channel': return { ...draft, channel: condition.id }
    case 'brand': return { ...draft, brand: condition.id }
    case 'language': return { ...draft, language: condition.tag }
    case 'hours': return { ...draft, queue: condition.queue, is: condition.open }
  }
}

function draftOfTest(test: Test): Pick<ConditionDraft, 'comparison' | 'value' | 'values'> {
  if (test.is === 'one_of') return { comparison: test.is, value: '', values: test.values.map(String).join('\n') }
  return { comparison: test.is, value: String(test.value), values: '' }
}

/** How what a condition reads can be compared: a variable as a text can where none is chosen. */
export function comparisonsOf({ on, variable }: ConditionDraft, variables: readonly Readable[]): readonly Comparison[] {
  if (on === 'page_field') return OF_FIELDS
  return COMPARISONS[variables.find(({ key }) => key === variable)?.kind ?? 'text']
}

/** Whether the value of a condition is typed as a number. */
export function readsNumber({ on, variable, comparison }: ConditionDraft, variables: readonly Readable[]): boolean {
  const kind = on === 'page_field' ? readAs(comparison) : variables.find(({ key }) => key === variable)?.kind
  return kind === 'number'
}

/** What the server would refuse of a condition. */
export function conditionFaults(draft: ConditionDraft, variables: readonly Readable[]): Fault[] {
  const at = (field: string, key: Fault['key'], values?: Fault['values']): Fault[] => [{ field: `${field}-${draft.key}`, key, ...(values && { values }) }]
  switch (draft.on) {
    case 'authenticated': return []
    case 'proof': return []
    case 'setting': return draft.setting === '' ? at('setting', 'fault.choose_one') : []
    case 'channel': return draft.channel === '' ? at('channel', 'fault.choose_one') : []
    case 'brand': return draft.brand === '' ? at('brand', 'fault.choose_one') : []
    case 'hours': return draft.queue === '' ? at('hours', 'fault.choose_one') : []
    case 'language': return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(draft.language.trim()) && draft.language.trim().length <= 35 ? [] : at('language', 'fault.language_invalid')
    case 'page_tag': {
      const tag = draft.tag.trim()
      if (tag === '' || /\s/.test(tag)) return at('tag', 'fault.tag_invalid')
      return length(tag) > TAG_CHARS ? at('tag', 'fault.too_long', { count: TAG_CHARS }) : []
    }
    case 'page_field': {
      if (draft.field.trim() === '') return at('field', 'fault.field_missing')
      if (length(draft.field.trim()) > FIELD_CHARS) return at('field', 'fault.too_long', { count: FIELD_CHARS })
      const fault = valueFault(draft, readAs(draft.comparison))
      return fault ? at('value', fault.key, fault.values) : []
    }
    case 'context': {
      const variable = variables.find(({ key }) => key === draft.variable)
      if (!variable) return at('variable', 'fault.choose_variable')
      if (!COMPARISONS[variable.kind].includes(draft.comparison)) return at('comparison', variable.kind === 'number' ? 'fault.compares_no_number' : 'fault.compares_no_text')
      const fault = valueFault(draft, variable.kind)
      return fault ? at('value', fault.key, fault.values) : []
    }
  }
}

function valueFault(draft: ConditionDraft, kind: VariableKind): Pick<Fault, 'key' | 'values'> | null {
  const values = draft.comparison === 'one_of' ? linesOf(draft.values) : [draft.value]
  if (draft.comparison === 'one_of' && values.length === 0) return { key: 'fault.value_missing' }
  if (values.length > VALUES) return { key: 'fault.too_many_values', values: { count: VALUES } }
  if (kind === 'number' && !values.every((value) => isNumber(value.trim()))) return { key: 'fault.number_invalid' }
  if (draft.comparison === 'contains' && draft.value === '') return { key: 'fault.value_missing' }
  return values.some((value) => length(value) > VALUE_CHARS) ? { key: 'fault.too_long', values: { count: VALUE_CHARS } } : null
}

/** As the server reads decimal texts: a sign, digits, one point. */
const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text) && text.length <= VALUE_CHARS

/** What the server is told of a condition without faults. */
export function bodyOfCondition(draft: ConditionDraft, variables: readonly Readable[]): Condition {
  switch (draft.on) {
    case 'authenticated': return { on: draft.on, is: draft.is }
    case 'proof': return { on: draft.on, kind: draft.proof }
    case 'setting': return { on: draft.on, id: draft.setting }
    case 'context': {
      const variable = variables.find(({ key }) => key === draft.variable)
      return { on: draft.on, name: variable?.name ?? '', test: bodyOfTest(draft, variable?.kind ?? 'text') }
    }
    case 'page_tag': return { on: draft.on, tag: draft.tag.trim() }
    case 'page_field': return { on: draft.on, id: draft.field.trim(), test: bodyOfTest(draft, readAs(draft.comparison)) }
    case 'channel': return { on: draft.on, id: draft.channel }
    case 'brand': return { on: draft.on, id: draft.brand }
    case 'language': return { on: draft.on, tag: draft.language.trim() }
    case 'hours': return { on: draft.on, queue: draft.queue, open: draft.is }
  }
}

function bodyOfTest({ comparison, value, values }: ConditionDraft, kind: VariableKind): Test {
  if (comparison === 'one_of') return { is: comparison, values: linesOf(values) }
  return { is: comparison, value: kind === 'number' ? value.trim() : value }
}
