import { redirect } from '@sveltejs/kit'
import { current } from '$lib/session'
import { wayBack } from '$lib/way-back'

/** Whoever is signed in goes on. */
export function load({ url }: { url: URL }): void {
  if (current()) redirect(307, wayBack(url.searchParams, url.origin))
}
