/** The most tickets that an agent may be given at once (ROU-4). */
export const MOST = 100

/** How many tickets somebody typed; null for what is no number from 0 to 100. */
export function capacityOf(typed: string): number | null {
  const text = typed.trim()
  return /^\d{1,3}$/.test(text) && Number(text) <= MOST ? Number(text) : null
}
