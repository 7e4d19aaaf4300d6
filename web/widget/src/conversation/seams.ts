/** When the person signed in: pages do not tell it, so this device remembers what it has heard. */
import { type Keep, parsed } from '../device/keep.ts'
import type { Thread } from '../model/thread.ts'

/** As many are kept as anybody scrolls back to. */
const KEPT = 30

/** The logins that this device knows of, of one conversation. */
export class Seams {
  readonly #keep: Keep

  constructor(keep: Keep) {
    this.#keep = keep
  }

  read(conversation: string | null): string[] {
    const kept = parsed<{ conversation: string; at: string[] }>(this.#keep.read('seams'))
    return conversation !== null && kept?.conversation === conversation ? kept.at : []
  }

  write({ id, seams }: Thread): void {
    if (id !== null && seams.length > 0) {
      this.#keep.write('seams', JSON.stringify({ conversation: id, at: seams.slice(-KEPT) }))
    }
  }

  wipe(): void {
    this.#keep.remove('seams')
  }
}
