import type { components } from '@bonafide/shared/api/schema'

type Schemas = components['schemas']

/** Where tickets wait for agents (ROU-4). */
export type Queue = Schemas['Queue']
/** A queue as it is to be. */
export type KeepQueue = Schemas['KeepQueue']
/** When a queue is open in a week. */
export type OpeningTime = Schemas['OpeningTime']
/** A day of the week. */
export type Day = Schemas['Day']
/** What is routed, and by which rules (ROU-1). */
export type Workstream = Schemas['Workstream']
/** A workstream as it is to be. */
export type KeepWorkstream = Schemas['KeepWorkstream']
/** The context variables, rules and fallback queue of a workstream. */
export type Rules = Schemas['Rules']
/** A rule of a workstream. */
export type Rule = Schemas['Rule']
/** One condition of a rule (ROU-2). */
export type Condition = Schemas['Condition']
/** What the value of a context variable must be. */
export type Test = Schemas['Test']
/** What kind of value a context variable has. */
export type VariableKind = Schemas['VariableKind']
/** What a trial shows (ROU-6). */
export type RulesTried = Schemas['RulesTried']
/** A channel, with the authentication setting by which people sign in on it. */
export type RoutedChannel = Pick<Schemas['Channel'], 'id' | 'name' | 'setting'>
/** A context variable that would come signed. */
export type SignedContext = Schemas['SignedContext']
/** A name that the company speaks under. */
export type Brand = Schemas['Brand']
/** How many tickets an agent may be given at once. */
export type Capacity = Schemas['Capacity']
/** Something with a name, by its id. */
export type Named = { id: string; name: string }
