import type { ToMessenger } from '@bonafide/shared/frame'
import { createAsking } from './asking.ts'
import { callPage } from './callback.ts'
import { warn } from './console.ts'
import type { Events } from './events.ts'
import type { JwtCallback } from './token.ts'

/** Why a login did not come about. */
export interface LoginFailedError {
  type: 'LoginFailedError'
  /** One of the reasons of `docs/reference/errors.md`, or one of the page's own side. */
  reason: string
  message: string
}

/** Is told how a login went: null if well. */
export type LoginCallback = (error: LoginFailedError | null) => unknown

/** The login that the page asked for last. */
interface Current {
  n: number
  jwtCallback: JwtCallback
  loginCallback: LoginCallback | undefined
  /** Whether its outcome is still open. */
  isPending: boolean
}

/** What the page and the messenger say to each other about signing in. */
export interface Login {
  /** The page called `loginUser`: from now on this callback is asked for tokens. */
  begin(jwtCallback: JwtCallback, loginCallback?: LoginCallback): void
  /** From now on this callback is asked for tokens, but nothing is begun by that. */
  offer(jwtCallback: JwtCallback): void
  /** Whether a login that the page asked for has no outcome yet. */
  isPending(): boolean
  /** Nobody is asked for tokens any more (SES-5). */
  forget(): void
  /** The messenger needs a token. */
  wanted(n: number): void
  /** A login or a renewal went well. */
  succeeded(n: number | undefined): void
  /** A login was refused, or a renewal, without `n`. */
  failed(n: number | undefined, error: LoginFailedError): void
  /** The session ended by a logout, perhaps in another tab. */
  ended(): void
  /** The session expired (SES-4). */
  expired(): void
}

/** Nobody asked for a login yet. */
export function createLogin(say: (message: ToMessenger) => void, events: Events): Login {
  let current: Current | undefined
  let count = 0
  let isSignedIn = false
  const asking = createAsking(say)

  const forget = () => {
    current = undefined
    asking.drop()
  }

  const pending = (n: number | undefined) => (current?.isPending && current.n === n ? current : undefined)

  const settle = (login: Current, error: LoginFailedError | null) => {
    const { isPending, loginCallback } = login
    login.isPending = false
    if (isPending && loginCallback) callPage(() => loginCallback(error))
    else if (error) warn(`no login (${error.reason}). ${error.message}`)
  }

  const take = (jwtCallback: JwtCallback, loginCallback: LoginCallback | undefined, isPending: boolean) => {
    count += 1
    current = { n: count, jwtCallback, loginCallback, isPending }
    asking.drop()
  }

  return {
    begin(jwtCallback, loginCallback) {
      take(jwtCallback, loginCallback, true)
      say({ t: 'login', n: count })
    },
    offer: (jwtCallback) => take(jwtCallback, undefined, false),
    isPending: () => current?.isPending ?? false,
    forget,
    wanted(n) {
      const asked = current
      if (asked) asking.ask(n, asked.jwtCallback, (error) => settle(asked, error))
      else say({ t: 'no_token', n })
    },
    succeeded(n) {
      const asked = pending(n)
      const isNews = asked || !isSignedIn
      isSignedIn = true
      if (asked) settle(asked, null)
      if (isNews) events.emit('login')
    },
    failed(n, error) {
      const asked = pending(n)
      if (asked) settle(asked, error)
    },
    ended() {
      isSignedIn = false
      // A login that the page has asked for meanwhile goes on.
      if (!current?.isPending) forget()
      events.emit('logout')
    },
    expired() {
      isSignedIn = false
      events.emit('authenticationExpired')
    },
  }
}

/** A login that did not come about. */
export function failure(reason: string, message: string): LoginFailedError {
  return { type: 'LoginFailedError', reason, message }
}
