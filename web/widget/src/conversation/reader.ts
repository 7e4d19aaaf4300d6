/** Reads the open conversation and keeps up with it; what was read for one session never shows under another. */
import type { Wait } from '@bonafide/shared/frame'
import type { Answer, Api } from '../connection/api.ts'
import type { Heads } from '../connection/line.ts'
import type { Patience } from '../connection/patience.ts'
import type { ConversationEvent, Frame, Head, OwnConversations, Page, Posted } from '../connection/wire.ts'
import { afterNews, afterSent, isOpen, type Place } from '../model/several.ts'
import {
  afterEvent, afterOlder, afterPage, afterPost, NEW, type Need, needAt, type Thread, UNREAD, withSeam,
} from '../model/thread.ts'
import type { Verdict } from '../model/verdict.ts'
import { callAsHeld } from '../session/call.ts'
import { isUsable } from '../session/held.ts'
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
  /** Whether the channel has multiple conversations on: known before anything was read. */
  isMultiple: boolean
}

/** Who hears of what was read. */
export interface ReaderEnds {
  changed(): void
  /** The session does not count for reading. */
  refused(what: Verdict, token: string): void
  /** What was one place turned out to be another: the newest is one of several, or a new one has begun. */
  placed(place: Place): void
}

/** Where everybody is at first. */
const LATEST: Place = { t: 'latest' }

/** Nothing was said yet, and several conversations may be begun. */
const NONE: OwnConversations = { may_begin: true, all: [] }

/** The conversation of the session that the device holds. */
export class Reader {
  readonly #parts: ReaderParts
  readonly #ends: ReaderEnds
  /** Ends whenever everything read so far is forgotten: what was asked for before is then not taken in any more. */
  #era = new AbortController()
  #thread: Thread = UNREAD
  #place: Place = LATEST
  #several: OwnConversations | null = null
  #need: Need = 'nothing'
  #asking: Promise<void> | null = null
  #isAskingOlder = false
  /** How the person waits in each of their conversations, as the socket told it since it was opened (ROU-4). */
  #waits: Record<string, Wait | null> = {}
  /** Events that came while the newest page was on its way. */
  #early: ConversationEvent[] = []

  constructor(parts: ReaderParts, ends: ReaderEnds) {
    this.#parts = parts
    this.#ends = ends
  }

  get thread(): Thread {
    return this.#thread
  }

  /** How the person waits in the open conversation. */
  get wait(): Wait | null {
    return this.#waits[this.#thread.id ?? ''] ?? null
  }

  /** Which conversation is open. */
  get place(): Place {
    return this.#place
  }

  /** The person's conversations, where they have several or may begin another (MRG-9). */
  get several(): OwnConversations | null {
    return this.#several
  }

  /** Opens a conversation, or a new one. */
  async open(place: Place): Promise<void> {
    if (JSON.stringify(place) === JSON.stringify(this.#place)) return
    const several = this.#several
    this.forget(place.t === 'new')
    this.#several = several
    this.#place = place
    this.#ends.changed()
    if (place.t !== 'new') await this.read()
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
    this.#place = LATEST
    this.#several = isNew && this.#parts.isMultiple ? NONE : null
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
        void this.#ask(this.#needAt(frame.c, frame.n))
        return
      case 'resync':
        void this.#ask('read')
        return
      case 'waits':
        this.#waits[frame.c] = frame.wait
        this.#ends.changed()
        return
      case 'ready': {
        this.#waits = {}
        this.#ends.changed()
        const there = frame.conversation
        if (this.#several || frame.conversations) {
          for (const { id, head } of frame.conversations ?? (there ? [there] : [])) {
            if (heads[id] === undefined) void this.#ask(this.#needAt(id, head))
          }
          return
        }
        // What was missed follows by itself where the socket knew how far we were.
        if (there && heads[there.id] === undefined) void this.#ask(needAt(this.#thread, there.id, there.head))
        return
      }
    }
  }

  posted(posted: Posted): void {
    const { conversation, message } = posted
    if (this.#several) {
      this.#several = afterSent(this.#several, posted)
      if (!isOpen(this.#place, this.#thread, conversation.id, message)) {
        this.#ends.changed()
        return
      }
      this.#settle(conversation.id)
    }
    this.#set(afterPost(this.#thread, posted))
  }

  /** The person signed in, and the conversation had come so far with that. Reads it again, and where the seam is. */
  async signedIn(conversation: Head | null): Promise<void> {
    await this.read()
    if (conversation === null || this.#thread.id !== conversation.id) return
    const { id, head } = conversation
    const missed = await this.#call((token) => this.#parts.api.missed(this.#id, Math.max(0, head - WRITTEN_BY_LOGIN), token))
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
    const page = await this.#call((token) => this.#parts.api.read(this.#id, oldest.id, token))
    if (signal.aborted) return
    this.#isAskingOlder = false
    if (page && this.#thread.messages[0]?.id === oldest.id) this.#set(afterOlder(this.#thread, page))
  }

  #event(event: ConversationEvent): void {
    if (this.#asking) {
      this.#early.push(event)
      return
    }
    if (this.#several) {
      const several = afterNews(this.#several, event)
      if (several) this.#several = several
      else void this.#ask('read')
      if (!isOpen(this.#place, this.#thread, event.c, event.message)) {
        this.#ends.changed()
        return
      }
      this.#settle(event.c)
    }
    const { thread, need } = afterEvent(this.#thread, event)
    this.#set(thread)
    void this.#ask(need)
  }

  /** What the server's count of a conversation's events calls for. */
  #needAt(conversation: string, head: number): Need {
    if (!this.#several || isOpen(this.#place, this.#thread, conversation)) return needAt(this.#thread, conversation, head)
    const known = this.#several.all.find(({ id }) => id === conversation)
    return known && known.head >= head ? 'nothing' : 'read'
  }

  /** The open conversation, as the server is asked for it: null where nobody has chosen. */
  get #id(): string | null {
    return this.#place.t === 'conversation' ? this.#place.id : null
  }

  /** The open conversation turned out to be this one. */
  #settle(id: string): void {
    if (this.#place.t === 'conversation') return
    this.#place = { t: 'conversation', id }
    this.#ends.placed(this.#place)
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
    const era = this.#era.signal
    const page = await this.#call((token) => this.#parts.api.read(this.#id, null, token))
    if (era.aborted) return
    if (!page) {
      this.#lost()
      return
    }
    this.#several = page.conversations ?? null
    if (this.#place.t === 'new') {
      this.#ends.changed()
      return
    }
    this.#turn(page)
  }

  /** The open conversation is the person's no more, as after a merge was undone: the newest takes its place. */
  #lost(): void {
    if (this.#place.t !== 'conversation' || !isUsable(this.#parts.sessions.held())) return
    this.#place = LATEST
    this.#thread = UNREAD
    this.#need = 'read'
  }

  /** Takes the newest page in. */
  #turn(page: Page): void {
    if (page.conversations && page.conversation) this.#settle(page.conversation.id)
    const seams = this.#parts.seams.read(page.conversation?.id ?? null)
    this.#set(seams.reduce(withSeam, afterPage(this.#thread, page)))
  }

  async #missed(): Promise<void> {
    const after = this.#thread.head
    const missed = await this.#call((token) => this.#parts.api.missed(this.#id, after, token))
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
