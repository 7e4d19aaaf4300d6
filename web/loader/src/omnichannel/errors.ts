/** Why the widget raises `lcw:error`. */
export type Fault =
  | 'context_failed'
  | 'provider_failed'
  | 'token_missing'
  | 'token_refused'
  | 'provider_timed_out'
  | 'context_refused'
  | 'session_expired'

/** The numbers that pages know them by; above 100 are those that the system replaced has no number for. */
const CODES: Record<Fault, number> = {
  context_failed: 1,
  provider_failed: 2,
  token_missing: 3,
  token_refused: 4,
  provider_timed_out: 101,
  context_refused: 102,
  session_expired: 103,
}

/** What comes with `lcw:error`. */
export interface ErrorDetail {
  errorCode: number
  errorDescription: string
  /** One word: what it was, or why the server refused a token (`docs/reference/errors.md`). */
  reason: string
}

/** The error as pages get it. */
export function detailOf(fault: Fault, errorDescription: string, reason: string = fault): ErrorDetail {
  return { errorCode: CODES[fault], errorDescription, reason }
}
