import type { components } from '@bonafide/shared/api/schema'

type Schemas = components['schemas']

/** What the server says about a token (SEE-7). */
export type Explained = Schemas['TokenExplained']
/** One of its checks, and how it went. */
export type CheckMade = Schemas['CheckMade']
/** What a developer should change. */
export type Advice = Schemas['Advice']

/** The checks that there are words for (`check.…`), in their order (details 23). */
const CHECKS = [
  'code', 'code_unused', 'exchange', 'action',
  'size', 'three_parts', 'base64url', 'header_json', 'alg', 'typ', 'crit', 'keys_there', 'kid_there', 'kid_known', 'alg_of_key', 'signature',
  'payload_json', 'scope', 'exp_there', 'exp', 'nbf', 'iat_there', 'iat', 'iat_near', 'lifetime', 'greatest_age', 'issuer', 'audience', 'nonce',
  'external_id',
  'name_there', 'name', 'email_there', 'email', 'contexts', 'channel', 'ban', 'resolution',
] as const

/** The check by this name, if there are words for it. */
export function knownCheck(name: string): (typeof CHECKS)[number] | null {
  return CHECKS.find((check) => check === name) ?? null
}

/** How a check can go; there are words for each (`outcome.…`). */
const OUTCOMES = ['passed', 'failed', 'not_reached'] as const

/** How a check went. What is not known was not seen to pass. */
export function outcomeOf({ outcome }: CheckMade): (typeof OUTCOMES)[number] {
  return OUTCOMES.find((one) => one === outcome) ?? 'not_reached'
}

/** What there is advice about (`advice.…`): the causes of refusals, then what is odd about an accepted token. */
const ADVICE = [
  'decoded_secret', 'white_space', 'another_key', 'signing_key', 'rest_key', 'whole_object', 'number_as_external_id', 'no_scope', 'milliseconds',
  'time_as_text', 'email_verified_is_text', 'address_not_trusted', 'address_of_action', 'empty_claim', 'token_too_old', 'context_invalid', 'email_conflict', 'external_id_is_address',
  'external_id_is_telephone', 'external_id_is_name',
] as const

/** The advice by this name, if there are words for it. */
export function knownAdvice(name: string): (typeof ADVICE)[number] | null {
  return ADVICE.find((advice) => advice === name) ?? null
}

/** What can become of a token's address (`address_outcome.…`). */
const ADDRESSES = [
  'stays', 'attached', 'attached_unverified', 'moves', 'verified', 'doubted', 'released', 'disowned',
] as const

/** What would become of the address, if there are words for it. */
export function addressOutcome({ address }: Explained): (typeof ADDRESSES)[number] | null {
  return ADDRESSES.find((one) => one === address) ?? null
}

/** The check that failed, if one did: a login stops there. */
export function failedCheck({ checks }: Explained): CheckMade | null {
  return checks.find((check) => outcomeOf(check) === 'failed') ?? null
}

/** The moment that a field with a day and a time of day names where the reader is; null for none. */
export function momentIn(field: string): string | null {
  const at = new Date(field)
  return field === '' || Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** Whether the signature was found good; until then, what is written is anybody’s. */
export function isSignatureGood({ checks }: Explained): boolean {
  return checks.some((made) => made.check === 'signature' && outcomeOf(made) === 'passed')
}
