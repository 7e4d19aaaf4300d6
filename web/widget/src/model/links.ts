/** Addresses in a text. */

/** A piece of a text; with `href`, one that leads somewhere. */
export interface Piece {
  text: string
  href?: string
}

const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^]+/gi

/** A text cut into what is said and where it leads. Only addresses of the web that are written out lead anywhere. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnding(match[0])
    const href = safe(address)
    if (!href) continue
    if (match.index > end) found.push({ text: text.slice(end, match.index) })
    found.push({ text: address, href })
    end = match.index + address.length
  }
  if (end < text.length) found.push({ text: text.slice(end) })
  return found
}

/** Without what ends the sentence around it, and without a bracket that it did not open. */
function withoutEnding(address: string): string {
  let rest = address.replace(/[.,;:!?…]+$/u, '')
  while (/[)\]]$/.test(rest) && !isOpened(rest)) rest = rest.slice(0, -1).replace(/[.,;:!?…]+$/u, '')
  return rest
}

function isOpened(address: string): boolean {
  const [open, close] = address.endsWith(')') ? ['(', ')'] : ['[', ']']
  return address.split(open).length >= address.split(close).length
}

function safe(address: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  // A name before an @ makes an address look as if it led elsewhere.
  const isPlain = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  return isPlain ? url.href : null
}
