import { redirect } from '@sveltejs/kit'
import { current, type Session } from '$lib/session'

/** Nothing below is for someone who has not signed in. */
export function load({ url }: { url: URL }): { session: Session } {
  const session = current()
  if (!session) redirect(307, `/sign-in?to=${encodeURIComponent(url.pathname)}`)
  return { session }
}
