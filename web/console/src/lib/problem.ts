import { t, type Key } from './i18n.ts'
import type { ApiError, EmailPolicyPreview } from './api.ts'

/** Why something asked of the server did not happen. */
export interface Problem {
  /** A word of docs/reference/errors.md, or `no_connection`. */
  code: string
  /** The answer's status; 0 without an answer. */
  status: number
  /** The server's own words, in English. */
  description: string
  /** After how many seconds to try again, where the server says so. */
  seconds?: number
  /** What would change now, where the code is `preview_outdated`. */
  preview?: EmailPolicyPreview
}

/** Nobody answered. */
export const NO_CONNECTION: Problem = { code: 'no_connection', status: 0, description: '' }

/** What came of asking the server. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem }

interface Called<T> {
  data?: T
  error?: ApiError
  response: Response
}

/** Waits for a call of `api` and gives its value or the problem; it never throws. */
export async function ask<T>(call: Promise<Called<T>>): Promise<Answer<T>> {
  let called: Called<T>
  try {
    called = await call
  } catch {
    return { ok: false, problem: NO_CONNECTION }
  }
  if (called.response.ok) return { ok: true, value: called.data as T }
  return { ok: false, problem: problemOf(called.response, called.error) }
}

function problemOf(response: Response, error: ApiError | undefined): Problem {
  // What stands before the server may answer in its own words.
  const { code = 'internal', description = '', preview } = error?.error ?? {}
  const problem: Problem = { code, status: response.status, description, ...(preview && { preview }) }
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) ? { ...problem, seconds } : problem
}

const WORDS: Record<string, Key> = {
  no_connection: 'problem.no_connection',
  sign_in_refused: 'problem.sign_in_refused',
  sign_in_required: 'problem.sign_in_required',
  administrator_required: 'problem.administrator_required',
  link_spent: 'problem.link_spent',
  already_set_up: 'problem.already_set_up',
  address_taken: 'problem.address_taken',
  name_taken: 'problem.name_taken',
  key_limit_reached: 'problem.key_limit_reached',
  setting_in_use: 'problem.setting_in_use',
  queue_in_use: 'problem.queue_in_use',
  secrets_not_permitted: 'problem.secrets_not_permitted',
  already_one: 'problem.already_one',
  merge_needs_administrator: 'problem.merge_needs_administrator',
  merge_too_long: 'problem.merge_too_long',
  merge_undone: 'problem.merge_undone',
  not_newest_merge: 'problem.not_newest_merge',
  user_merged: 'problem.user_merged',
  ticket_closed: 'problem.ticket_closed',
  already_signed_in: 'problem.already_signed_in',
  user_banned: 'problem.user_banned',
  key_link_spent: 'problem.key_link_spent',
  mail_off: 'problem.mail_off',
  not_found: 'problem.not_found',
  busy: 'problem.busy',
  unavailable: 'problem.unavailable',
  outcome_unknown: 'problem.outcome_unknown',
  internal: 'problem.internal',
}

/** The problem in the reader's words: what happened, and what to do. */
export function problemWords(problem: Problem): string {
  if (problem.code === 'rate_limited') {
    return t('problem.rate_limited', { count: Math.max(1, Math.ceil(problem.seconds ?? 1)) })
  }
  const key = WORDS[problem.code]
  return key ? t(key) : t('problem.other', { description: problem.description })
}
