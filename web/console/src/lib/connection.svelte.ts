/** Whether the server can be reached, as the last calls found it. */

const RETRY_MS = 3000

let lostAt = $state<Date | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

/** Since when the server cannot be reached; null while it can. */
export function lostSince(): Date | null {
  return lostAt
}

/** A call found nobody. From now on the server is asked until it answers. */
export function lost(): void {
  if (lostAt) return
  lostAt = new Date()
  timer = setTimeout(tryAgain, RETRY_MS)
}

/** A call was answered. */
export function found(): void {
  lostAt = null
  clearTimeout(timer)
}

/** Asks the server whether it is there. */
export async function isReached(): Promise<boolean> {
  return fetch('/livez').then(
    (response) => response.ok,
    () => false,
  )
}

async function tryAgain(): Promise<void> {
  if (await isReached()) found()
  else timer = setTimeout(tryAgain, RETRY_MS)
}
