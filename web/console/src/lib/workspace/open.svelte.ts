import type { Answer, Problem } from '$lib/problem'
import { changeTicket, readConversation, readDevices, readEvents, readSummary, requestLogin, setBan } from './calls.ts'
import * as model from './conversation.ts'
import { atMostEvery, isStale, untilStale } from './pace.ts'
import type { Colleague, Device, Event, FollowedUp, Line, Message, Summary, Ticket, TicketStatus } from './wire.ts'

/** Between two readings that events ask for. */
const PACE = 500

/** The conversation that is on screen: what was read of it, kept current by its numbered events. */
export class OpenConversation {
  readonly id: string
  conversation = $state.raw<model.Conversation | null>(null)
  devices = $state.raw<readonly Device[]>([])
  /** What is proven of it; null where that is not known, or not for certain any more. */
  summary = $state.raw<Summary | null>(null)
  /** Why it is not there, or why something that was asked of it was not done. */
  problem = $state.raw<Problem | null>(null)
  /** The newest message that somebody else wrote while it was on screen. */
  news = $state.raw<Message | null>(null)
  /** Sessions whose login was heard of live. */
  fresh = $state.raw<ReadonlySet<string>>(new Set())
  isReadingOlder = $state(false)
  /** Something happened that may have changed the facts: read them again, at most so often. */
  hint = atMostEvery(PACE, () => void this.readFacts())
  /** The highest number that was heard of. */
  #heard = 0
  #isFilling = false
  #isClosed = false
  #readAt = 0
  #asked = 0
  #answered = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #moved: (into: string) => void

  constructor(id: string, moved: (into: string) => void) {
    this.id = id
    this.#moved = moved
  }

