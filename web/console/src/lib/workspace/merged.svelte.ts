import { readMergedTickets, seeMergedTicket } from './calls.ts'
import { atMostEvery } from './pace.ts'
import type { MergedTicket } from './wire.ts'

/** Between two readings that the socket's hints ask for. */
const PACE = 1000

/** What became of the agent's tickets that were merged into others, until they have seen it (MRG-3). */
export class MergedTicketsState {
  all = $state.raw<readonly MergedTicket[]>([])
  #isReading = false
  #isAskedAgain = false

  /** Something happened: read it again, at most so often. */
  hint = atMostEvery(PACE, () => void this.read())

  /** Readings follow one another, so that an older one never wins. What cannot be read now stays as it was. */
  async read(): Promise<void> {
    if (this.#isReading) {
      this.#isAskedAgain = true
      return
    }
    this.#isReading = true
    do {
      this.#isAskedAgain = false
      const answer = await readMergedTickets()
      if (answer.ok) this.all = answer.value.tickets
    } while (this.#isAskedAgain)
    this.#isReading = false
  }

  /** The agent has seen what became of a ticket: it is not told again. */
  async see(id: string): Promise<void> {
    this.all = this.all.filter((ticket) => ticket.id !== id)
    await seeMergedTicket(id)
    await this.read()
  }
}
