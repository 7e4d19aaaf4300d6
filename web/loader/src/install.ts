import type { Face } from './calls.ts'

/** The names that pages call us by. */
const NAMES = ['zE', 'bonafide'] as const

/** What a page may have under our names: nothing, a stub with a queue, or us. */
export type Page = { [Name in (typeof NAMES)[number]]?: unknown }

/** Whether we are on this page already. */
export function isThere(page: object): boolean {
  return NAMES.some((name) => typeof faceOf(page, name) === 'function' && 'isBonafide' in Object(faceOf(page, name)))
}

/**
 * Puts the function where pages call it, and carries out what they called before: a stub collects the arguments of
 * each call in `q`.
 */
export function install(page: object, face: Face): void {
  const early = NAMES.flatMap((name) => queueOf(faceOf(page, name)))
  const known = Object.assign(face, { isBonafide: true })
  for (const name of NAMES) Reflect.set(page, name, known)
  for (const args of early) face(...args)
}

function faceOf(page: object, name: string): unknown {
  return Reflect.get(page, name)
}

function queueOf(stub: unknown): unknown[][] {
  const queue: unknown = typeof stub === 'function' ? Reflect.get(stub, 'q') : undefined
  return Array.isArray(queue) ? queue.map((call: ArrayLike<unknown>) => Array.from(call)) : []
}
