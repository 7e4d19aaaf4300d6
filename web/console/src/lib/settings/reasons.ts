/** Why tokens are refused, in the order of the checks. */

/** The reasons that logins can have now, each with its rule (docs/reference/errors.md). */
const RULES = {
  code_invalid: 'OMN-11',
  code_used: 'OMN-13',
  token_endpoint_failed: 'OMN-11',
  user_not_found: 'OMN-12',
  token_too_large: 'TOK-1',
  token_malformed: 'TOK-1',
  alg_not_allowed: 'TOK-1',
  kid_missing: 'TOK-1',
  kid_unknown: 'TOK-1',
  signature_invalid: 'TOK-1',
  scope_invalid: 'TOK-3',
  token_expired: 'TOK-7',
  token_not_yet_valid: 'TOK-7',
  token_too_old: 'TOK-7',
  token_revoked: 'SES-14',
  keys_unavailable: 'OMN-4',
  exp_missing: 'OMN-5',
  iat_missing: 'CHT-2',
  iat_out_of_range: 'CHT-3',
  lifetime_too_long: 'CHT-3',
  issuer_mismatch: 'OMN-5',
  audience_mismatch: 'OMN-5',
  sub_missing: 'OMN-5',
  external_id_missing: 'TOK-2',
  external_id_invalid: 'TOK-2',
  name_missing: 'CHT-2',
  name_invalid: 'TOK-4',
  email_missing: 'CHT-2',
  email_invalid: 'TOK-5',
  context_invalid: 'OMN-7',
  email_conflict: 'RES-4',
  channel_mismatch: 'OMN-18',
  user_banned: 'SES-13',
  rate_limited: 'SES-9',
} as const

/** One of them. There are words for what happened (`reason.…`) and for what to do (`remedy.…`). */
export type Reason = keyof typeof RULES

/** All of them. */
export const REASONS = Object.keys(RULES) as Reason[]

/** The reason by this name, if there are words for it. */
export function knownReason(name: string | null | undefined): Reason | null {
  return REASONS.find((reason) => reason === name) ?? null
}

/** The number of the rule that a reason enforces. */
export function ruleOf(reason: Reason): string {
  return RULES[reason]
}

/** The rules that lead to a user now; there are words for each (`rule.…`). */
const RESOLUTIONS = ['RES-1', 'RES-2', 'RES-3'] as const

/** The rule by this number, if there are words for it. */
export function knownRule(number: string | null | undefined): (typeof RESOLUTIONS)[number] | null {
  return RESOLUTIONS.find((rule) => rule === number) ?? null
}
