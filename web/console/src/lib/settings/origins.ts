/** Reading the origins of the pages that may embed a channel. */

/** Any port of the machine a developer sits at; the one place where a star may stand (details 31). */
export const ANY_LOCALHOST = 'http://localhost:*'

/** What somebody typed as origins, one to a line. */
export interface ReadOrigins {
  /** The origins, as browsers write them, each once. */
  origins: string[]
  /** The lines that are none. */
  unread: string[]
}

/** Reads origins from lines. Whole addresses count as the origin they begin with, and a bare host as `https`. */
export function readOrigins(text: string): ReadOrigins {
  const origins = new Set<string>()
  const unread: string[] = []
  for (const line of text.split(/[\n,]/).map((one) => one.trim())) {
    if (line === '') continue
    const origin = originOf(line)
    if (origin) origins.add(origin)
    else unread.push(line)
  }
  return { origins: [...origins], unread }
}

function originOf(line: string): string | null {
  if (line === ANY_LOCALHOST) return line
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(line) ? line : `https://${line}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !['https:', 'http:'].includes(url.protocol)) return null
  // A star means nothing in an origin, and would quietly let nobody in.
  return /^[a-z0-9.:[\]-]+$/.test(url.host) ? url.origin : null
}
