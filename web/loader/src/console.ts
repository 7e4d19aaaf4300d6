/** Tells whoever builds the page what is wrong with it. Nothing that visitors do ends up here. */
export function warn(words: string): void {
  console.warn(`Bonafide: ${words}`)
}
