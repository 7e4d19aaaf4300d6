import type { Messenger } from '../messenger.ts'

/** Who is sent to the sign-in page, and who is not. */
export interface Departure {
  /** Somebody comes back from it: the next opening sends nobody, signed in or not. */
  comeBack(): void
}

/**
 * Whoever opens the chat is sent, once it is known that they are not signed in and that no login is under way; not whoever has a
 * conversation on this device already, which they go on with as before.
 */
export function createDeparture({ events, follow, set, login }: Messenger, send: () => void): Departure {
  let standing: { talking: boolean; signedIn: boolean } | null = null
  let isWanted = false
  let isBack = false

  const decide = () => {
    if (!isWanted || !standing || login.isPending()) return
    isWanted = false
    if (!standing.talking && !standing.signedIn) send()
  }
  // A login that begins with the same opening has begun then, and one that ended is known.
  const soon = () => void setTimeout(decide)

  events.on('open', () => {
    isWanted = !isBack
    isBack = false
    soon()
  })
  events.on('close', () => {
    isWanted = false
  })
  follow((message) => {
    if (message.t === 'standing') standing = message
    if (message.t === 'logged_in') standing = { talking: standing?.talking ?? false, signedIn: true }
    if (message.t === 'gone') isWanted = false
    else soon()
  })
  set({ t: 'watch' })

  return {
    comeBack() {
      isBack = true
    },
  }
}
