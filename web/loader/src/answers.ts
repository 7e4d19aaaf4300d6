import { callPage } from './callback.ts'
import { warn } from './console.ts'
import type { Callback } from './wanted.ts'

/** Who waits for the messenger's answer to a numbered call. */
export interface Answers {
  /** A number for a call, and whom to tell how it went: null if well, else an error. */
  expect(type: string, callback: Callback | undefined): number
  /** The call of this number was carried out. */
  done(n: number): void
  /** The call of this number failed. */
  failed(n: number, message: string): void
}

/** Nobody waits yet. */
export function createAnswers(): Answers {
  let count = 0
  const waiting = new Map<number, { type: string; callback: Callback | undefined }>()
  const settle = (n: number, message: string | null) => {
    const { type, callback } = waiting.get(n) ?? {}
    waiting.delete(n)
    if (callback) callPage(() => callback(message === null ? null : { type, message }))
    else if (message !== null) warn(message)
  }
  return {
    expect(type, callback) {
      count += 1
      waiting.set(count, { type, callback })
      return count
    },
    done: (n) => settle(n, null),
    failed: settle,
  }
}
