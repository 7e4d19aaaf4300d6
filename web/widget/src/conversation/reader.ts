/** Reads the conversation and keeps up with it; what was read for one session never shows under another. */
import type { Answer, Api } from '../connection/api.ts'
import type { Heads } from '../connection/line.ts'
import type { Patience } from '../connection/patience.ts'
import type { ConversationEvent, Frame, Head, Posted } from '../connection/wire.ts'
import {
  afterEvent, afterOlder, afterPage, afterPost, NEW, type Need, needAt, type Thread, UNREAD, withSeam,
} from '../model/thread.ts'
import type { Verdict } from '../model/verdict.ts'
import { callAsHeld } from '../session/call.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Seams } from './seams.ts'

/** At most so many events are written by a login itself. */
const WRITTEN_BY_LOGIN = 5

/** What is needed to read. */
export interface ReaderParts {
  api: Api
  sessions: Sessions
  patience: Patience
  seams: Seams
}

/** Who hears of what was read. */
export interface ReaderEnds {
  changed(): void
  /** The session does not count for reading. */
  refused(what: Verdict, token: string): void
}

/** The conversation of the session that the device holds. */
export class Reader {
  readonly #parts: ReaderParts
  readonly #ends: ReaderEnds
  /** Ends whenever everything read so far is forgotten: what was asked for before is then not taken in any more. */
  #era = new AbortController()
  #thread: Thread = UNREAD
  #need: Need = 'nothing'
  #asking: Promise<void> | null = null
  #isAskingOlder = false
  /** Events that came while the newest page was on its way. */
  #early: ConversationEvent[] = []

  constructor(parts: ReaderParts, ends: ReaderEnds) {
    this.#parts = parts
    this.#ends = ends
  }

  get thread(): Thread {
    return this.#thread
  }

  /** How far it was read, as the socket wants to know it. */
  get heads(): Heads {
    const { id, head } = this.#thread
    return id === null ? {} : { [id]: head }
  }

  /** Forgets everything. `isNew` says that there is nothing to read either. */
  forget(isNew = false): void {
    this.#era.abort()
    this.#era = new AbortController()
    this.#thread = isNew ? NEW : UNREAD
    this.#need = 'nothing'
    this.#asking = null
    this.#isAskingOlder = false
    this.#early = []
  }

  /** Reads the conversation from its newest page. */
  read(): Promise<void> {
    return this.#ask('read')
  }

  hear(frame: Frame, heads: Heads): void {
    switch (frame.t) {
      case 'event':
        this.#event(frame)
        return
      case 'head':
        void this.#ask(needAt(this.#thread, frame.c, frame.n))
        return
      case 'resync':
        void this.#ask('read')
        return
      case 'ready': {
        const there = frame.conversation
        // What was missed follows by itself where the socket knew how far we were.
        if (there && heads[there.id] === undefined) void this.#ask(needAt(this.#thread, there.id, there.head))
        return
      }
    }
  }

  posted(posted: Posted): void {
    this.#set(afterPost(this.#thread, posted))
  }

  /** The person signed in, and the conversation had come so far with that. Reads it again, and where the seam is. */
  async signedIn(conversation: Head | null): Promise<void> {
    await this.read()
    if (conversation === null) return
    const { id, head } = conversation
    const missed = await this.#call((token) => this.#parts.api.missed(Math.max(0, head - WRITTEN_BY_LOGIN), token))
    if (!missed || this.#thread.id !== id) return
    const logins = (missed.events ?? []).filter(({ k, n }) => k === 'signed_in' && n <= head)
    this.#set(logins.map(({ at }) => at).reduce(withSeam, this.#thread))
  }

  /** The person answered what they were asked: all is read again. Where something was joined, the seam is known. */
  async answered(signedInAt: string | null): Promise<void> {
    await this.read()
    if (signedInAt !== null && this.#thread.id !== null) this.#set(withSeam(this.#thread, signedInAt))
  }

  /** Reads the page before the oldest message. */
  async older(): Promise<void> {
    const oldest = this.#thread.messages[0]
    if (!oldest || !this.#thread.hasMore || this.#isAskingOlder) return
    this.#isAskingOlder = true
    const { signal } = this.#era
    const page = await this.#call((token) => this.#parts.api.read(oldest.id, token))
    if (signal.aborted) return
    this.#isAskingOlder = false
    if (page && this.#thread.messages[0]?.id === oldest.id) this.#set(afterOlder(this.#thread, page))
  }

  #event(event: ConversationEvent): void {
    if (this.#asking) {
      this.#early.push(event)
      return
    }
    const { thread, need } = afterEvent(this.#thread, event)
    this.#set(thread)
    void this.#ask(need)
  }

  /** Asks for what is needed, and for what turns out to be needed meanwhile. */
  #ask(need: Need): Promise<void> {
    if (need !== 'nothing' && this.#need !== 'read') this.#need = need
    if (this.#need === 'nothing') return this.#asking ?? Promise.resolve()
    this.#asking ??= this.#all(this.#era.signal)
    return this.#asking
  }

  async #all(era: AbortSignal): Promise<void> {
    while (this.#need !== 'nothing') {
      const wanted = this.#need
      this.#need = 'nothing'
      if (wanted === 'read') await this.#newest()
      else await this.#missed()
      if (era.aborted) return
    }
    this.#asking = null
    for (const event of this.#early.splice(0)) this.#event(event)
  }

  async #newest(): Promise<void> {
    const page = await this.#call((token) => this.#parts.api.read(null, token))
    if (!page) return
    const seams = this.#parts.seams.read(page.conversation?.id ?? null)
    this.#set(seams.reduce(withSeam, afterPage(this.#thread, page)))
  }

  async #missed(): Promise<void> {
    const after = this.#thread.head
    const missed = await this.#call((token) => this.#parts.api.missed(after, token))
    if (!missed) return
    const { events = [], resync, head } = missed
    if (resync) this.#need = 'read'
    for (const event of events) {
      const taken = afterEvent(this.#thread, event)
      this.#set(taken.thread)
      if (taken.need === 'read') this.#need = 'read'
    }
    const isFurther = this.#thread.head > after
    if (this.#need === 'nothing' && isFurther && this.#thread.head < head) this.#need = 'gap'
  }

  #call<Body>(call: (token: string) => Promise<Answer<Body>>): Promise<Body | null> {
    const { sessions, patience } = this.#parts
    return callAsHeld({ sessions, patience, refused: this.#ends.refused }, this.#era.signal, call)
  }

  #set(thread: Thread): void {
    if (thread === this.#thread) return
    if (thread.seams !== this.#thread.seams) this.#parts.seams.write(thread)
    this.#thread = thread
    this.#ends.changed()
  }
}
