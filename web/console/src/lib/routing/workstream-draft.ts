import type { Fault } from '$lib/parts/fault'
import { bodyOfCondition, conditionFaults, draftOfCondition, type ConditionDraft } from './condition-draft.ts'
import { nameFaults } from './queue-draft.ts'
import type { KeepWorkstream, Rule, Rules, VariableKind, Workstream } from './wire.ts'

/** A workstream as somebody types it (ROU-1). */
export interface WorkstreamDraft {
  name: string
  /** The ids of the channels that it routes. */
  channels: string[]
  variables: VariableDraft[]
  /** In their order: the first whose conditions are all met takes the ticket. */
  rules: RuleDraft[]
  /** The id of the queue of what no rule takes; empty while none is chosen. */
  fallback: string
}

/** A context variable. Conditions name it by its key, so that it can be called something else. */
export interface VariableDraft {
  key: string
  name: string
  kind: VariableKind
}

/** A rule. */
export interface RuleDraft {
  key: string
  name: string
  conditions: ConditionDraft[]
  /** The id of the queue it sends to; empty while none is chosen. */
  queue: string
  priority: string
}

const CONTEXT_NAME_CHARS = 100
const VARIABLES = 100
const CONDITIONS = 20
const RULES = 1_000
const PRIORITY = 100

/** The draft of a workstream that does not exist yet. */
export function newWorkstream(): WorkstreamDraft {
  return { name: '', channels: [], variables: [], rules: [], fallback: '' }
}

/** The draft of a workstream to be changed. */
export function draftOfWorkstream({ name, channels, rules: { variables, rules, fallback } }: Workstream): WorkstreamDraft {
  const drafts = variables.map((one): VariableDraft => ({ key: crypto.randomUUID(), ...one }))
  return { name, channels: [...channels], variables: drafts, rules: rules.map((rule) => draftOfRule(rule, drafts)), fallback }
}

function draftOfRule(rule: Rule, variables: readonly VariableDraft[]): RuleDraft {
  const conditions = rule.conditions.map((condition) => draftOfCondition(condition, variables))
  return { key: crypto.randomUUID(), name: rule.name, conditions, queue: rule.queue, priority: String(rule.priority) }
}

/** A variable to be named. */
export function newVariable(): VariableDraft {
  return { key: crypto.randomUUID(), name: '', kind: 'text' }
}

/** A rule to be filled in. */
export function newRule(queue: string): RuleDraft {
  return { key: crypto.randomUUID(), name: '', conditions: [], queue, priority: '0' }
}

/** The rules with one of them a place further up or down; as they were where it would leave them. */
export function movedRule(rules: readonly RuleDraft[], key: string, by: -1 | 1): RuleDraft[] {
  const from = rules.findIndex((rule) => rule.key === key)
  const [rule, other] = [rules[from], rules[from + by]]
  if (!rule || !other) return [...rules]
  return rules.map((one) => (one === rule ? other : one === other ? rule : one))
}

/** How many conditions of the rules read a variable. */
export function readersOf(draft: WorkstreamDraft, { key }: VariableDraft): number {
  return draft.rules.flatMap(({ conditions }) => conditions).filter((one) => one.on === 'context' && one.variable === key).length
}

/** The id of a field of something with a key. */
export function fieldOf(key: string, field: string): string {
  return `${field}-${key}`
}

/** What the server would refuse of a draft, in the order of the fields. */
export function workstreamFaults(draft: WorkstreamDraft): Fault[] {
  return [...nameFaults('workstream-name', draft.name), ...rulesFaults(draft)]
}

/** What the server would refuse of its rules, which are tried and saved alike (ROU-6). */
export function rulesFaults(draft: WorkstreamDraft): Fault[] {
  const faults = variableFaults(draft.variables)
  for (const rule of draft.rules) faults.push(...ruleFaults(rule, draft.variables))
  if (draft.rules.length > RULES) faults.push({ field: 'workstream-fallback', key: 'fault.too_many_rules', values: { count: RULES } })
  else if (draft.fallback === '') faults.push({ field: 'workstream-fallback', key: 'fault.queue_missing' })
  return faults
}

function variableFaults(variables: readonly VariableDraft[]): Fault[] {
  const faults: Fault[] = []
  const names = new Set<string>()
  for (const [at, { key, name }] of variables.entries()) {
    const field = fieldOf(key, 'variable')
    if (name.trim() === '') faults.push({ field, key: 'fault.name_missing' })
    else if ([...name].length > CONTEXT_NAME_CHARS) faults.push({ field, key: 'fault.too_long', values: { count: CONTEXT_NAME_CHARS } })
    else if (names.has(name)) faults.push({ field, key: 'fault.variable_twice' })
    else if (at >= VARIABLES) faults.push({ field, key: 'fault.too_many_variables', values: { count: VARIABLES } })
    names.add(name)
  }
  return faults
}

function ruleFaults(rule: RuleDraft, variables: readonly VariableDraft[]): Fault[] {
  const faults = nameFaults(fieldOf(rule.key, 'rule'), rule.name)
  for (const [at, condition] of rule.conditions.entries()) {
    faults.push(...conditionFaults(condition, variables))
    if (at === CONDITIONS) faults.push({ field: fieldOf(condition.key, 'on'), key: 'fault.too_many_conditions', values: { count: CONDITIONS } })
  }
  if (rule.queue === '') faults.push({ field: fieldOf(rule.key, 'queue'), key: 'fault.queue_missing' })
  if (priorityOf(rule) === null) faults.push({ field: fieldOf(rule.key, 'priority'), key: 'fault.priority_invalid', values: { most: PRIORITY } })
  return faults
}

function priorityOf({ priority }: RuleDraft): number | null {
  const typed = priority.trim()
  return /^\d{1,3}$/.test(typed) && Number(typed) <= PRIORITY ? Number(typed) : null
}

/** Whether a fault is within a rule, so that it has to be seen. */
export function isWithin(rule: RuleDraft, { field }: Fault): boolean {
  return [rule.key, ...rule.conditions.map(({ key }) => key)].some((key) => field.endsWith(`-${key}`))
}

/** What the server is told of a draft without faults. */
export function bodyOfWorkstream(draft: WorkstreamDraft): KeepWorkstream {
  return { name: draft.name.trim(), channels: draft.channels, rules: rulesOf(draft) }
}

/** The rules of a draft without faults: as they are saved, and as they are tried. */
export function rulesOf({ variables, rules, fallback }: WorkstreamDraft): Rules {
  return {
    variables: variables.map(({ name, kind }) => ({ name, kind })),
    rules: rules.map((rule) => ({
      name: rule.name.trim(),
      conditions: rule.conditions.map((condition) => bodyOfCondition(condition, variables)),
      queue: rule.queue,
      priority: priorityOf(rule) ?? 0,
    })),
    fallback,
  }
}
