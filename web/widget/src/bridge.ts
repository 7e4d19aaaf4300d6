/** The way between the page's loader and the messenger: one handshake, and then one port (details 30). */
import { isHello, type MessengerSettings, type ToLoader, type ToMessenger } from '@bonafide/shared/frame'

/**
 * Waits for the handshake of an allowed page, once. It has to be called before the page's `load` event. Everything that
 * is not exactly the handshake is ignored without a word, so that whoever forges one learns nothing.
 */
export function handshake(
  own: Pick<Window, 'parent' | 'addEventListener' | 'removeEventListener' | 'location'>,
  settings: Pick<MessengerSettings, 'key' | 'origins'>,
): Promise<MessagePort> {
  return new Promise((resolve) => {
    const hear = (event: MessageEvent) => {
      const [port, second] = event.ports
      const isFromParent = event.source === own.parent
      const isAllowed = event.origin === own.location.origin || isListed(event.origin, settings.origins)
      if (!isFromParent || !isAllowed || !isHello(event.data, settings.key) || !port || second) return
      own.removeEventListener('message', hear)
      resolve(port)
    }
    own.addEventListener('message', hear)
  })
}

/** Whether an origin is in the list; `http://localhost:*` there stands for every port. */
export function isListed(origin: string, origins: readonly string[]): boolean {
  return origins.some((listed) => {
    if (!listed.endsWith(':*')) return origin === listed
    const host = listed.slice(0, -2)
    return origin === host || (origin.startsWith(`${host}:`) && /^\d+$/.test(origin.slice(host.length + 1)))
  })
}

/** The loader, as the messenger sees it. */
export class Page {
  readonly #port: MessagePort
  readonly #awaited = new Map<number, (token: string | null) => void>()
  #asked = 0

  constructor(port: MessagePort) {
    this.#port = port
  }

  /** Hears what the loader says from now on, beginning with what it said before. */
  hear(listener: (said: Exclude<ToMessenger, { t: 'token' | 'no_token' }>) => void): void {
    this.#port.onmessage = ({ data }: MessageEvent<ToMessenger>) => {
      if (data.t === 'token') this.#answered(data.n, data.token)
      else if (data.t === 'no_token') this.#answered(data.n, null)
      else listener(data)
    }
  }

  say(said: ToLoader): void {
    this.#port.postMessage(said)
  }

  /** Asks the page for a token of whoever is logged in there; null if it has none, or if called off before it answers. */
  token(signal: AbortSignal): Promise<string | null> {
    this.#asked += 1
    const n = this.#asked
    return new Promise((resolve) => {
      this.#awaited.set(n, resolve)
      signal.addEventListener('abort', () => this.#answered(n, null), { once: true })
      this.say({ t: 'token_wanted', n })
    })
  }

  #answered(n: number, token: string | null): void {
    this.#awaited.get(n)?.(token)
    this.#awaited.delete(n)
  }
}