  /** Reads the newest page, and what of it was there before is replaced. */
  async read(): Promise<void> {
    const asked = ++this.#asked
    const answer = await readConversation(this.id)
    if (asked < this.#answered) return
    this.#answered = asked
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) return this.#forgetIfGone(answer.problem)
    // The page of a conversation that was joined into another one is that other one.
    if (answer.value.conversation.id !== this.id) return this.#moved(answer.value.conversation.id)
    // Events that came while the page was read are on it, or are asked for again.
    this.conversation = model.fromPage(answer.value, this.conversation)
    this.#readAt = Date.now()
    this.#readBeforeStale()
    if (this.#heard > this.conversation.head) await this.#fill()
    await Promise.all([this.#readDevices(), this.#readSummary()])
  }

  /** The page before. */
  async older(): Promise<void> {
    const oldest = this.conversation?.messages[0]
    if (!oldest || !this.conversation?.hasMore || this.isReadingOlder) return
    this.isReadingOlder = true
    const answer = await readConversation(this.id, oldest.id)
    this.isReadingOlder = false
    if (answer.ok) this.conversation = model.withOlder(this.conversation, answer.value)
  }

  /** An event of the socket. */
  hear(event: Event): void {
    if (event.c !== this.id) return
    this.#heard = Math.max(this.#heard, event.n)
    if (!this.conversation) return
    const { conversation, next } = model.heard(this.conversation, event)
    if (conversation !== this.conversation) this.#note(event)
    this.conversation = conversation
    switch (next.read) {
      case 'nothing': return
      case 'gap': return void this.#fill()
      case 'facts': return this.hint()
      case 'page': return void this.read()
      case 'other': return this.#moved(next.conversation)
    }
  }

  #note(event: Event): void {
    if (event.k === 'message' && event.message) this.news = event.message
    if (event.k === 'signed_in' && event.evidence) this.fresh = new Set([...this.fresh, event.evidence.session])
  }

  /** How far it goes, as the socket says from time to time. */
  head(head: number): void {
    this.#heard = Math.max(this.#heard, head)
    if (this.conversation && head > this.conversation.head) void this.#fill()
  }

  async #fill(): Promise<void> {
    if (this.#isFilling) return
    this.#isFilling = true
    while (this.conversation && this.conversation.head < this.#heard) {
      const before = this.conversation.head
      const answer = await readEvents(this.id, before)
      if (!answer.ok || 'resync' in answer.value) {
        if (answer.ok) await this.read()
        break
      }
      for (const event of answer.value.events) this.hear(event)
      if (this.conversation.head === before) break
    }
    this.#isFilling = false
  }

  /** Reads whose it is and what is proven of them now; an older answer never replaces a newer one. */
  async readFacts(): Promise<void> {
    const asked = ++this.#asked
    const answer = await readConversation(this.id)
    if (this.#isClosed) return
    this.#readBeforeStale()
    if (!answer.ok) {
      if (answer.problem.code !== 'not_found') return this.#doubt()
      this.problem = answer.problem
      return this.#forgetIfGone(answer.problem)
    }
    if (!this.conversation || asked < this.#answered) return
    this.#answered = asked
    if (answer.value.conversation.id !== this.id) return this.#moved(answer.value.conversation.id)
    // It was read before something that has been heard of meanwhile.
    if (answer.value.conversation.head < this.conversation.head) return this.hint()
    this.conversation = model.withFacts(this.conversation, answer.value)
    this.#readAt = Date.now()
    this.#readBeforeStale()
    await Promise.all([this.#readDevices(), this.#readSummary()])
  }

  /** Its person was deleted, and it with them: nothing of it stays on screen (RES-11). */
  #forgetIfGone({ code }: Problem): void {
    if (code !== 'not_found') return
    this.conversation = null
    this.devices = []
    this.summary = null
  }

  /** The server does not answer: what it said last is not shown as true for long. */
  #doubt(): void {
    if (!this.conversation || !isStale(this.#readAt, Date.now())) return
    this.conversation = { ...this.conversation, person: model.withoutMark(this.conversation.person) }
    this.devices = []
    this.summary = null
  }

  /** The queue says something of it; where that is not what is on screen, the server is asked. */
  compare({ requester }: Line): void {
    const shown = this.conversation?.person
    if (shown && (shown.id !== requester.id || shown.mark !== requester.mark)) this.hint()
  }

  async #readDevices(): Promise<void> {
    if (!this.conversation) return
    const answer = await readDevices(this.conversation.person.id)
    if (answer.ok) this.devices = answer.value.devices
  }

  async #readSummary(): Promise<void> {
    if (!this.conversation) return
    const answer = await readSummary(this.id)
    // What cannot be read is not shown as true.
    if (!this.#isClosed) this.summary = answer.ok ? answer.value : null
  }

  /** An expiry tells nobody, and neither does a ban: the server is asked when the session is to end, and sometimes. */
  #readBeforeStale(): void {
    clearTimeout(this.#timer)
    const person = this.conversation?.person
    this.#timer = setTimeout(() => void this.readFacts(), untilStale(person ? [person] : [], Date.now()))
  }

  /** A message that was written here. */
  wrote(message: Message): void {
    if (this.conversation) this.conversation = model.withMessage(this.conversation, message)
  }

  /** A mail that was written here. That it left, or did not, comes as an event. */
  wroteMail({ message, follow_up }: FollowedUp): void {
    this.wrote(message)
    if (this.conversation && !this.conversation.mails.has(message.id)) {
      this.conversation = model.withMail(this.conversation, follow_up)
    }
  }

  /** Puts a ticket somewhere else: at once on screen, and back if the server does not. */
  async setStatus(ticket: Ticket, status: TicketStatus): Promise<void> {
    await this.#change(ticket, { ...ticket, status }, changeTicket(ticket.id, { status }))
  }

  /** Gives a ticket to somebody, or to nobody. */
  async assign(ticket: Ticket, assignee: Colleague | null): Promise<void> {
    await this.#change(ticket, { ...ticket, assignee }, changeTicket(ticket.id, { assignee: assignee?.id ?? null }))
  }

  /** Has a ticket wait in another queue, or in none. */
  async moveTo(ticket: Ticket, queue: { id: string; name: string } | null): Promise<void> {
    await this.#change(ticket, { ...ticket, queue }, changeTicket(ticket.id, { queue: queue?.id ?? null }))
  }

  async #change(before: Ticket, shown: Ticket, call: Promise<Answer<Ticket>>): Promise<void> {
    if (!this.conversation) return
    this.conversation = model.withTicket(this.conversation, shown)
    const answer = await call
    this.problem = answer.ok ? null : answer.problem
    this.conversation = model.withTicket(this.conversation, answer.ok ? answer.value : before)
  }

  /** Asks the person to sign in. That it was done comes as an event. */
  async requestLogin(): Promise<void> {
    const answer = await requestLogin(this.id)
    this.problem = answer.ok ? null : answer.problem
    // They may have signed in a moment ago.
    if (!answer.ok) await this.readFacts()
  }

  /** Bans the person or lifts the ban. */
  async ban(isBanned: boolean): Promise<void> {
    if (!this.conversation) return
    const answer = await setBan(this.conversation.person.id, isBanned)
    this.problem = answer.ok ? null : answer.problem
    // What else the ban changed, such as the devices, is read with the person.
    await this.readFacts()
  }

  /** It is no longer on screen. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }
}
