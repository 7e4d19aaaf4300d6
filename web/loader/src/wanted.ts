import type { Cookies, Metadata } from '@bonafide/shared/frame'

/** An argument that is not what the call takes; its message says so in words. */
export class Wrong extends Error {}

/** A function of the page's, as far as we can know. */
export type Callback = (...args: unknown[]) => unknown

const MOST = 50
const FIELD_ID_CHARS = 128
const TAG_CHARS = 80

/** A callback. */
export function callback(value: unknown, what: string): Callback {
  if (typeof value === 'function') return value as Callback
  throw new Wrong(`${what} must be a function, but is ${kind(value)}.`)
}

/** A callback that may be left out. */
export function perhapsCallback(value: unknown, what: string): Callback | undefined {
  return value === undefined || value === null ? undefined : callback(value, what)
}

/** A language as a BCP 47 tag. */
export function locale(value: unknown): string {
  try {
    if (typeof value === 'string') return Intl.getCanonicalLocales(value)[0] ?? value
  } catch {
    // Said below.
  }
  throw new Wrong(`the locale must be a language tag such as "de" or "pt-BR", but is ${shown(value)}.`)
}

/** A layer of the page. */
export function zIndex(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw new Wrong(`zIndex must be a whole number, but is ${shown(value)}.`)
}

/** What may be kept on the device. Pages written for the system replaced say `true` or `false`. */
export function cookies(value: unknown): Cookies {
  if (value === true) return 'all'
  if (value === false) return 'none'
  if (value === 'all' || value === 'functional' || value === 'none') return value
  throw new Wrong(`cookies must be "all", "functional" or "none", but is ${shown(value)}.`)
}

/** The fields of a conversation (KEY-7). */
export function fields(value: unknown): Metadata['fields'] {
  return list(value, 'conversationFields', '{id, value}').map(field)
}

/** The tags of a conversation (KEY-7). */
export function tags(value: unknown, what = 'conversationTags'): Metadata['tags'] {
  return list(value, what, 'strings').map((tag, at) => {
    if (typeof tag === 'string' && tag !== '' && chars(tag) <= TAG_CHARS && !/\s/.test(tag)) return tag
    const must = `must be a string of 1 to ${TAG_CHARS} characters without spaces`
    throw new Wrong(`${what}[${at}] ${must}, but is ${shown(tag)}.`)
  })
}

/** The text of a message. */
export function content(value: unknown): string {
  const content = member(value, 'content')
  if (typeof content === 'string' && content.trim() !== '') return content
  const is = isObject(value) ? `its content is ${shown(content)}` : `is ${kind(value)}`
  throw new Wrong(`a message must be {content: "…"} with something in it, but ${is}.`)
}

/** The id of a conversation, which may be left out. */
export function perhapsId(value: unknown): { conversation?: string } {
  if (value === undefined || value === null || value === '') return {}
  if (typeof value === 'string' && /^[0-9a-f]{24}$/.test(value)) return { conversation: value }
  throw new Wrong(`conversationId must be the id of a conversation, 24 letters and digits, but is ${shown(value)}.`)
}

function field(value: unknown, at: number): Metadata['fields'][number] {
  const id = member(value, 'id')
  const says = member(value, 'value')
  if (typeof id !== 'string' || id === '' || chars(id) > FIELD_ID_CHARS) {
    const must = `must be a string of 1 to ${FIELD_ID_CHARS} characters`
    throw new Wrong(`conversationFields[${at}].id ${must}, but is ${shown(id)}.`)
  }
  if (typeof says === 'string' || typeof says === 'boolean' || Number.isFinite(says)) {
    return { id, value: says as string | number | boolean }
  }
  throw new Wrong(`conversationFields[${at}].value must be a string, a number, true or false, but is ${kind(says)}.`)
}

function list(value: unknown, what: string, of: string): unknown[] {
  if (!Array.isArray(value)) throw new Wrong(`${what} must be a list of ${of}, but is ${kind(value)}.`)
  if (value.length > MOST) throw new Wrong(`${what} may have ${MOST} entries, but has ${value.length}.`)
  return value
}

/** A member of what should be an object. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Counts as the server does: by code points. */
function chars(text: string): number {
  return [...text].length
}

/** What a value is, in words. */
export function kind(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A value as it can be shown in a sentence. */
export function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : kind(value)
}
