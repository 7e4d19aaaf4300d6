import { callPage } from './callback.ts'
import { kind } from './wanted.ts'

/** The page's function that fetches a token and hands it to `answer`. */
export type JwtCallback = (answer: (token: unknown) => void) => unknown

/** A token from the page, or why there is none. */
export type Answer = { token: string } | { reason: 'token_missing' | 'token_malformed'; message: string }

/** How long a page may take to fetch a token, in milliseconds. */
export const PATIENCE = 30_000

/** Asks the page for a token. `take` is called exactly once; what the page says late or a second time is not heard. */
export function askPage(jwtCallback: JwtCallback, take: (answer: Answer) => void): void {
  let waits = true
  const answer = (given: Answer) => {
    if (!waits) return
    waits = false
    clearTimeout(timer)
    take(given)
  }
  const timer = setTimeout(() => answer(missing('gave no token within 30 seconds')), PATIENCE)
  const wentWell = callPage(() => void jwtCallback((token) => answer(read(token))))
  if (!wentWell) answer(missing('threw an error'))
}

function read(token: unknown): Answer {
  if (token === undefined || token === null || token === '') return missing('was answered without a token')
  if (typeof token === 'string') return { token }
  const message = `The token that loginUser's first callback was answered with must be a string, but is ${kind(token)}.`
  return { reason: 'token_malformed', message }
}

function missing(what: string): Answer {
  return { reason: 'token_missing', message: `The first callback of loginUser ${what}.` }
}
