/** How long anything may take before the story fails, in milliseconds. */
export const PATIENCE = 20_000

/** How often a condition is looked at, in milliseconds. */
const INTERVAL = 20

/**
 * Looks again and again until there is something, and gives it back.
 *
 * @throws If there is nothing within `PATIENCE`; the error names `what` was waited for.
 */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + PATIENCE
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`waited ${PATIENCE / 1000} s in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, INTERVAL))
  }
}
