import type { Problem } from '$lib/problem'
import { readInbox } from './calls.ts'
import { withoutMark } from './conversation.ts'
import { atMostEvery, isStale, untilStale } from './pace.ts'
import { arrived, changed, EMPTY, extended, released, waiting, type Queue } from './queue.ts'
import { searchOf, type Shown } from './shown.ts'
import type { Counts, Line } from './wire.ts'

/** Between two readings that the socket's hints ask for. */
const PACE = 1000

/** The queue that is on screen, kept current. */
export class QueueState {
  view = $state<Shown>('open')
  counts = $state.raw<Counts | null>(null)
  /** Null until a first page is there. */
  problem = $state.raw<Problem | null>(null)
  isRead = $state(false)
  #queue = $state.raw<Queue>(EMPTY)
  #next = $state<string | null>(null)
  #pages = 1
  #readAt = 0
  #isPinned = false
  #isReading = false
  #isAskedAgain = false
  #isStopped = false
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Something happened: read what is on screen again, at most so often. */
  hint = atMostEvery(PACE, () => void this.read())

  get lines(): readonly Line[] {
    return this.#queue.lines
  }

  /** Lines that are still drawn and are no longer in the view: what they say is not current. */
  get gone(): ReadonlySet<string> {
    const held = this.#queue.held
    if (held === null) return new Set()
    const there = new Set(held.map((line) => line.id))
    return new Set(this.lines.flatMap((line) => (there.has(line.id) ? [] : [line.id])))
  }

  /** How addresses name what is shown, from the question mark on. */
  get search(): string {
    return searchOf(this.view)
  }

  get waiting(): number {
    return waiting(this.#queue)
  }

  get hasMore(): boolean {
    return this.#next !== null
  }

  /** Shows another part of the queue. */
  choose(view: Shown): void {
    if (view === this.view && this.isRead) return
    this.view = view
    this.#queue = EMPTY
    this.#pages = 1
    this.#isPinned = false
    this.isRead = false
    void this.read()
  }

  /** Reads as many pages as are on screen. Readings follow one another, so that an older one never wins. */
  async read(): Promise<void> {
    if (this.#isReading) {
      this.#isAskedAgain = true
      return
    }
    this.#isReading = true
    do {
      this.#isAskedAgain = false
      await this.#readPages(this.view)
    } while (this.#isAskedAgain)
    this.#isReading = false
    if (!this.#isStopped) this.#readBeforeStale()
  }

  async #readPages(view: Shown): Promise<void> {
    let before: string | undefined
    const lines: Line[] = []
    for (let page = 0; page < this.#pages; page++) {
      const answer = await readInbox(view, before)
      if (view !== this.view) return this.#askAgain()
      this.problem = answer.ok ? null : answer.problem
      if (!answer.ok) return this.#doubt()
      lines.push(...answer.value.tickets)
      this.counts = answer.value.counts
      this.#next = answer.value.next ?? null
      before = this.#next ?? undefined
      if (before === undefined) break
    }
    this.#queue = arrived(this.#queue, lines, this.#isPinned)
    this.isRead = true
    this.#readAt = Date.now()
  }

  /** The server does not answer: what it said last of people is not shown as true for long. */
  #doubt(): void {
    if (!isStale(this.#readAt, Date.now())) return
    this.#queue = changed(this.#queue, (line) => ({ ...line, requester: withoutMark(line.requester) }))
  }

  #askAgain(): void {
    this.#isAskedAgain = true
  }

  /** The next page, below. */
  async more(): Promise<void> {
    const [view, before] = [this.view, this.#next]
    if (before === null || this.#isReading) return
    this.#isReading = true
    const answer = await readInbox(view, before)
    this.#isReading = false
    if (view === this.view && answer.ok) {
      this.#queue = extended(this.#queue, answer.value.tickets)
      this.#next = answer.value.next ?? null
      this.#pages += 1
    }
    if (view !== this.view || this.#isAskedAgain) await this.read()
  }

  /** While it is pinned, rows stay where they are. */
  pin(isPinned: boolean): void {
    this.#isPinned = isPinned
    if (!isPinned) this.release()
  }

  /** Draws what waits. */
  release(): void {
    this.#queue = released(this.#queue)
  }

  /** Stops reading by itself. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** An expiry tells nobody, and neither does a ban. */
  #readBeforeStale(): void {
    clearTimeout(this.#timer)
    const people = this.lines.map((line) => line.requester)
    this.#timer = setTimeout(() => void this.read(), untilStale(people, Date.now()))
  }
}
