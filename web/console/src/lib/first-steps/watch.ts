import { api, type LoginAttempt } from '$lib/api'
import { ask } from '$lib/problem'

/** How often the log is asked while somebody looks. */
const EVERY_MS = 1000

/**
 * Asks for the newest lines of the login log every second while the page is visible, and hands on each answer.
 * Gives what ends it.
 */
export function watchLogins(hear: (attempts: LoginAttempt[]) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    if (ended || document.hidden) return
    const answer = await ask(api.GET('/admin/v1/login-log'))
    if (ended) return
    if (answer.ok) hear(answer.value.attempts)
    timer = setTimeout(look, EVERY_MS)
  }

  document.addEventListener('visibilitychange', look)
  void look()
  return () => {
    ended = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }
}
