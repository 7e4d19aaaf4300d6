import type { Event } from './wire.ts'

/** As much of a WebSocket as is used. */
export interface Wire {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((message: { data: unknown }) => void) | null
  onclose: ((closed: { code: number }) => void) | null
}

/** What the socket needs of the world. */
export interface World {
  open: () => Wire
  /** The session to say who we are with; null if there is none any more. */
  session: () => string | null
  later: (what: () => void, milliseconds: number) => () => void
  /** From 0 to less than 1. */
  random: () => number
}

/** Whom the socket tells. */
export interface Hearer {
  /** Everything read before may be out of date: read the visible page again. */
  connected: () => void
  disconnected: () => void
  /** The session no longer counts. */
  refused: () => void
  event: (event: Event) => void
  /** How far a watched conversation goes. */
  head: (conversation: string, head: number) => void
  /** A watched conversation is to be read again. */
  resync: (conversation: string) => void
  /** What is known of a watched conversation's person is another. */
  person: (conversation: string) => void
  inbox: () => void
}

type Frame =
  | { t: 'ready' }
  | ({ t: 'event' } & Event)
  | { t: 'head'; c: string; n: number }
  | { t: 'resync'; c: string }
  | { t: 'person'; c: string }
  | { t: 'inbox' }

/** Nobody is signed in with this session (details 21). */
const NOT_AUTHENTICATED = 4001
/** A head of each watched conversation comes every 25 seconds: without any for this long, nobody is there any more. */
const SILENCE = 70_000
/** Where we give a connection up, no code came. */
const NO_CODE = 0
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000

/** The one socket of the workspace: it reconnects by itself and takes up what was watched. */
export class Socket {
  #world: World
  #hearer: Hearer
  #wire: Wire | null = null
  #isReady = false
  #isClosed = false
  #pause = FIRST_PAUSE
  #cancel: (() => void) | null = null
  #cancelSilence: (() => void) | null = null
  /** Each watched conversation, and how to learn how far it was read. */
  #watched = new Map<string, () => number>()

  constructor(world: World, hearer: Hearer) {
    this.#world = world
    this.#hearer = hearer
  }

  /** Connects, and stays connected until `close`. */
  connect(): void {
    const session = this.#world.session()
    if (this.#isClosed || this.#wire) return
    if (session === null) return this.#hearer.refused()
    this.#cancel?.()
    const wire = this.#world.open()
    this.#wire = wire
    wire.onopen = () => wire.send(JSON.stringify({ t: 'auth', session }))
    wire.onmessage = ({ data }) => this.#received(data)
    wire.onclose = ({ code }) => this.#lost(wire, code)
  }

  /** Tells of a conversation from now on; `after` says how far it was read, now and at each reconnection. */
  watch(conversation: string, after: () => number): void {
    this.#watched.set(conversation, after)
    if (this.#isReady) this.#send({ t: 'watch', c: conversation, after: after() })
    this.#listenForSilence()
  }

  /** No longer. */
  unwatch(conversation: string): void {
    if (this.#watched.delete(conversation) && this.#isReady) this.#send({ t: 'unwatch', c: conversation })
  }

  /** Ends it for good. */
  close(): void {
    this.#isClosed = true
    this.#isReady = false
    this.#cancel?.()
    this.#cancelSilence?.()
    this.#wire?.close()
  }

  #received(data: unknown): void {
    this.#listenForSilence()
    // Frames come from our own server; kinds that are not known are passed over.
    const frame = JSON.parse(String(data)) as Frame
    switch (frame.t) {
      case 'ready': return this.#ready()
      case 'event': return this.#hearer.event(frame)
      case 'head': return this.#hearer.head(frame.c, frame.n)
      case 'resync': return this.#hearer.resync(frame.c)
      case 'person': return this.#hearer.person(frame.c)
      case 'inbox': return this.#hearer.inbox()
    }
  }

  #ready(): void {
    this.#isReady = true
    this.#pause = FIRST_PAUSE
    for (const [c, after] of this.#watched) this.#send({ t: 'watch', c, after: after() })
    this.#hearer.connected()
  }

  #lost(wire: Wire, code: number): void {
    if (this.#wire !== wire || this.#isClosed) return
    this.#wire = null
    this.#isReady = false
    this.#cancelSilence?.()
    if (code === NOT_AUTHENTICATED) return this.#hearer.refused()
    this.#hearer.disconnected()
    // Half to one and a half of the pause, so that a server that comes back is not asked by everybody at once.
    this.#cancel = this.#world.later(() => this.connect(), this.#pause * (0.5 + this.#world.random()))
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }

  #listenForSilence(): void {
    const wire = this.#wire
    this.#cancelSilence?.()
    if (!wire || this.#watched.size === 0) return
    this.#cancelSilence = this.#world.later(() => {
      wire.close()
      this.#lost(wire, NO_CODE)
    }, SILENCE)
  }

  #send(frame: object): void {
    this.#wire?.send(JSON.stringify(frame))
  }
}
