import type { Session } from '$lib/session'
import { signedIn } from '$lib/signed-in'

/** Nothing below is for someone who has not signed in. */
export function load({ url }: { url: URL }): { session: Session } {
  return { session: signedIn(url) }
}
