/** How often something is looked for while somebody waits for it. */
const EVERY_MS = 1000

/** Looks every second while the page is visible, never twice at once. Gives what ends it. */
export function poll(look: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking = false
  let ended = false

  async function turn(): Promise<void> {
    clearTimeout(timer)
    if (ended || looking || document.hidden) return
    looking = true
    await look()
    looking = false
    timer = setTimeout(turn, EVERY_MS)
  }

  document.addEventListener('visibilitychange', turn)
  void turn()
  return () => {
    ended = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', turn)
  }
}
