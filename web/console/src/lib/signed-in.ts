import { redirect } from '@sveltejs/kit'
import { current, type Session } from './session.ts'
import { signInPath } from './way-back.ts'

/** The session, for pages that need one; without one the sign-in page follows, which leads back. */
export function signedIn(url: URL): Session {
  const session = current()
  if (!session) redirect(307, signInPath(url))
  return session
}
