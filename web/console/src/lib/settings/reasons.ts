/** Why tokens are refused, in the order of the checks. */

/** The reasons that the messenger's logins can have now (docs/reference/errors.md). */
export const REASONS = [
  'token_too_large',
  'token_malformed',
  'alg_not_allowed',
  'kid_missing',
  'kid_unknown',
  'signature_invalid',
  'scope_invalid',
  'token_expired',
  'token_not_yet_valid',
  'token_too_old',
  'external_id_missing',
  'external_id_invalid',
  'name_invalid',
  'email_invalid',
  'channel_mismatch',
  'user_banned',
  'rate_limited',
] as const

/** One of them. There are words for what happened (`reason.…`) and for what to do (`remedy.…`). */
export type Reason = (typeof REASONS)[number]

/** The reason by this name, if there are words for it. */
export function knownReason(name: string | null | undefined): Reason | null {
  return REASONS.find((reason) => reason === name) ?? null
}

/** The rules that lead to a user now; there are words for each (`rule.…`). */
const RULES = ['RES-1', 'RES-3'] as const

/** The rule by this number, if there are words for it. */
export function knownRule(number: string | null | undefined): (typeof RULES)[number] | null {
  return RULES.find((rule) => rule === number) ?? null
}
