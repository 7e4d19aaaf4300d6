/** The socket: what happens meanwhile comes here, and it comes back by itself after it was lost. */
import type { Clock } from '../device/clock.ts'
import { closing, type Verdict } from '../model/verdict.ts'
import { backoff } from './backoff.ts'
import type { Frame } from './wire.ts'

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>

/** How far each conversation was read. */
export type Heads = Record<string, number>

/** Whom the line speaks for and to. */
export interface LineEnds {
  /** Opens a socket. */
  connect(): Socket
  /** The session and how far it has read; null if there is none to speak for. */
  introduce(): { session: string; heads: Heads } | null
  /** A frame came; `heads` is what the socket was opened with. */
  hear(frame: Frame, heads: Heads): void
  /** The server closed for what it says of the session. */
  refused(what: Verdict, session: string): void
  /** Whether the server can be reached; `isAgain` if the same session was connected before. */
  reached(isUp: boolean, isAgain?: boolean): void
}

/** Nothing heard for so long means that the connection is dead; `head` comes every 25 seconds. */
const SILENCE = 60_000

/** After so long a silence a device that comes back does not trust its socket: it may have slept. */
const STALE = 30_000

/** One socket, and its next try. */
export class Line {
  readonly #clock: Clock
  readonly #ends: LineEnds
  #socket: Socket | null = null
  #failed = 0
  #cancel: (() => void) | null = null
  #isWanted = false
  #wasReady = false
  #heard = 0

  constructor(clock: Clock, ends: LineEnds) {
    this.#clock = clock
    this.#ends = ends
  }

  /** Connects anew with the session that is stored, and stays connected. */
  open(): void {
    this.close()
    this.#isWanted = true
    this.#wasReady = false
    this.#failed = 0
    this.#connect()
  }

  close(): void {
    this.#isWanted = false
    this.#drop()
  }

  /** Tries at once instead of waiting, as when the device is online again or the page is looked at. */
  wake(): void {
    const isStale = this.#clock.now() - this.#heard > STALE
    if (this.#isWanted && (!this.#socket || isStale)) this.#connect()
  }

  #drop(): void {
    this.#cancel?.()
    this.#cancel = null
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  #connect(): void {
    this.#drop()
    const introduction = this.#ends.introduce()
    if (!introduction) return
    const { session, heads } = introduction
    const socket = this.#ends.connect()
    this.#socket = socket
    this.#listen()
    socket.onopen = () => socket.send(JSON.stringify({ t: 'auth', session, heads }))
    socket.onmessage = ({ data }) => {
      this.#listen()
      const frame = frameOf(data)
      if (!frame) return
      if (frame.t === 'ready') this.#ready(frame.conversation !== null)
      this.#ends.hear(frame, heads)
    }
    socket.onclose = ({ code, reason }) => {
      this.#socket = null
      const what = closing(code, reason)
      if (what) {
        this.#drop()
        this.#ends.refused(what, session)
      } else this.#again()
    }
  }

  #ready(hasConversation: boolean): void {
    this.#failed = 0
    this.#ends.reached(true, this.#wasReady)
    this.#wasReady = true
    // Where nothing was said yet, there is no head to be told every 25 seconds.
    if (!hasConversation) this.#cancel?.()
  }

  /** Waits for the next thing to hear, but not for ever. */
  #listen(): void {
    this.#heard = this.#clock.now()
    this.#cancel?.()
    this.#cancel = this.#clock.after(SILENCE, () => {
      this.#drop()
      this.#again()
    })
  }

  #again(): void {
    this.#cancel?.()
    if (!this.#isWanted) return
    // A single lost socket is back within a second and a half and is nothing to worry anybody with.
    if (this.#failed > 0) this.#ends.reached(false)
    const delay = backoff(this.#failed, () => this.#clock.random())
    this.#failed += 1
    this.#cancel = this.#clock.after(delay, () => this.#connect())
  }
}

function frameOf(data: unknown): Frame | null {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data) as Frame
  } catch {
    return null
  }
}
