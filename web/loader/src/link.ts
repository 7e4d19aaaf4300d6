import { VERSION, type Hello, type ToLoader, type ToMessenger } from '@bonafide/shared/frame'
import { warn } from './console.ts'

/** How long the messenger may take until it is ready, in milliseconds. */
export const PATIENCE = 10_000

/** The iframe's window, as far as the handshake needs it. */
export type Target = Pick<Window, 'postMessage'>

/** What a link needs to know. */
export interface Ends {
  /** The channel's public key. */
  key: string
  /** The server's origin: nobody else is spoken to. */
  origin: string
  /** Takes what the messenger says. */
  hear(message: ToLoader): void
  /** How things stand: the first that the messenger is told. */
  standing(): ToMessenger[]
}

/**
 * The way to the messenger in its iframe (details 30). The page's window has no listener of ours: after the handshake
 * only the port is heard, so a message that somebody posts to the page reaches nobody.
 */
export interface Link {
  /** The iframe was made: it has {@link PATIENCE} to be ready. */
  expect(): void
  /** The iframe has loaded: hands it a port, anew after each load. */
  greet(target: Target): void
  /** Says something once the messenger is ready; what waits for that keeps its order. */
  say(message: ToMessenger): void
  /** Says how things stand, now if there is a port. */
  tell(message: ToMessenger): void
}

/** No messenger is there yet. */
export function createLink({ key, origin, hear, standing }: Ends): Link {
  let port: MessagePort | undefined
  let isReady = false
  const waiting: ToMessenger[] = []

  const listen = ({ data }: MessageEvent<ToLoader>) => {
    if (data.t === 'ready') {
      isReady = true
      for (const message of waiting.splice(0)) port?.postMessage(message)
    }
    hear(data)
  }

  return {
    expect() {
      setTimeout(() => {
        if (!isReady) warn(silence(origin))
      }, PATIENCE)
    },
    greet(target) {
      port?.close()
      isReady = false
      const { port1, port2 } = new MessageChannel()
      port = port1
      port1.onmessage = listen
      const hello: Hello = { v: VERSION, key }
      target.postMessage(hello, origin, [port2])
      for (const message of standing()) port1.postMessage(message)
    },
    say(message) {
      if (isReady) port?.postMessage(message)
      else waiting.push(message)
    },
    tell(message) {
      port?.postMessage(message)
    },
  }
}

function silence(origin: string): string {
  return `the messenger does not answer. Either ${location.origin} is not among the channel's origins: \
an administrator adds it under Settings, Channels. Or this page's content security policy blocks it: \
frame-src needs ${origin}.`
}
