import type { Agent } from './api.ts'

/** What the tab knows of who works here. */
export interface Session {
  /** Sent as `Authorization: Bearer …`. */
  token: string
  /** From when on the token no longer counts, in RFC 3339. */
  expires_at: string
  agent: Agent
}

// Kept for the tab alone, so that it ends with it: no cookie goes along by itself with a request that another page
// made, and none of the token is left on a shared computer.
const PLACE = 'bonafide.session'

/** The session of this tab, if there is one that has not run out. */
export function current(): Session | null {
  const kept = sessionStorage.getItem(PLACE)
  if (!kept) return null
  const session = JSON.parse(kept) as Session
  return Date.parse(session.expires_at) > Date.now() ? session : null
}

/** Keeps a session. */
export function keep(session: Session): void {
  sessionStorage.setItem(PLACE, JSON.stringify(session))
}

/** Forgets it. */
export function forget(): void {
  sessionStorage.removeItem(PLACE)
}
