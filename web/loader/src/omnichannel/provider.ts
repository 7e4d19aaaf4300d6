import { callPage } from '../callback.ts'
import type { JwtCallback } from '../token.ts'
import { kind } from '../wanted.ts'
import type { Fault } from './errors.ts'

/** The page's function that fetches a token and hands it to its callback. */
export type Provider = (callback: (token: unknown) => void) => unknown

/** OMN-9: how long the page's function may take to answer, in milliseconds. */
export const PATIENCE = 10_000

/**
 * OMN-9: the page's function as the login asks it. An answer of nothing, a time-out and a thrown error are three different
 * faults; each call has one outcome.
 */
export function asking(provider: Provider, failed: (fault: Fault, words: string) => void): JwtCallback {
  return (answer) => {
    let waits = true
    const settle = (token: unknown, fault?: Fault, words = '') => {
      if (!waits) return
      waits = false
      clearTimeout(timer)
      if (fault) failed(fault, words)
      answer(token)
    }
    const threw = () => settle(null, 'provider_failed', 'The authentication token provider threw an error.')
    const timer = setTimeout(() => {
      settle(null, 'provider_timed_out', 'The authentication token provider did not answer within 10 seconds.')
    }, PATIENCE)
    const given = (token: unknown) => {
      if (token === undefined || token === null || token === '') {
        settle(null, 'token_missing', 'The authentication token provider did not give a token.')
      } else if (typeof token !== 'string') {
        settle(token, 'token_refused', `The authentication token must be a string, but is ${kind(token)}.`)
      } else {
        settle(token)
      }
    }
    const wentWell = callPage(() => {
      // One that is `async` throws by its promise; the page's own error handling sees that as well.
      Promise.resolve(provider(given)).catch((thrown: unknown) => {
        threw()
        throw thrown
      })
    })
    if (!wentWell) threw()
  }
}
