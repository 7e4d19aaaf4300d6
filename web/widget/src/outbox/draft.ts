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

/** The draft of one tab. */
export class Drafts {
  readonly #keep: Keep

  /** `keep` is of this tab alone. */
  constructor(keep: Keep) {
    this.#keep = keep
  }

  read(): Draft | null {
    return parsed<Draft>(this.#keep.read('draft'))
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
    this.#keep.write('draft', JSON.stringify(draft))
  }

  /** Discards it if it is not this person's. Says whether it was. */
  discardIfForeign(held: Held | null, now: number): boolean {
    const draft = this.read()
    if (!draft || (isSamePerson(held, draft.as_user) && isOwnWords(draft, held, now))) return false
    this.wipe()
    return true
  }

  wipe(): void {
    this.#keep.remove('draft')
  }
}
