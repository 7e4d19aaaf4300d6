/** What the page is told besides, where it calls us as one of the systems replaced. Loaded only for such pages. */
import type { Wait } from '@bonafide/shared/frame'
import type { Page } from './bridge.ts'
import type { Messenger } from './messenger.ts'
import type { State } from './state.ts'

/** Sees everything that is drawn, and each reconnection. */
export interface Watcher {
  /** `hasSession` says whether somebody has a session here that counts, signed in or not. */
  drawn(state: State, hasSession: boolean): void
  reconnected(): void
}

/** From now on tells the page how things stand, what is said, and when the connection is back. */
export function watch(messenger: Pick<Messenger, 'watcher' | 'appear'>, page: Pick<Page, 'say'>): void {
  let [isTalking, isSignedIn]: (boolean | null)[] = [null, null]
  let wait: Wait | null = null
  /** The newest message that was told or was there before; null until the conversation was read. */
  let newest: string | null = null

  const stands = (talking: boolean, signedIn: boolean) => {
    if (talking === isTalking && signedIn === isSignedIn) return
    isTalking = talking
    isSignedIn = signedIn
    page.say({ t: 'standing', talking, signedIn })
  }

  messenger.watcher = {
    drawn({ who, thread: { messages, isRead }, wait: now }, hasSession) {
      const signedIn = who.kind === 'signed_in'
      // While somebody's conversation is being read, nothing is known of it; without anybody there is none.
      if (isRead || !hasSession) stands(messages.length > 0, signedIn)
      else if (signedIn || isTalking !== null) stands(isTalking ?? false, signedIn)
      if (JSON.stringify(now) !== JSON.stringify(wait)) page.say({ t: 'waits', wait: now })
      wait = now
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
