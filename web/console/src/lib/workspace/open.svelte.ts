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
  /** The conversation that it goes on in, once it was heard that it was joined into that one (MRG-3). */
  into: string | null = null
  /** Something happened that may have changed the facts: read them again, at most so often. */
  hint = atMostEvery(PACE, () => void this.readFacts())
  /** The highest number that was heard of. */
  #heard = 0
  #isFilling = false
  #isClosed = false
  #readAt = 0
  #asked = 0
  #answered = 0
  /** Counts what was asked of the person beside the page: their devices, and what is proven. */
  #asides = 0
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
    if (this.#isClosed || asked < this.#answered) return
    this.#answered = asked
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) return this.#forgetIfGone(answer.problem)
    // The page of a conversation that was joined into another one is that other one.
    if (answer.value.conversation.id !== this.id) return this.#goOn(answer.value.conversation.id)
    // Events that came while the page was read are on it, or are asked for again.
    const conversation = model.fromPage(answer.value, this.conversation)
    this.#take(conversation)
    if (this.#heard > conversation.head) await this.#fill()
    await this.#readAsides()
  }

  /** The page before. */
  async older(): Promise<void> {
    const oldest = this.conversation?.messages[0]
    if (!oldest || !this.conversation?.hasMore || this.isReadingOlder) return
    this.isReadingOlder = true
    const answer = await readConversation(this.id, oldest.id)
    this.isReadingOlder = false
    if (this.#isClosed || !answer.ok) return
    if (answer.value.conversation.id !== this.id) return this.#goOn(answer.value.conversation.id)
    // The newest page may have been read again meanwhile: what is older than another message would leave a hole.
    if (this.conversation?.messages[0]?.id === oldest.id) this.conversation = model.withOlder(this.conversation, answer.value)
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
      case 'other': return this.#goOn(next.conversation)
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
      if (this.#isClosed) break
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
    if (answer.value.conversation.id !== this.id) return this.#goOn(answer.value.conversation.id)
    // It was read before something that has been heard of meanwhile.
    if (answer.value.conversation.head < this.conversation.head) return this.hint()
    this.#take(model.withFacts(this.conversation, answer.value))
    await this.#readAsides()
  }

  /** What the server now says. What was read beside it of somebody else, or of another mark, goes with them (SEE-1). */
  #take(conversation: model.Conversation): void {
    const before = this.conversation?.person
    const { id, mark } = conversation.person
    if (before?.id !== id) this.devices = []
    if (before?.id !== id || before.mark !== mark) this.summary = null
    this.conversation = conversation
    this.#readAt = Date.now()
    this.#readBeforeStale()
  }

  /** It goes on in another one: whoever has it open is led there, and nobody who has left it. */
  #goOn(into: string): void {
    if (this.#isClosed || this.into === into) return
    this.into = into
    this.#moved(into)
  }

  /** Its person was deleted, and it with them: nothing of it stays on screen (RES-11). */
  #forgetIfGone({ code }: Problem): void {
    if (code !== 'not_found') return
    this.conversation = null
    this.#forgetAsides()
  }

  /** The server does not answer: what it said last is not shown as true for long. */
  #doubt(): void {
    if (!this.conversation || !isStale(this.#readAt, Date.now())) return
    this.conversation = { ...this.conversation, person: model.withoutMark(this.conversation.person) }
    this.#forgetAsides()
  }

  #forgetAsides(): void {
    // Nor does what was asked before then come back.
    this.#asides++
    this.devices = []
    this.summary = null
  }

  /** The queue says something of it; where that is not what is on screen, the server is asked. */
  compare({ conversation, requester }: Line): void {
    const shown = this.conversation?.person
    if (conversation === this.id && shown && (shown.id !== requester.id || shown.mark !== requester.mark)) this.hint()
  }

  /** Reads the devices and what is proven. What was asked beside an older page never stands beside a newer one. */
  async #readAsides(): Promise<void> {
    const person = this.conversation?.person.id
    if (this.#isClosed || person === undefined) return
    const asked = ++this.#asides
    await Promise.all([this.#readDevices(asked, person), this.#readSummary(asked)])
  }

  async #readDevices(asked: number, person: string): Promise<void> {
    const answer = await readDevices(person)
    if (answer.ok && asked === this.#asides) this.devices = answer.value.devices
  }

  async #readSummary(asked: number): Promise<void> {
    const answer = await readSummary(this.id)
    // What cannot be read is not shown as true.
    if (asked === this.#asides) this.summary = answer.ok ? answer.value : null
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

  /** Bans a person or lifts the ban: the one who was asked about, who may not be this conversation's any more (SES-8). */
  async ban(person: string, isBanned: boolean): Promise<void> {
    const answer = await setBan(person, isBanned)
    this.problem = answer.ok ? null : answer.problem
    // What else the ban changed, such as the devices, is read with the person.
    await this.readFacts()
  }

  /** It is no longer on screen. */
  close(): void {
    this.#isClosed = true
    this.#asides++
    clearTimeout(this.#timer)
  }
}
