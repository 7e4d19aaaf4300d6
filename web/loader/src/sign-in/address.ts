/** What stands in the address of a sign-in page for where somebody comes from. */
const RETURN = '{return}'

/** Whether the page at this address is the sign-in page, whatever is asked of it. */
export function isOn(signInPage: string, here: string): boolean {
  const [there, now] = [new URL(signInPage), new URL(here)]
  return there.origin === now.origin && there.pathname === now.pathname
}

/**
 * Where somebody at this address is sent to sign in. Where they come from is said only if the company has asked for it: to its own
 * site as path and query, to another without the query, which may hold what is not for others. What stands behind a # is never
 * said.
 */
export function addressFrom(signInPage: string, here: string): string {
  const { origin, pathname, search } = new URL(here)
  // Two slashes at the beginning would name another host.
  const path = pathname.replace(/^\/+/, '/')
  const from = new URL(signInPage).origin === origin ? path + search : origin + path
  return signInPage.replaceAll(RETURN, () => encodeURIComponent(from))
}
