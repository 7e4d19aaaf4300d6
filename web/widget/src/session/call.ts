/** Calls that are made with the session that counts. */
import type { Answer } from '../connection/api.ts'
import type { Patience } from '../connection/patience.ts'
import { type Verdict, verdict } from '../model/verdict.ts'
import { isUsable } from './held.ts'
import type { Sessions } from './sessions.ts'

/** What such a call needs, and who hears that the session does not count. */
export interface CallParts {
  sessions: Sessions
  patience: Patience
  refused(what: Verdict, token: string): void
}

/**
 * Calls until it is answered for good, and again with a newer session that another tab has stored since. Null if no
 * answer came about, or if nobody wants it any more.
 */
export async function callAsHeld<Body>(
  { sessions, patience, refused }: CallParts, signal: AbortSignal, call: (token: string) => Promise<Answer<Body>>,
): Promise<Body | null> {
  for (;;) {
    const held = sessions.held()
    if (!isUsable(held)) return null
    const answer = await patience.untilAnswered(() => call(held.token), signal)
    if (signal.aborted || !answer) return null
    if (answer.ok) return answer.body
    if (await sessions.hasNewer(held.token)) continue
    if (!signal.aborted) refused(verdict(answer.fault), held.token)
    return null
  }
}
