/** The words being typed. They outlive a reload of their tab and belong to whom they were typed as (SES-11). */
import { type Keep, parsed } from '../device/keep.ts'
import { type Held, isSamePerson } from '../session/held.ts'
import { isOwnWords } from './ownership.ts'

/** What is being typed. */
export interface Draft {
  text: string
  as_user: string | null
  /** Whether the person was signed in the whole time. */
  composed_authenticated: boolean
  /** When it was last changed, by this device's clock. */
  at: number
}

const DRAFT = 'draft'

/** The drafts of one tab: one, or one for each of several conversations. */
export class Drafts {
  readonly #keep: Keep
  /** What is being typed belongs to: the name of one of several conversations, or nothing. */
  #of = ''

  /** `keep` is of this tab alone. */
  constructor(keep: Keep) {
    this.#keep = keep
  }

  /** From now on, what is typed is for this conversation; empty where there is one at most. */
  turnTo(of: string): void {
    this.#of = of
  }

  /** What is being typed turned out to be for this conversation. */
  moveTo(of: string): void {
    const text = this.#keep.read(this.#name)
    this.#keep.remove(this.#name)
    this.turnTo(of)
    if (text !== null && this.#keep.read(this.#name) === null) this.#keep.write(this.#name, text)
  }

  read(): Draft | null {
    return parsed<Draft>(this.#keep.read(this.#name))
  }

  /** The person types. Words begun before a login stay words from before it. */
  type(text: string, held: Held | null, now: number): void {
    if (text === '') {
      this.wipe()
      return
    }
    const begun = this.read()
    const isSignedIn = held?.kind === 'authenticated'
    const draft: Draft = {
      text,
      as_user: begun ? begun.as_user : (held?.user.id ?? null),
      composed_authenticated: isSignedIn && (begun?.composed_authenticated ?? true),
      at: now,
    }
    this.#keep.write(this.#name, JSON.stringify(draft))
  }

  /** Discards those that are not this person's. Says whether there were any. */
  discardIfForeign(held: Held | null, now: number): boolean {
    const isForeign = (draft: Draft | null): boolean =>
      draft !== null && !(isSamePerson(held, draft.as_user) && isOwnWords(draft, held, now))
    const foreign = this.#keep.names(DRAFT).filter((name) => isForeign(parsed<Draft>(this.#keep.read(name))))
    for (const name of foreign) this.#keep.remove(name)
    return foreign.length > 0
  }

  /** Forgets what is being typed. */
  wipe(): void {
    this.#keep.remove(this.#name)
  }

  /** Forgets all of them. */
  wipeAll(): void {
    for (const name of this.#keep.names(DRAFT)) this.#keep.remove(name)
  }

  get #name(): string {
    return this.#of === '' ? DRAFT : `${DRAFT}.${this.#of}`
  }
}
