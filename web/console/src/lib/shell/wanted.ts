import { navigating } from '$app/state'

/** Where the reader wants to be: where they are going, or else where they are. */
export function wanted(): { pathname: string; search: string } {
  return navigating.to?.url ?? location
}
