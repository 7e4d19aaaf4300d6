import type { KeyRotation, SigningKey } from '$lib/api'

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

/** For how many days nobody must have used a key until the server calls it safe to delete (KEY-5). */
export const UNUSED_DAYS = 14
/** How many days a week has. */
const WEEK = 7

/** How many logins a key had in the last seven days. */
export function lastWeek({ logins_per_day: days }: SigningKey): number {
  return days.slice(-WEEK).reduce((sum, logins) => sum + logins, 0)
}

/** The most logins that any of the keys had on one day: what the bars of all are drawn to, so that they can be compared. */
export function busiestDay(keys: readonly SigningKey[]): number {
  return Math.max(0, ...keys.flatMap((key) => key.logins_per_day))
}

/** A new key takes an old one's place. The old one is not known where nothing was signed with the new one yet. */
export type Turn = { stage: 'waiting'; from: SigningKey | null; to: SigningKey } | { stage: 'moving' | 'done'; from: SigningKey; to: SigningKey }

/** The rotation with the keys that it names. One of which not all is known is none: nothing is led that nobody knows. */
export function turn(keys: readonly SigningKey[], rotation: KeyRotation | null | undefined): Turn | null {
  const named = (id: string | null | undefined) => keys.find((key) => key.id === id) ?? null
  const [from, to] = [named(rotation?.from), named(rotation?.to)]
  if (!to) return null
  if (rotation?.stage === 'waiting') return { stage: 'waiting', from, to }
  const stage = (['moving', 'done'] as const).find((one) => one === rotation?.stage)
  return stage && from ? { stage, from, to } : null
}

/** How many keys there may be at once (KEY-3). */
export const KEYS = 10
/** The longest name of a key, in characters (KEY-2). */
export const KEY_NAME_CHARS = 128
/** How many keys the advice names. */
const ADVISED = 3

/** A key of either kind, as far as it can be named and may have to go. */
export type NamedKey = Pick<SigningKey, 'name' | 'made_at' | 'last_used'>

/** The keys that could go first: those never used, the oldest first, then those longest not used (KEY-3). */
export function leastUsed<K extends NamedKey>(keys: readonly K[]): K[] {
  const used = (key: K) => key.last_used ?? ''
  return [...keys]
    .sort((one, other) => compare(used(one), used(other)) || compare(one.made_at, other.made_at))
    .slice(0, ADVISED)
}

// Times of one server are written alike, so their order is that of their letters.
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
