import { isAddress, length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import type { Colleague, Email, Line, Person } from './wire.ts'

/** What an address can rest on (SEE-2). Only a token verifies one (EML-4). */
export const STANDINGS = ['verified', 'not_verified', 'added_by_agent', 'added_by_api', 'given_by_form', 'unreliable'] as const

/** One of them. */
export type Standing = (typeof STANDINGS)[number]

/** What the server's member names; one that this console does not know counts as not verified. */
export function standingOf(member: string): Standing {
  return STANDINGS.find((standing) => standing === member) ?? 'not_verified'
}

/** Whether a token gave the address: then only tokens, and administrators in a conflict, take it away (EML-4). */
export function isFromToken(standing: Standing): boolean {
  return standing === 'verified' || standing === 'not_verified'
}

/** The agent who attached the address, if they are still one of the company's people. */
export function attachedBy(email: Email, colleagues: readonly Colleague[]): Colleague | null {
  return colleagues.find((colleague) => colleague.id === email.added_by) ?? null
}

/** What an agent fills in to attach an address. */
export interface AddressDraft {
  address: string
  checkedHow: string
}

/** The longest account of how an address was checked, in characters. */
export const CHECKED_HOW_CHARS = 255

/**
 * What is wrong with it, in the order of the fields; the fields' ids begin with `form`. An address that the person has
 * is among it, unless how it was checked is said and there is no token that says more: the newest note holds.
 */
export function addressFaults(form: string, { address, checkedHow }: AddressDraft, has: readonly Email[]): Fault[] {
  const faults: Fault[] = []
  const typed = address.trim()
  if (!isAddress(typed)) faults.push({ field: `${form}-address`, key: 'fault.email_invalid' })
  const held = has.find((email) => email.address.toLowerCase() === typed.toLowerCase())
  if (held && isFromToken(standingOf(held.standing))) faults.push({ field: `${form}-address`, key: 'email.has_it' })
  else if (held && checkedHow.trim() === '') faults.push({ field: `${form}-checked`, key: 'email.has_it_unchecked' })
  if (length(checkedHow.trim()) > CHECKED_HOW_CHARS) {
    faults.push({ field: `${form}-checked`, key: 'fault.too_long', values: { count: CHECKED_HOW_CHARS } })
  }
  return faults
}

/** Who holds an address that was to be attached to somebody else. */
export interface Holder {
  person: Pick<Person, 'id' | 'name' | 'external_id'>
  /** Where they can be seen; null where no line of the queue is theirs. */
  conversation: string | null
  /** They claimed it from whom it was to be attached to (EML-5). */
  claimed: boolean
}

/** The holder with this id, as far as the queue's lines and what was read of them tell. */
export function holderOf(id: string, read: Person | null, lines: readonly Line[]): Holder {
  const line = lines.find(({ requester }) => requester.id === id)
  return { person: read ?? { id }, conversation: line?.conversation ?? null, claimed: false }
}
