/** How people are called on screen. Names are what somebody claims: they can never look like a mark. */

// Check marks, seals, shields and badges, with the joiners and variation selectors that would be left over.
const SEALS = new RegExp(
  String.raw`[\u2611\u2705\u2713\u2714\u{10102}\u{1F396}\u{1F397}\u{1F3C5}\u{1F4AE}\u{1F510}-\u{1F513}\u{1F530}\u{1F5F8}\u{1F5F9}` +
    String.raw`\u{1F6E1}\u{1F947}\u{1F535}\u{1F7E2}\u{1F7E9}\u{1F49A}\u{1F197}\u{1FAAA}\u2618\u{1F340}\uFE0E\uFE0F\u200D\u20E3]`,
  'gu',
)

/** A name without anything that could be taken for a mark. */
export function withoutSeals(name: string): string {
  return name.replace(SEALS, '').replace(/\s+/g, ' ').trim()
}

/** Somebody with an id and perhaps a name: a user, an author, an agent. */
export interface Named {
  id?: string | null | undefined
  name?: string | null | undefined
}

/** What somebody is called: their name, or, where there is none, what `visitor` makes of the end of their id. */
export function nameOf(somebody: Named, visitor: (end: string) => string): string {
  return withoutSeals(somebody.name ?? '') || visitor(somebody.id?.slice(-4) ?? '')
}
