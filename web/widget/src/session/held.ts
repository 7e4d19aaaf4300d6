/** The session that this device holds. */
import type { Opened, User } from '../connection/wire.ts'

/** A session as it is kept. Its times are by this device's clock. */
export interface Held {
  /** A secret: it goes into the header of requests to our own origin, and nowhere else. */
  token: string
  id: string
  kind: 'anonymous' | 'authenticated'
  user: User
  /** The anonymous user of this device who turned out to be this user, if that happened here. */
  formerly: string | null
  expiresAt: number
  /** When to ask the page for a new token; only for authenticated ones. */
  renewAt: number | null
  /** It ended without renewal: what it showed is hidden until the same user signs in again (SES-11). */
  isExpired: boolean
  /** A logout is under way; its answer is not there yet. */
  isLeaving: boolean
}

/**
 * The session of an answer. The server's times count from the server's clock (`serverNow`, where the answer shows it),
 * so that a device whose clock is wrong neither renews late nor hides anything early.
 */
export function heldOf({ session, user }: Opened, formerly: string | null, serverNow: number | null, now: number): Held {
  const ahead = serverNow === null ? 0 : serverNow - now
  return {
    token: session.token,
    id: session.id,
    kind: session.kind,
    user,
    formerly,
    expiresAt: Date.parse(session.expires_at) - ahead,
    renewAt: session.renew_at ? Date.parse(session.renew_at) - ahead : null,
    isExpired: false,
    isLeaving: false,
  }
}

/** Whether one may act with it. */
export function isUsable(held: Held | null): held is Held {
  return held !== null && !held.isExpired && !held.isLeaving
}

/** Whether words typed as this user may be shown to whom the session belongs. Null is who typed before any session. */
export function isSamePerson(held: Held | null, user: string | null): boolean {
  return user === null || (held !== null && (user === held.user.id || user === held.formerly))
}
