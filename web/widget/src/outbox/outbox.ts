/** What was written and is not answered yet. It outlives a reload and a lost connection. */
import type { Metadata } from '@bonafide/shared/frame'
import { type Keep, parsed } from '../device/keep.ts'

/** A message that waits. */
export interface Unsent {
  client_id: string
  text: string
  /** Whom it was typed as; null if nobody had a session yet. */
  as_user: string | null
  /** Whether the person was signed in when it was typed. */
  composed_authenticated: boolean
  /** The conversation it was typed in, where there are several (MRG-9). */
  conversation?: string
  /** That it was typed in the conversation which the message with this client id begins; it may be this very one. */
  begun_by?: string
  /** When it was typed, by this device's clock; of two, the later one is greater. */
  at: number
  /** What the page had set when it was typed. */
  metadata?: Partial<Metadata>
  /** Why it is not repeated by itself any more. */
  refused?: Refusal
}

/** Why a message was not taken. */
export type Refusal = 'full' | 'too_many' | 'login_required' | 'wrong'

const ENTRY = 'outbox.'

/** All that waits on this device, one entry of the storage for each, so that tabs do not overwrite each other. */
export class Outbox {
  readonly #keep: Keep

  constructor(keep: Keep) {
    this.#keep = keep
  }

  /** All of it, oldest first. */
  all(): Unsent[] {
    return this.#keep
      .names(ENTRY)
      .flatMap((name) => parsed<Unsent>(this.#keep.read(name)) ?? [])
      .sort((one, other) => one.at - other.at)
  }

  write(unsent: Unsent): void {
    this.#keep.write(ENTRY + unsent.client_id, JSON.stringify(unsent))
  }

  /** Adds what was just typed, after everything that was typed before. */
  add(unsent: Unsent): Unsent {
    const last = this.all().at(-1)?.at ?? 0
    const added = { ...unsent, at: Math.max(unsent.at, last + 1) }
    this.write(added)
    return added
  }

  /** Writes down what became of one, unless it was wiped meanwhile. */
  update(unsent: Unsent): void {
    if (this.#keep.read(ENTRY + unsent.client_id) !== null) this.write(unsent)
  }

  remove(clientId: string): void {
    this.#keep.remove(ENTRY + clientId)
  }

  /** What goes out next: the oldest that was not refused. */
  next(): Unsent | null {
    return this.all().find((unsent) => !unsent.refused) ?? null
  }

  wipe(): void {
    for (const name of this.#keep.names(ENTRY)) this.#keep.remove(name)
  }
}
