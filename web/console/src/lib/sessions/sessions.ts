import type { components } from '@bonafide/shared/api/schema'

type Schemas = components['schemas']

/** A session that counts now, as administrators see it (SES-7). */
export type Session = Schemas['ListedSession']
/** A key that sessions were opened with. */
export interface NamedKey {
  id: string
  name: string
}

/** The keys that these sessions were opened with, each once, in the order in which they come. */
export function keysOf(sessions: readonly Session[]): NamedKey[] {
  const keys = sessions.flatMap(({ key }) => (key ? [key] : []))
  return [...new Map(keys.map((key) => [key.id, key])).values()]
}
