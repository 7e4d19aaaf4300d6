/** How many quiet tints there are for avatars. */
const TINTS = 5

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One or two letters that stand for a name: of its first and its last word; `?` where it has no letter. */
export function initials(name: string): string {
  const words = name.split(/\s+/).map(firstLetter).filter((letter) => letter !== '')
  const [first = '?'] = words
  return words.length > 1 ? first + (words.at(-1) ?? '') : first
}

function firstLetter(word: string): string {
  // Emoji never stand for a name: one that looks like a seal would look like a mark.
  const bare = word.replace(/^[^\p{L}\p{N}]+/u, '')
  const [first] = graphemes.segment(bare)
  return (first?.segment ?? '').toLocaleUpperCase()
}

/** The tint of a name, 1 to 5; always the same for the same name. */
export function tint(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return (sum % TINTS) + 1
}
