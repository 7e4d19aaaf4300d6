import { callPage } from './callback.ts'
import type { Callback } from './wanted.ts'

/** What a page can be told of. */
export const EVENTS = [
  'open',
  'close',
  'unreadMessages',
  'login',
  'logout',
  'loginRequested',
  'authenticationExpired',
] as const

/** The name of an event. */
export type EventName = (typeof EVENTS)[number]

/** What comes with `open` and `close`. */
export interface PanelEvent {
  /** 32 hexadecimal digits, made for this event. */
  id: string
  /** Milliseconds since 1970. */
  createdAt: number
  type: 'messagingOpened' | 'messagingClosed'
}

/** Who wants to be told of what. */
export interface Events {
  /** Calls the page back at each event of this name, until the function that is returned is called. */
  on(name: EventName, callback: Callback): () => void
  /** Tells all who asked, in the order they did. */
  emit(name: EventName, payload?: PanelEvent | number): void
}

/** Nobody wants to be told of anything yet. */
export function createEvents(): Events {
  const listeners = new Set<{ name: EventName; callback: Callback }>()
  return {
    on(name, callback) {
      const listener = { name, callback }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    emit(name, payload) {
      // A copy: who is added meanwhile is told from the next one on.
      for (const listener of [...listeners]) {
        if (listener.name === name) callPage(() => listener.callback(payload))
      }
    },
  }
}

/** The panel was opened or closed just now. */
export function panelEvent(type: PanelEvent['type']): PanelEvent {
  // `crypto.randomUUID` is missing on pages served by plain http.
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))]
  return { id: bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''), createdAt: Date.now(), type }
}
