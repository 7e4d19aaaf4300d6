/** Time and chance, which tests bring themselves. */

/** What there is of time and chance. */
export interface Clock {
  /** Milliseconds since 1970, by this device. */
  now(): number
  /** Does something once after so many milliseconds; the answer calls it off. */
  after(milliseconds: number, then: () => void): () => void
  /** 0 up to, but not including, 1. */
  random(): number
}

/** The longest wait a browser's timer knows. */
const LONGEST = 2 ** 31 - 1

/** The browser's. */
export const BROWSER_CLOCK: Clock = {
  now: () => Date.now(),
  after: (milliseconds, then) => {
    const timer = setTimeout(then, Math.min(Math.max(milliseconds, 0), LONGEST))
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
