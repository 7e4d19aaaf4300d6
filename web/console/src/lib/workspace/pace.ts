import type { Person } from './wire.ts'

/** The longest that a mark stands without being read again. */
const STALE = 30_000
/** For how long the server's last word on a person counts where it cannot be asked. */
const LAST_WORD = 90_000
/** After the end of a session, so that the server sees it as ended too; and the shortest pause there is. */
const AFTER_END = 1000

/** How long what was read of these people can stand: until the first of their sessions ends, and never long. */
export function untilStale(people: readonly Person[], now: number): number {
  const ends = people.flatMap(({ mark, signed_in_until: until }) =>
    mark === 'verified_now' && until ? [Date.parse(until) + AFTER_END - now] : [],
  )
  return Math.max(AFTER_END, Math.min(STALE, ...ends))
}

/** Whether what was read then is too old to be shown as true. */
export function isStale(read: number, now: number): boolean {
  return now - read > LAST_WORD
}

/** Does something when it is called, but at most so often: what comes too early is done once, later. */
export function atMostEvery(milliseconds: number, what: () => void, later = afterwards, now = Date.now): () => void {
  let last = Number.NEGATIVE_INFINITY
  let isPlanned = false
  const act = () => {
    isPlanned = false
    last = now()
    what()
  }
  return () => {
    const pause = last + milliseconds - now()
    if (pause <= 0) act()
    else if (!isPlanned) {
      isPlanned = true
      later(act, pause)
    }
  }
}

function afterwards(what: () => void, milliseconds: number): void {
  setTimeout(what, milliseconds)
}
