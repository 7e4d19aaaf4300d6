import type { Face } from './calls.ts'

/** The names that pages call us by. */
const NAMES = ['zE', 'bonafide'] as const

/** What a page may have under our names: nothing, a stub with a queue, or us. */
export type Page = { [Name in (typeof NAMES)[number]]?: unknown }

/** What tells our function from a stub. */
const MARK = 'isBonafide'

/** Whether we are on this page already. */
export function isThere(page: object): boolean {
  return NAMES.some((name) => MARK in Object(Reflect.get(page, name)))
}

/**
 * Puts the function where pages call it, and carries out what they called before: a stub collects the arguments of
 * each call in `q`.
 */
export function install(page: object, face: Face): void {
  const stubs = new Set<unknown>(NAMES.map((name) => Reflect.get(page, name)))
  const early = [...stubs].flatMap(queueOf)
  const ours = Object.assign(face, { [MARK]: true })
  for (const name of NAMES) Reflect.set(page, name, ours)
  for (const call of early) face(...call)
}

function queueOf(stub: unknown): unknown[][] {
  const queue: unknown = typeof stub === 'function' ? Reflect.get(stub, 'q') : undefined
  return Array.isArray(queue) ? queue.map((call: ArrayLike<unknown>) => Array.from(call)) : []
}
