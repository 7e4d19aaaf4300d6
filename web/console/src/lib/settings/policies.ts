import type { components } from '@bonafide/shared/api/schema'
import type { Problem } from '$lib/problem'

type Schemas = components['schemas']

/** The email policy in force. */
export type PolicyInForce = Schemas['EmailPolicy']
/** What a change of it would take (EML-6). */
export type Preview = Schemas['EmailPolicyPreview']
/** What can refuse a login, and whether it does. */
export type LoginPolicies = Schemas['LoginPolicies']

/** What can become an email identity, the strictest first (EML-1). */
export const POLICIES = ['verified_only', 'verified_and_unverified', 'anyone_may_claim'] as const

/** One of them. */
export type Policy = (typeof POLICIES)[number]

/** The policy by this name; one that this console does not know counts as the strictest. */
export function policyOf(name: string): Policy {
  return POLICIES.find((policy) => policy === name) ?? 'verified_only'
}

/** Whether choosing it asks for a confirmation of its own (EML-1). */
export function isRisky(policy: Policy): boolean {
  return policy === 'anyone_may_claim'
}

/** The preview that is true by now, where a confirmation came too late for the one it named. */
export function newPreview(problem: Problem): Preview | null {
  return problem.code === 'preview_outdated' ? (problem.preview ?? null) : null
}

/** When what was written before a login is joined without asking (MRG-11). */
export type JoinPolicyInForce = Schemas['JoinPolicy']

/** The default first. */
export const JOIN_POLICIES = ['within_half_an_hour', 'ask', 'always'] as const

/** One of them. */
export type JoinPolicy = (typeof JOIN_POLICIES)[number]

/** The policy by this name; one that this console does not know counts as the one that joins nothing by itself. */
export function joinPolicyOf(name: string): JoinPolicy {
  return JOIN_POLICIES.find((policy) => policy === name) ?? 'ask'
}

/** Whether choosing it asks for a confirmation of its own. */
export function isRiskyJoin(policy: JoinPolicy): boolean {
  return policy === 'always'
}

const LEAST_MINUTES = 1
const MOST_MINUTES = 366 * 24 * 60

/** The greatest age of a token as somebody types it, in minutes: seconds, null for any age, undefined where it is none. */
export function ageOf(typed: string): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  const minutes = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  return minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES ? minutes * 60 : undefined
}
