/** What the person has seen, on whichever tab of this device. */
import type { Message } from '../connection/wire.ts'
import type { Keep } from '../device/keep.ts'
import type { Tabs } from '../device/tabs.ts'
import { isNews, unread } from '../model/unread.ts'

const SEEN = 'seen'

/** Remembers the last message seen, of each conversation where there are several. */
export class Sight {
  readonly #keep: Keep
  readonly #tabs: Tabs

  constructor(keep: Keep, tabs: Tabs) {
    this.#keep = keep
    this.#tabs = tabs
  }

  /** Notes these messages as seen, if somebody looks at them; answers how many are not. `conversation` is one of several. */
  look(messages: readonly Message[], isLookedAt: boolean, conversation: string | null): number {
    const seen = this.#seen(conversation)
    const last = messages.at(-1)?.id ?? ''
    if (!isLookedAt || last <= seen) return unread(messages, seen)
    this.#keep.write(nameOf(conversation), last)
    this.#tabs.tell('seen')
    return 0
  }

  /** Whether the last that was said in one of several conversations is news to the person. */
  isUnread(conversation: string, last: Message | null): boolean {
    return last !== null && isNews(last, this.#seen(conversation))
  }

  wipe(): void {
    for (const name of this.#keep.names(SEEN)) this.#keep.remove(name)
  }

  /** What was seen while there was one conversation counts for each of several. */
  #seen(conversation: string | null): string {
    return this.#keep.read(nameOf(conversation)) ?? this.#keep.read(SEEN) ?? ''
  }
}

function nameOf(conversation: string | null): string {
  return conversation === null ? SEEN : `${SEEN}.${conversation}`
}
