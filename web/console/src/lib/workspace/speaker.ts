import type { Message } from './wire.ts'

/** Whose words the last ones of a conversation are, as a line of the queue says it. */
export type Speaker = 'user' | 'email' | 'note' | 'system' | 'me' | 'colleague'

/** Who said it, seen by the agent `me`. A mail to the person (EML-11) is no note, although agents alone see it. */
export function speakerOf({ author, kind, visibility }: Pick<Message, 'author' | 'kind' | 'visibility'>, me: string): Speaker {
  if (author.kind === 'user') return 'user'
  if (kind === 'follow_up') return 'email'
  if (author.kind === 'system') return 'system'
  if (visibility === 'agents') return 'note'
  return author.id === me ? 'me' : 'colleague'
}
