import type { LoginAttempt } from '$lib/api'

/** Something that the login log notes of a login that was accepted (SEE-6). */
export type LoginNote = Pick<LoginAttempt['notes'][number], 'about'> & { code: string }

/** What can be noted; there are words for each (`note.…`). */
export const NOTES = [
  'email_verified_is_text', 'address_not_trusted', 'address_of_action', 'empty_claim', 'token_too_old', 'context_invalid', 'email_conflict', 'address_was_attached', 'one_person',
] as const

/** What its words are named; null for one of a newer server. Of a token that does not say when it was issued no age is told. */
export function noteKey({ code, about }: LoginNote): `note.${(typeof NOTES)[number]}` | 'note.token_without_age' | null {
  if (code === 'token_too_old' && !about) return 'note.token_without_age'
  const known = NOTES.find((note) => note === code)
  return known ? `note.${known}` : null
}

/** What its words fill in: seconds are a number, written as the reader's language does. */
export function noteValues({ code, about }: LoginNote): { about: string | number } {
  return { about: code === 'token_too_old' ? Number(about) : (about ?? '') }
}
