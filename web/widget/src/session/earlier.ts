/** Whether an earlier conversation on this device is the person's, as they say (MRG-11). */
import type { Api } from '../connection/api.ts'
import type { Tabs } from '../device/tabs.ts'
import type { Thread } from '../model/thread.ts'
import { verdict } from '../model/verdict.ts'
import { callAsHeld, type CallParts } from './call.ts'

/** What the person is asked. */
export interface Question {
  /** When it was last written to. */
  at: string
  /** The answer is on its way. */
  isBusy: boolean
}

/** Who hears of the answer. */
export interface EarlierEnds {
  changed(): void
  /** Something was joined, or nothing; with the moment of the login, where something was. */
  answered(signedInAt: string | null): Promise<void>
  /** It could not be answered any more. */
  tooLate(): void
}

/** Asks and takes the answer, in this tab and for all. */
export class Earlier {
  readonly #parts: CallParts & { api: Api; tabs: Tabs }
  readonly #ends: EarlierEnds
  #under: AbortController | null = null

  constructor(parts: CallParts & { api: Api; tabs: Tabs }, ends: EarlierEnds) {
    this.#parts = parts
    this.#ends = ends
  }

  /** What is asked, if anything. */
  question({ earlierAt }: Thread): Question | null {
    return earlierAt === null ? null : { at: earlierAt, isBusy: this.#under !== null }
  }

  /** Says whether it is theirs; gives whether it was joined, or null if that could not be said any more. A lost answer is
   *  repeated until it comes. */
  async answer(isMine: boolean): Promise<boolean | null> {
    if (this.#under) return null
    const under = new AbortController()
    this.#under = under
    this.#ends.changed()
    let isOver = false
    const said = await callAsHeld(this.#parts, under.signal, async (token) => {
      const answer = await this.#parts.api.answerQuestion(isMine, token)
      isOver = !answer.ok && verdict(answer.fault) === 'wrong'
      return answer
    })
    if (under.signal.aborted) return null
    await this.#ends.answered(said?.joined ? said.signed_in_at : null)
    if (under.signal.aborted) return null
    this.#under = null
    this.#parts.tabs.tell('earlier')
    if (isOver) this.#ends.tooLate()
    this.#ends.changed()
    return said?.joined ?? null
  }

  /** Somebody else is here from now on, or nobody. */
  forget(): void {
    this.#under?.abort()
    this.#under = null
  }
}
