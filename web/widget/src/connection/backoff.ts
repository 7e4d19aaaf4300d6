/** How long to wait before trying again. */

/** The longest wait in milliseconds. */
export const LONGEST = 30_000

/** The wait in milliseconds before try number `failed + 1`: 0.5 to 1.5 seconds by chance, doubling up to 30 seconds. */
export function backoff(failed: number, random: () => number): number {
  return Math.min(LONGEST, (500 + 1000 * random()) * 2 ** Math.min(failed, 10))
}
