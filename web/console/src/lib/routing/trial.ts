import type { RoutedChannel, Rules, RulesTried, SignedContext } from './wire.ts'
import type { VariableDraft } from './workstream-draft.ts'

/** What a trial showed of the rules as they were then (ROU-6). */
export interface Tried {
  rules: Rules
  /** Whether it was on a conversation that is there, or on somebody who begins to write. */
  on: 'channel' | 'conversation'
  answer: RulesTried
}

/** A rule that comes before the one that took it, and why it did not. */
export interface PassedRule {
  at: number
  name: string
  /** Its first condition that was not met; null where a server that is newer names one that this console did not send. */
  condition: Rules['rules'][number]['conditions'][number] | null
  why: string
}

/** The setting by which people sign in on a channel with codes, which a trial would use up; null where they do otherwise. */
export function codeSettingOf(channel: RoutedChannel | undefined): { name: string } | null {
  return channel?.setting?.kind === 'oauth2_code' ? channel.setting : null
}

/** The variables that have a name by now, which can come signed. */
export function named(variables: readonly VariableDraft[]): VariableDraft[] {
  return variables.filter(({ name }) => name.trim() !== '')
}

/** What would come signed of what was typed for each variable, by its key; what is empty does not come. A number is sent as it is typed: its text is read as one (OMN-17). */
export function contextsOf(variables: readonly VariableDraft[], typed: Readonly<Record<string, string>>): SignedContext[] {
  return named(variables).map(({ key, name }) => ({ name, value: typed[key] ?? '' })).filter(({ value }) => value !== '')
}

/** Where the rules send somebody, and why the earlier ones do not take it. */
export interface Outcome {
  /** The rule that takes it; null for the fallback. */
  taken: { at: number; name: string } | null
  queue: string
  priority: number
  passed: readonly PassedRule[]
}

/** What was shown, in terms of the rules that were tried; null where the token was refused. */
export function outcomeOf({ rules, answer }: Tried): Outcome | null {
  if (answer.token_refused) return null
  const taken = answer.rule === null || answer.rule === undefined ? null : answer.rule
  const passed = answer.passed.map(({ condition, why }, at): PassedRule => {
    const rule = rules.rules[at]
    return { at, name: rule?.name ?? '', condition: rule?.conditions[condition] ?? null, why }
  })
  return {
    taken: taken === null ? null : { at: taken, name: rules.rules[taken]?.name ?? '' },
    queue: answer.queue ?? '',
    priority: answer.priority ?? 0,
    passed,
  }
}

/** As of when a conversation was judged: of the moment at which its ticket was sent to its queue, or as it is now; null where it was none. */
export function asOf({ on, answer }: Tried): { then: string } | 'now' | null {
  if (on === 'channel' || answer.token_refused) return null
  return answer.as_of ? { then: answer.as_of } : 'now'
}

/** Whether the rules are still those that were tried. */
export function isOf({ rules }: Tried, now: Rules): boolean {
  return JSON.stringify(rules) === JSON.stringify(now)
}

/** The conversation that a link to it, or its id, names; null if it names none. */
export function conversationIn(text: string): string | null {
  return /(?:^|\/inbox\/)([0-9a-f]{24})(?:[?#].*)?$/.exec(text.trim())?.[1] ?? null
}
