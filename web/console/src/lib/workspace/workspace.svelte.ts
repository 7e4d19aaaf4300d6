import { createContext } from 'svelte'
import { answer, readColleagues } from './calls.ts'
import { currentTicket } from './conversation.ts'
import { carryDraft } from './drafts.ts'
import { MergedTicketsState } from './merged.svelte.ts'
import { OpenConversation } from './open.svelte.ts'
import { inState, outgoing, without, type Outgoing } from './outbox.ts'
import { QueueState } from './queue.svelte.ts'
import { Socket, type Hearer, type World } from './socket.ts'
import type { Audience, Colleague } from './wire.ts'
import { WorkState } from './work.svelte.ts'

/** What the workspace does to the page around it. */
export interface Surroundings {
  agent: Colleague
  world: World
  /** Shows another conversation, in place of the one that went on in it. */
  show: (conversation: string) => void
  signIn: () => void
  /** Whether the connection is there. */
  connection: (isThere: boolean) => void
}

/** Everything that an agent works with: the queue, the open conversation, and the socket that keeps both current. */
export class Workspace {
  readonly agent: Colleague
  readonly queue = new QueueState()
  readonly merged = new MergedTicketsState()
  readonly work = new WorkState()
  open = $state.raw<OpenConversation | null>(null)
  /** What is being written in the open conversation: of which kind, while the composer has the focus. */
  writing: Audience | null = null
  colleagues = $state.raw<readonly Colleague[]>([])
  /** The time, for words such as how long somebody has waited. */
  now = $state(Date.now())
  #outboxes = $state.raw<Readonly<Record<string, readonly Outgoing[]>>>({})
  /** What the open one goes on in, while that is read. */
  #next: OpenConversation | null = null
  #resumed: Audience | null = null
  #around: Surroundings
  #socket: Socket
  #clock: ReturnType<typeof setInterval> | undefined

  constructor(around: Surroundings) {
    this.agent = around.agent
    this.#around = around
    this.#socket = new Socket(around.world, this.#hearer())
  }

  /** Connects and begins to count time; gives what ends both. */
  start(): () => void {
    this.#socket.connect()
    this.#clock = setInterval(() => (this.now = Date.now()), 1000)
    void readColleagues().then((read) => {
      if (read.ok) this.colleagues = read.value.agents
    })
    return () => {
      this.#socket.close()
      this.queue.stop()
      this.enter(null)
      clearInterval(this.#clock)
    }
  }

  /**
   * Shows a conversation, or none. One that goes on in another stays on screen until that one was read, so that there
   * is always a composer below the fingers of whoever is typing, and no key does anything else (MRG-3).
   */
  enter(id: string | null): void {
    const last = this.#next ?? this.open
    if (last?.id === id) return
    this.#next?.close()
    this.#next = null
    const next = id === null ? null : new OpenConversation(id, (into) => this.#around.show(into))
    if (next && this.open?.conversation && last?.into === id) {
      this.open.into = id
      this.#next = next
    } else this.#put(next)
    if (next) void this.#read(next)
  }

  #put(next: OpenConversation | null): void {
    const before = this.open
    this.#resumed = next && before?.into === next.id ? this.writing : null
    this.writing = null
    if (before) {
      if (before.into !== null) carryDraft(before.id, before.into)
      before.close()
      this.#socket.unwatch(before.id)
    }
    this.#next = null
    this.open = next
  }

  /** What was being written when its conversation went on in the open one: told once, to the composer that goes on with it. */
  resume(): Audience | null {
    const resumed = this.#resumed
    this.#resumed = null
    return resumed
  }

  async #read(open: OpenConversation): Promise<void> {
    await open.read()
    if (this.#next === open && open.into === null) this.#put(open)
    // The events follow the page: what happens in between has a higher number than the page.
    if (this.open === open && open.conversation) this.#socket.watch(open.id, () => open.conversation?.head ?? 0)
  }

  /** What was sent in a conversation and is not acknowledged. */
  outbox(conversation: string): readonly Outgoing[] {
    return this.#outboxes[conversation] ?? []
  }

  /** Says something in the open conversation: at once on screen. */
  say(text: string, visibility: Audience): void {
    const open = this.open
    if (!open) return
    const newest = open.conversation?.messages.at(-1)?.id ?? ''
    const one = outgoing(text, visibility, newest, new Date())
    this.#setOutbox(open.id, [...this.outbox(open.id), one])
    void this.#send(open.id, one)
  }

  /** Sends again what was not acknowledged. */
  retry(conversation: string, one: Outgoing): void {
    this.#setOutbox(conversation, inState(this.outbox(conversation), one.clientId, 'sending'))
    void this.#send(conversation, one)
  }

  async #send(conversation: string, one: Outgoing): Promise<void> {
    const answered = await answer(conversation, one)
    const outbox = this.outbox(conversation)
    if (!answered.ok) return this.#setOutbox(conversation, inState(outbox, one.clientId, 'failed'))
    if (this.open?.id === conversation) this.open.wrote(answered.value.message)
    this.#setOutbox(conversation, without(outbox, one.clientId))
  }

  /** Solves what is worked on. */
  solve(): void {
    const ticket = currentTicket(this.open?.conversation?.tickets ?? [])
    if (!ticket || ticket.status === 'closed' || ticket.status === 'solved') return
    void this.open?.setStatus(ticket, 'solved')
  }

  #setOutbox(conversation: string, outbox: readonly Outgoing[]): void {
    this.#outboxes = { ...this.#outboxes, [conversation]: outbox }
  }

  #hearer(): Hearer {
    return {
      connected: () => {
        this.#around.connection(true)
        this.#somethingHappened()
        if (this.open?.conversation) void this.open.readFacts()
        else if (this.open) void this.#read(this.open)
        this.#retryFailed()
      },
      disconnected: () => this.#around.connection(false),
      refused: () => this.#around.signIn(),
      event: (event) => this.open?.hear(event),
      head: (conversation, head) => {
        if (this.open?.id === conversation) this.open.head(head)
      },
      resync: (conversation) => {
        if (this.open?.id === conversation) void this.open.read()
      },
      person: (conversation) => {
        if (this.open?.id === conversation) this.open.hint()
      },
      inbox: () => this.#somethingHappened(),
    }
  }

  #somethingHappened(): void {
    this.queue.hint()
    this.merged.hint()
    this.work.hint()
  }

  #retryFailed(): void {
    for (const [conversation, outbox] of Object.entries(this.#outboxes)) {
      for (const one of outbox) if (one.state === 'failed') this.retry(conversation, one)
    }
  }
}

/** The workspace around a component. */
export const [getWorkspace, setWorkspace] = createContext<Workspace>()
