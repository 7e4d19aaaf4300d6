/** What a client does about each refusal: the table of errors in docs/reference/protocol.md. */
import type { Fault } from '../connection/api.ts'

/** What is to be done about a call that was not carried out. */
export type Verdict =
  /** It may have happened: repeat with the same ids. */
  | 'repeat'
  /** Nothing happened: repeat after the time that the server names, with the same ids. */
  | 'wait'
  /** The client is wrong: do not repeat. */
  | 'wrong'
  /** The login was refused; what was there before stays. */
  | 'refused'
  /** The session no longer counts: wipe it and what is unsent. */
  | 'over'
  /** Hide the history and keep what was typed, until the same user signs in again. */
  | 'expired'
  /** Another tab has a newer session. */
  | 'replaced'
  /** Go away, and do not begin anew. */
  | 'banned'
  /** Nobody writes here without signing in. */
  | 'login_required'
  /** The message was typed as somebody else: discard it. */
  | 'wrong_user'
  /** The login id was used up: make a new one. */
  | 'login_id_used'
  /** Nothing more fits into the conversation. */
  | 'full'
  /** No other conversation may be begun. */
  | 'too_many'

const BY_CODE: Readonly<Record<string, Verdict>> = {
  session_missing: 'over',
  session_unknown: 'over',
  session_ended: 'over',
  session_expired: 'expired',
  session_replaced: 'replaced',
  user_banned: 'banned',
  login_required: 'login_required',
  wrong_user: 'wrong_user',
  still_signed_in: 'over',
  login_id_used: 'login_id_used',
  conversation_full: 'full',
  too_many_conversations: 'too_many',
  rate_limited: 'wait',
  busy: 'wait',
  unavailable: 'wait',
}

/** What to do about a fault. Codes that are not known yet go by their status. */
export function verdict(fault: Pick<Fault, 'status' | 'code' | 'reason'>): Verdict {
  if (fault.code === 'invalid_auth') return fault.reason === 'user_banned' ? 'banned' : 'refused'
  const known = BY_CODE[fault.code]
  if (known) return known
  return fault.status === 0 || fault.status === 429 || fault.status >= 500 ? 'repeat' : 'wrong'
}

/** What the reason of a socket's closing says of the session; null if it says nothing of it. */
export function closing(code: number, reason: string): Verdict | null {
  if (code !== 4001 && code !== 4002) return null
  const said = BY_CODE[reason]
  return said === 'expired' || said === 'replaced' || said === 'banned' ? said : 'over'
}
