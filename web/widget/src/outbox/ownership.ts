/** Whose words are those that were typed before there was a session? */
import type { Held } from '../session/held.ts'

/** For so long, in milliseconds, they may go out with a login that follows: as with what is joined (MRG-11). */
const RECENT = 30 * 60_000

/**
 * Whether words may go out with this session as far as their age says. A shared device must not hand one person's
 * words to the next who signs in.
 */
export function isOwnWords(words: { as_user: string | null; at: number }, held: Held | null, now: number): boolean {
  return words.as_user !== null || held?.kind !== 'authenticated' || now - words.at < RECENT
}
