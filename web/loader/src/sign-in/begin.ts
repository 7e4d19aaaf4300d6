import type { LoaderSettings } from '@bonafide/shared/frame'
import type { Face } from '../calls.ts'
import type { Messenger } from '../messenger.ts'
import { whenComplete } from '../when.ts'
import { addressFrom, isOn } from './address.ts'
import { createDeparture } from './departure.ts'

/** How long somebody may take to sign in and still find the chat open when they come back, in milliseconds. */
const PATIENCE = 15 * 60_000

/**
 * OMN-14: whoever opens the chat without being signed in is sent to the channel's sign-in page, and finds the chat open when they
 * come back. That they were sent is kept in this tab of this site, and nothing else is: no address, no token.
 */
export function begin(page: Window, messenger: Messenger, { key, sign_in_page: to = '' }: LoaderSettings): Face {
  const kept = `bonafide.sent.${key}`
  const isThere = () => isOn(to, page.location.href)
  const departure = createDeparture(messenger, () => {
    if (isThere()) return
    write(page, kept, String(Date.now()))
    page.location.assign(addressFrom(to, page.location.href))
  })
  // On the sign-in page itself nobody has come back yet.
  if (!isThere()) {
    const sentAt = Number(read(page, kept))
    if (Date.now() - sentAt < PATIENCE) {
      write(page, kept, null)
      departure.comeBack()
      whenComplete(() => messenger.screen.open())
    }
  }
  return () => {}
}

/** Pages may have storage switched off: then nobody finds the chat open, and nothing else is missing. */
function read(page: Window, name: string): string | null {
  try {
    return page.sessionStorage.getItem(name)
  } catch {
    return null
  }
}

function write(page: Window, name: string, value: string | null): void {
  try {
    if (value === null) page.sessionStorage.removeItem(name)
    else page.sessionStorage.setItem(name, value)
  } catch {
    // See above.
  }
}
