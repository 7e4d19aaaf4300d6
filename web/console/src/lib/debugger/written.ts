/** What is written in a token, read before anything of it is proven. The token goes nowhere from here. */

/** The two parts of a token that can be read, as far as they are JSON objects. */
export interface Written {
  header: JsonObject | null
  payload: JsonObject | null
}

/** Members by name; of what kind they are nobody knows before they are looked at. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The parts of whatever was pasted. */
export function writtenIn(token: string): Written {
  const [header, payload] = token.trim().split('.')
  return { header: objectIn(header), payload: objectIn(payload) }
}

function objectIn(part: string | undefined): JsonObject | null {
  try {
    const base64 = (part ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The claims that logins look at, in the order in which people ask for them (TOK-2 to TOK-7). */
export const CLAIMS = ['external_id', 'scope', 'name', 'email', 'email_verified', 'iat', 'nbf', 'exp'] as const
/** One of them. */
export type Claim = (typeof CLAIMS)[number]

/** The names of what is written besides, which no login looks at (TOK-8). */
export function ignoredIn(payload: JsonObject): string[] {
  return Object.keys(payload).filter((name) => !CLAIMS.some((claim) => claim === name))
}

/** The moment that a time in a token means, as RFC 3339; null where it is none that can be shown. */
export function momentOf(value: unknown): string | null {
  if (typeof value !== 'number') return null
  const moment = new Date(value * 1000)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
