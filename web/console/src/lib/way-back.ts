/** Where to go after signing in. */

/** The start of the console. */
const START = '/inbox'

/** The sign-in page that leads back to here afterwards. */
export function signInPath(here: { pathname: string; search: string }): string {
  return `/sign-in?to=${encodeURIComponent(here.pathname + here.search)}`
}

/**
 * The page that `?to=` asks for, if it is one of ours: a link to the sign-in page must not be able to lead anybody
 * to another site. The browser's own reading decides, since it also knows `/\\host` and white space.
 */
export function wayBack(search: URLSearchParams, origin: string): string {
  const wanted = search.get('to') ?? START
  if (!wanted.startsWith('/') || wanted.startsWith('//')) return START
  const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : null
  if (!url || url.origin !== origin || url.pathname.startsWith('//')) return START
  return url.pathname + url.search
}
