import { length } from '$lib/account'
import type { Key } from '$lib/i18n'
import type { Fault } from '$lib/parts/fault'
import { standingOf, type Standing } from './emails.ts'
import type { Email, FollowUp } from './wire.ts'

/** What an agent fills in to follow up by email (EML-11). */
export interface MailDraft {
  /** The address's id. */
  email: string
  subject: string
  text: string
}

/** The longest subject, in characters. */
export const SUBJECT_CHARS = 200
/** The longest message, in bytes of UTF-8. */
const TEXT_BYTES = 16 * 1024
/** What is drawn as a check mark; none passes to mail. */
const CHECK_MARKS = /[\u2611\u2705\u2713\u2714\u{1f5f8}\u{1f5f9}]/u

/** What is wrong with it, in the order of the fields; the fields' ids begin with `form`. */
export function mailFaults(form: string, { subject, text }: MailDraft): Fault[] {
  const faults: Fault[] = []
  const field = `${form}-subject`
  if (subject.trim() === '') faults.push({ field, key: 'follow_up.subject_missing' })
  else if (CHECK_MARKS.test(subject)) faults.push({ field, key: 'follow_up.subject_mark' })
  else if (length(subject.trim()) > SUBJECT_CHARS) {
    faults.push({ field, key: 'fault.too_long', values: { count: SUBJECT_CHARS } })
  }
  const body = `${form}-text`
  if (text.trim() === '') faults.push({ field: body, key: 'follow_up.text_missing' })
  else if (new TextEncoder().encode(text.trim()).length > TEXT_BYTES) {
    faults.push({ field: body, key: 'fault.too_long', values: { count: TEXT_BYTES } })
  }
  return faults
}

/** The address that is offered first: a verified one if there is one. */
export function firstOf(emails: readonly Email[]): Email | undefined {
  return emails.find((email) => standingOf(email.standing) === 'verified') ?? emails[0]
}

/** What is to be warned of, by the server's word; a word that this console does not know is the least that is not verified. */
export function warningOf(standing: string): Exclude<Standing, 'verified'> {
  const known = standingOf(standing)
  return known === 'verified' ? 'not_verified' : known
}

const REASONS: Record<string, Key> = {
  off: 'follow_up.why_off',
  unreachable: 'follow_up.why_unreachable',
  insecure: 'follow_up.why_insecure',
  sign_in: 'follow_up.why_sign_in',
  later: 'follow_up.why_later',
  refused: 'follow_up.why_refused',
  unsupported: 'follow_up.why_unsupported',
  address_moved: 'follow_up.why_address_moved',
  address_changed: 'follow_up.why_address_changed',
  erased: 'follow_up.why_erased',
}

/** Why a mail was not sent, by the server's word. */
export function reasonKey(obstacle: string): Key {
  return REASONS[obstacle] ?? 'follow_up.why_unknown'
}

/** How far a mail is. What the server does not say it was handed over is not shown so. */
export type Progress =
  | { is: 'waiting' }
  | { is: 'again'; reason: Key; at: string }
  | { is: 'sent'; at: string }
  | { is: 'failed'; reason: Key }

/** How far it is, as the server says. */
export function progressOf({ state, obstacle, next_at, ended_at }: FollowUp): Progress {
  if (state === 'sent' && ended_at) return { is: 'sent', at: ended_at }
  if (state === 'failed') return { is: 'failed', reason: reasonKey(obstacle ?? '') }
  if (obstacle && next_at) return { is: 'again', reason: reasonKey(obstacle), at: next_at }
  return { is: 'waiting' }
}
