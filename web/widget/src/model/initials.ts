/** The first letters of the first and the last word of a name, as a person reads letters. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter((word) => word !== '')
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word = '') => firstLetter(word)).join('').toLocaleUpperCase()
}

function firstLetter(word: string): string {
  return /[\p{L}\p{N}]/u.exec(word)?.[0] ?? ''
}
