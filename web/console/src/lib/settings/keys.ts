import type { SigningKey } from '$lib/api'

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
