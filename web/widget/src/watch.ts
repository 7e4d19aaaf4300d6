/** What the page is told besides, where it calls us as one of the systems replaced. Loaded only for such pages. */
import type { Page } from './bridge.ts'
import type { Messenger } from './messenger.ts'
import type { State } from './state.ts'

/** Sees everything that is drawn, and each reconnection. */
export interface Watcher {
  drawn(state: State): void
  reconnected(): void
}

/** From now on tells the page how things stand, what is said, and when the connection is back. */
export function watch(messenger: Pick<Messenger, 'watcher' | 'appear'>, page: Pick<Page, 'say'>): void {
  let [isTalking, isSignedIn]: (boolean | null)[] = [null, null]
  /** The newest message that was told or was there before; null until the conversation was read. */
  let newest: string | null = null

  const stands = (talking: boolean, signedIn: boolean) => {
    if (talking === isTalking && signedIn === isSignedIn) return
    isTalking = talking
    isSignedIn = signedIn
    page.say({ t: 'standing', talking, signedIn })
  }

  messenger.watcher = {
    drawn({ who, thread: { messages, isRead } }) {
      const signedIn = who.kind === 'signed_in'
      // While somebody's conversation is being read, nothing is known of it; without anybody there is none.
      const talking = isRead || !signedIn ? messages.length > 0 : (isTalking ?? false)
      stands(talking, signedIn)
      const before = newest
      newest = isRead ? (messages.at(-1)?.id ?? '') : null
      if (before === null || newest === null) return
      for (const { id, author } of messages) if (id > before) page.say({ t: 'said', by: author.kind })
    },
    reconnected() {
      if (isSignedIn) page.say({ t: 'reconnected' })
    },
  }
  messenger.appear({})
}
