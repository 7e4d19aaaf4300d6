/** When the person signed in: pages do not tell it, so this device remembers what it has heard. */
import { type Keep, parsed } from '../device/keep.ts'
import type { Thread } from '../model/thread.ts'

/** As many are kept as anybody scrolls back to. */
const KEPT = 30

const SEAMS = 'seams.'

/** The logins that this device knows of, of each conversation. */
export class Seams {
  readonly #keep: Keep

  constructor(keep: Keep) {
    this.#keep = keep
  }

  read(conversation: string | null): string[] {
    return (conversation !== null && parsed<string[]>(this.#keep.read(SEAMS + conversation))) || []
  }

  write({ id, seams }: Thread): void {
    if (id !== null && seams.length > 0) {
      this.#keep.write(SEAMS + id, JSON.stringify(seams.slice(-KEPT)))
    }
  }

  wipe(): void {
    for (const name of this.#keep.names(SEAMS)) this.#keep.remove(name)
  }
}
