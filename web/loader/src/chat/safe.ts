import { callPage } from '../callback.ts'
import { warn } from '../console.ts'
import { Wrong } from '../wanted.ts'

/** Something that pages call. */
export type Call = (...args: unknown[]) => unknown

/** A call that never throws: what is wrong with its arguments is said in words, and all else is thrown later, outside. */
export function safe(name: string, call: Call): Call {
  return (...args) => {
    let answer: unknown
    callPage(() => {
      try {
        answer = call(...args)
      } catch (error) {
        if (!(error instanceof Wrong)) throw error
        warn(`${name} did nothing: ${error.message}`)
      }
    })
    return answer
  }
}

/**
 * These calls, and for every other name one that does nothing but say so: the older chat has many that change how its window
 * looks, and a page that calls one goes on.
 */
export function forgiving<T extends object>(prefix: string, calls: T): T {
  return new Proxy(calls, {
    get(own, name) {
      // Nobody waits for these as for a promise.
      if (typeof name !== 'string' || name === 'then' || name in own) return Reflect.get(own, name)
      const path = prefix + name
      return forgiving(`${path}.`, () => warn(`${path} does nothing here.`))
    },
  })
}

/** These calls, each of them safe, named after what they belong to. */
export function allSafe(prefix: string, calls: Record<string, Call>): Record<string, Call> {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, safe(`${prefix}${name}`, call)]))
}
