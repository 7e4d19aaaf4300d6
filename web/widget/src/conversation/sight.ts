/** What the person has seen, on whichever tab of this device. */
import type { Message } from '../connection/wire.ts'
import type { Keep } from '../device/keep.ts'
import type { Tabs } from '../device/tabs.ts'
import { unread } from '../model/unread.ts'

/** Remembers the last message seen. */
export class Sight {
  readonly #keep: Keep
  readonly #tabs: Tabs

  constructor(keep: Keep, tabs: Tabs) {
    this.#keep = keep
    this.#tabs = tabs
  }

  /** Notes these messages as seen, if somebody looks at them; answers how many are not. */
  look(messages: readonly Message[], isLookedAt: boolean): number {
    const seen = this.#keep.read('seen') ?? ''
    const last = messages.at(-1)?.id ?? ''
    if (!isLookedAt || last <= seen) return unread(messages, seen)
    this.#keep.write('seen', last)
    this.#tabs.tell('seen')
    return 0
  }

  wipe(): void {
    this.#keep.remove('seen')
  }
}
