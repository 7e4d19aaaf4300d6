/** What the server takes. */

/** The most bytes a message may have, in UTF-8. */
export const TEXT_BYTES = 16 * 1024

/** By how many bytes a text is too long; 0 if it fits. */
export function excess(text: string): number {
  return Math.max(0, new TextEncoder().encode(text).length - TEXT_BYTES)
}
