/** Writing: from the words being typed to the server's answer. */
import type { Metadata } from '@bonafide/shared/frame'
import type { Posted } from '../connection/wire.ts'
import { excess } from '../model/limits.ts'
import type { Address } from '../model/several.ts'
import type { Verdict } from '../model/verdict.ts'
import type { Parts } from '../parts.ts'
import { type Held, isSamePerson } from '../session/held.ts'
import type { Unsent } from './outbox.ts'
import { Sender } from './sender.ts'

/** Hears once what became of something that the page said: null if it was sent, else why not. */
export type Told = (refusal: string | null) => void

/** Who is told what becomes of what was written. */
export interface WritingEnds {
  /** Who is here. */
  held(): Held | null
  /** Which conversation is open: where what is written goes, and whether it begins it under this client id. */
  address(): { address: Address; clientId: string | null }
  /** Whether something that waits is for the open conversation. */
  isForOpen(unsent: Unsent): boolean
  /** What waits or is being typed has changed. */
  changed(): void
  /** A session was begun for the first message. */
  begun(): void
  posted(posted: Posted): void
  /** Words of somebody else were discarded. */
  discarded(): void
  /** The session does not count; `token` is null if none could be begun. */
  stopped(what: Verdict, token: string | null): void
}

type WritingParts = Omit<Parts, 'keep' | 'tabKeep' | 'seams'>

/** What the person writes in this tab, and what the page writes for them. */
export class Writing {
  readonly #parts: WritingParts
  readonly #ends: WritingEnds
  readonly #sender: Sender
  readonly #told = new Map<string, Told>()
  #metadata: Partial<Metadata> = {}

  constructor(parts: WritingParts, ends: WritingEnds) {
    this.#parts = parts
    this.#ends = ends
    this.#sender = new Sender(parts, {
      begun: () => ends.begun(),
      sent: (posted, unsent, held) => {
        // It may have been a person who is not here any more.
        if (parts.sessions.held()?.id === held.id) ends.posted(posted)
        this.#settled(unsent, null)
      },
      refused: (unsent, why) => this.#settled(unsent, why),
      discarded: (unsent) => {
        ends.discarded()
        this.#settled(unsent, 'wrong_user')
      },
      stopped: (what, token) => ends.stopped(what, token),
    })
  }

  /** What is being typed. */
  get draft(): string {
    return this.#parts.drafts.read()?.text ?? ''
  }

  /** What waits of the person who is here for the open conversation, oldest first. */
  get unsent(): Unsent[] {
    return this.all.filter((unsent) => this.#ends.isForOpen(unsent))
  }

  /** What waits of the person who is here, oldest first. */
  get all(): Unsent[] {
    return this.#parts.outbox.all().filter((unsent) => isSamePerson(this.#ends.held(), unsent.as_user))
  }

  type(text: string): void {
    this.#parts.drafts.type(text, this.#ends.held(), this.#parts.clock.now())
    this.#ends.changed()
  }

  /** Sends what was typed, if it is something and not too much. */
  sendDraft(): void {
    const draft = this.#parts.drafts.read()
    if (!draft || !isSendable(draft.text)) return
    this.#parts.drafts.wipe()
    this.#add(draft)
  }

  /** Sends something that the page says, as if typed; into a conversation if it names one. */
  say(text: string, told: Told, conversation?: string): void {
    const held = this.#ends.held()
    const typedAs = { as_user: held?.user.id ?? null, composed_authenticated: held?.kind === 'authenticated' }
    if (isSendable(text)) this.#add({ text, ...typedAs }, told, conversation)
    else told('wrong_size')
  }

  /** Fields and tags that go with what is written from now on (KEY-7). */
  describe(metadata: Partial<Metadata>): void {
    this.#metadata = { ...this.#metadata, ...metadata }
  }

  /** Tries once more to send what was not taken. */
  retry({ refused: _, ...unsent }: Unsent): void {
    this.#parts.outbox.update(unsent)
    this.#changed()
    this.send()
  }

  /** Gives up what was not taken. */
  discard(unsent: Unsent): void {
    this.#parts.outbox.remove(unsent.client_id)
    this.#changed()
  }

  /** Sends whatever waits. */
  send(): void {
    void this.#sender.send()
  }

  /** Another person is here, or nobody: what was being typed as somebody else goes. */
  handOver(held: Held | null): void {
    if (this.#parts.drafts.discardIfForeign(held, this.#parts.clock.now())) this.#ends.discarded()
  }

  /** Forgets what is being typed in this tab, and nobody waits for an answer any more. */
  wipeTab(): void {
    this.#parts.drafts.wipeAll()
    for (const told of this.#told.values()) told('discarded')
    this.#told.clear()
  }

  #add(
    typed: Pick<Unsent, 'text' | 'as_user' | 'composed_authenticated'>, told?: Told, conversation?: string,
  ): void {
    const { text, as_user, composed_authenticated } = typed
    const named = conversation === undefined ? null : { address: { conversation }, clientId: null }
    const { address, clientId } = named ?? this.#ends.address()
    const client_id = clientId ?? this.#parts.makeId()
    if (told) this.#told.set(client_id, told)
    const [at, metadata] = [this.#parts.clock.now(), this.#metadata]
    this.#parts.outbox.add({ client_id, text, as_user, composed_authenticated, ...address, at, metadata })
    this.#changed()
    this.send()
  }

  #settled(unsent: Unsent, refusal: string | null): void {
    this.#told.get(unsent.client_id)?.(refusal)
    this.#told.delete(unsent.client_id)
    this.#changed()
  }

  #changed(): void {
    this.#parts.tabs.tell('outbox')
    this.#ends.changed()
  }
}

function isSendable(text: string): boolean {
  return text.trim() !== '' && excess(text) === 0
}
