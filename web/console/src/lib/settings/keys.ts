import type { SigningKey } from '$lib/api'

/** A link that a key was handed over by (KEY-9). */
export type KeyLink = SigningKey['links'][number]

/** Where a link can stand. */
const LINK_STATES = ['waiting', 'opened', 'revoked', 'expired'] as const

/** Where a link stands. One that is not known cannot be opened any more, as far as anybody here can say. */
export function linkState({ state }: KeyLink): (typeof LINK_STATES)[number] {
  return LINK_STATES.find((one) => one === state) ?? 'expired'
}

/** Whether a key is needed, as the server says (KEY-5). */
const STANDINGS = ['in_use', 'new', 'safe_to_delete'] as const

/** Whether a key is needed. One of which that is not known is not called safe to delete. */
export function keyStanding({ standing }: SigningKey): (typeof STANDINGS)[number] {
  return STANDINGS.find((one) => one === standing) ?? 'in_use'
}

/** How many keys there may be at once (KEY-3). */
export const KEYS = 10
/** The longest name of a key, in characters (KEY-2). */
export const KEY_NAME_CHARS = 128
/** How many keys the advice names. */
const ADVISED = 3

/** The keys that could go first: those never used, the oldest first, then those longest not used (KEY-3). */
export function leastUsed(keys: readonly SigningKey[]): SigningKey[] {
  const used = (key: SigningKey) => key.last_used ?? ''
  return [...keys]
    .sort((one, other) => compare(used(one), used(other)) || compare(one.made_at, other.made_at))
    .slice(0, ADVISED)
}

// Times of one server are written alike, so their order is that of their letters.
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
