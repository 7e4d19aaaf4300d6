/** Choosing among several conversations (MRG-9), in this tab. */
import type { Message, OwnConversations } from '../connection/wire.ts'
import { type Address, type Place, unbegun } from '../model/several.ts'
import type { Drafts } from '../outbox/draft.ts'
import type { Unsent } from '../outbox/outbox.ts'
import type { Reader } from './reader.ts'
import type { Sight } from './sight.ts'

/** A line of the list. */
export type Line =
  | { t: 'conversation'; id: string; last: Message | null; isUnread: boolean; isOpen: boolean }
  /** Its first message waits to be sent. */
  | { t: 'unbegun'; id: string; text: string; isOpen: boolean }

/** The conversations of somebody who has several or may begin another. */
export interface Several {
  /** Whether the list is on screen, in place of the messages. */
  isListed: boolean
  mayBegin: boolean
  /** The one last written to first. */
  lines: readonly Line[]
  /** How many of those that are not open have news. */
  unread: number
}

/** What choosing needs. */
export interface ChoiceParts {
  reader: Reader
  drafts: Drafts
  sight: Sight
  makeId: () => string
}

/** Which conversation is open, and whether the person is choosing one. */
export class Choice {
  readonly #parts: ChoiceParts
  readonly #changed: () => void
  #isListed = false

  constructor(parts: ChoiceParts, changed: () => void) {
    this.#parts = parts
    this.#changed = changed
  }

  get isListed(): boolean {
    return this.#isListed
  }

  /** Shows the list, or the messages again. */
  list(isListed: boolean): void {
    this.#isListed = isListed
    this.#changed()
  }

  /** Opens a conversation of the list. */
  choose(line: Line): void {
    this.#open(line.t === 'conversation' ? { t: 'conversation', id: line.id } : { t: 'new', key: line.id, isBegun: true })
  }

  /** Opens one that begins with what is written next. */
  begin(): void {
    this.#open({ t: 'new', key: this.#parts.makeId(), isBegun: false })
  }

  /** Somebody else is here, or nobody: nothing was chosen yet. */
  reset(): void {
    this.#isListed = false
    this.#parts.drafts.turnTo('')
  }

  /** Where what is written goes, and under which client id it begins that, if it does. */
  address(): { address: Address; clientId: string | null } {
    const { place } = this.#parts.reader
    if (place.t === 'latest') return { address: {}, clientId: null }
    if (place.t === 'conversation') return { address: { conversation: place.id }, clientId: null }
    const clientId = place.isBegun ? null : place.key
    place.isBegun = true
    return { address: { begun_by: place.key }, clientId }
  }

  /** What the person has, with what waits of them. */
  several(unsent: readonly Unsent[]): Several | null {
    const { several } = this.#parts.reader
    if (!several) return null
    const lines = [...this.#waiting(several, unsent), ...this.#listed(several)]
    const unread = lines.filter((line) => line.t === 'conversation' && line.isUnread && !line.isOpen).length
    return { isListed: this.#isListed, mayBegin: several.may_begin, lines, unread }
  }

  #listed({ all }: OwnConversations): Line[] {
    const { reader, sight } = this.#parts
    return all.map(({ id, last_message: last }) => ({
      t: 'conversation', id, last, isUnread: sight.isUnread(id, last), isOpen: reader.thread.id === id,
    }))
  }

  #waiting({ all }: OwnConversations, unsent: readonly Unsent[]): Line[] {
    const { place } = this.#parts.reader
    const begun = new Set(all.map(({ last_message }) => last_message?.client_id))
    return unbegun(unsent)
      .filter(({ client_id }) => !begun.has(client_id))
      .map(({ client_id: id, text }) => ({ t: 'unbegun', id, text, isOpen: place.t === 'new' && place.key === id }))
  }

  #open(place: Place): void {
    this.#isListed = false
    this.#parts.drafts.turnTo(keyOf(place))
    void this.#parts.reader.open(place)
    this.#changed()
  }
}

/** The name that the draft of a conversation is kept under. */
export function keyOf(place: Place): string {
  return place.t === 'latest' ? '' : place.t === 'new' ? place.key : place.id
}
