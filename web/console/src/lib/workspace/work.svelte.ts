import type { Answer, Problem } from '$lib/problem'
import { readWork, setAvailable, takeNext } from './calls.ts'
import { atMostEvery } from './pace.ts'
import type { Work } from './wire.ts'

/** Between two readings that the socket's hints ask for. */
const PACE = 1000

/** How the agent works: whether they are there, how much they have, and what waits in the queues (ROU-4). */
export class WorkState {
  /** Null until it was read. */
  work = $state.raw<Work | null>(null)
  problem = $state.raw<Problem | null>(null)
  /** They asked for the next ticket, and none waited. */
  isNothingThere = $state(false)
  #asked = 0
  #answered = 0

  /** Something happened: read it again, at most so often. */
  hint = atMostEvery(PACE, () => void this.read())

  /** What cannot be read now stays as it was. */
  async read(): Promise<void> {
    await this.#take(readWork())
  }

  /** Says whether they are there: at once on screen, and back if the server does not hear it. */
  async say(available: boolean): Promise<void> {
    const before = this.work
    if (before) this.work = { ...before, available }
    const answer = await this.#take(setAvailable(available))
    this.problem = answer.ok ? null : answer.problem
    if (!answer.ok) this.work = before
  }

  /** Takes the next ticket by hand; gives the conversation that it is worked in, or null if none waits. */
  async takeNext(): Promise<string | null> {
    this.isNothingThere = false
    const answer = await takeNext()
    this.problem = answer.ok ? null : answer.problem
    const conversation = answer.ok ? (answer.value.conversation ?? null) : null
    this.isNothingThere = answer.ok && conversation === null
    this.hint()
    return conversation
  }

  /** An older answer never replaces a newer one. */
  async #take(call: Promise<Answer<Work>>): Promise<Answer<Work>> {
    const asked = ++this.#asked
    const answer = await call
    if (answer.ok && asked > this.#answered) {
      this.#answered = asked
      this.work = answer.value
    }
    return answer
  }
}
