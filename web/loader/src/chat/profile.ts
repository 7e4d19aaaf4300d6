import { warn } from '../console.ts'
import type { Messenger } from '../messenger.ts'
import * as wanted from '../wanted.ts'
import type { Visit } from './visit.ts'

/** What the page says of the visitor, each a field of the conversation. */
export type Said = 'name' | 'email' | 'phone' | 'department'

/** How long each of them may be, in code points. */
const MOST = 255

/** What a token says instead, while somebody is signed in (CHT-6). */
const OF_THE_TOKEN: readonly Said[] = ['name', 'email']

/** What the page says of the visitor and of what they want: it proves nothing, and agents see it as the page's. */
export interface Profile {
  /** Says one of them; an empty text or nothing takes it back. */
  say(field: Said, value: unknown): void
  /** What the page said of it last; empty for nothing. */
  said(field: Said): string
  addTags(tags: unknown[]): void
  /** Those that went out with a message already stay where they are. */
  removeTags(tags: unknown[]): void
}

/** Nothing said yet. */
export function createProfile({ set, follow }: Pick<Messenger, 'set' | 'follow'>, visit: Visit): Profile {
  const said = new Map<Said, string>()
  let tags: string[] = []

  // CHT-6: while somebody is signed in, nothing of the page's stands beside what their token says.
  const tell = () => {
    const shown = [...said].filter(([id]) => !visit.isSignedIn() || !OF_THE_TOKEN.includes(id))
    set({ t: 'metadata', metadata: { fields: shown.map(([id, value]) => ({ id, value })) } })
  }
  follow(({ t }) => {
    const isAboutWho = t === 'standing' || t === 'logged_in' || t === 'logged_out' || t === 'expired'
    if (isAboutWho && said.size > 0) tell()
  })
  const tag = (chosen: string[]) => {
    tags = chosen
    set({ t: 'metadata', metadata: { tags } })
  }

  return {
    say(field, value) {
      if (visit.isSignedIn() && OF_THE_TOKEN.includes(field)) {
        return warn(`the page's ${field} of the visitor does not count: somebody is signed in, and their token says it.`)
      }
      const isNothing = value === undefined || value === null || value === ''
      if (isNothing) said.delete(field)
      else said.set(field, text(value, field))
      tell()
    },
    said: (field) => said.get(field) ?? '',
    addTags: (added) => tag([...new Set([...tags, ...wanted.tags(added.flat(), 'the tags')])]),
    removeTags: (removed) => tag(tags.filter((one) => !removed.flat().includes(one))),
  }
}

function text(value: unknown, what: string): string {
  const given = typeof value === 'number' ? String(value) : value
  if (typeof given === 'string' && [...given].length <= MOST) return given
  throw new wanted.Wrong(`the ${what} must be a string of at most ${MOST} characters, but is ${wanted.shown(value)}.`)
}
