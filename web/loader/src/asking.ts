import type { ToMessenger } from '@bonafide/shared/frame'
import type { LoginFailedError } from './login.ts'
import { askPage, type JwtCallback } from './token.ts'

/** The messenger's wishes for tokens, passed on to the page. */
export interface Asking {
  /** Asks the page for what the messenger wished for as `n`; `failed` hears why if there is no token. */
  ask(n: number, jwtCallback: JwtCallback, failed: (error: LoginFailedError) => void): void
  /** Every wish that waits gets no token: what the callback says from now on may be about another person. */
  drop(): void
}

/** Nothing was wished for yet. */
export function createAsking(say: (message: ToMessenger) => void): Asking {
  const unanswered = new Set<number>()
  return {
    ask(n, jwtCallback, failed) {
      unanswered.add(n)
      askPage(jwtCallback, (answer) => {
        if (!unanswered.delete(n)) return
        if ('token' in answer) return say({ t: 'token', n, token: answer.token })
        say({ t: 'no_token', n })
        failed({ type: 'LoginFailedError', ...answer })
      })
    },
    drop() {
      for (const n of unanswered) say({ t: 'no_token', n })
      unanswered.clear()
    },
  }
}
