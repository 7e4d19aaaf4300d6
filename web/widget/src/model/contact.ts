/** The form that asks somebody who is not signed in for their name and address (SEE-5). */
import type { Message } from '../connection/wire.ts'

/** What is typed into it. */
export interface Contact {
  name: string
  email: string
}

/** The message that asks, as long as nothing was given after it. */
export function asked(messages: readonly Message[]): string | null {
  const at = messages.findLastIndex(({ kind }) => kind === 'contact_asked')
  const isAnswered = messages.slice(at + 1).some(({ kind }) => kind === 'contact')
  return isAnswered ? null : (messages[at]?.id ?? null)
}

/** What is wrong with an address; null if the server may take it. */
export function emailFault(typed: string): 'missing' | 'invalid' | null {
  const email = typed.trim()
  if (email === '') return 'missing'
  const isAddress = /^[^\s@.]+(\.[^\s@.]+)*@[^\s@.]+(\.[^\s@.]+)*$/u.test(email)
  return isAddress && new TextEncoder().encode(email).length <= EMAIL_BYTES ? null : 'invalid'
}

/** What is wrong with a name, which may be missing. */
export function nameFault(typed: string): 'too_long' | null {
  return [...typed.trim()].length > NAME_CHARS ? 'too_long' : null
}

/** The words of what was given, as the transcript shows them: the name above the address. */
export function givenWords({ contact, text }: Pick<Message, 'contact' | 'text'>): string {
  if (!contact) return text
  return contact.name ? `${contact.name}\n${contact.email}` : contact.email
}

const EMAIL_BYTES = 254
const NAME_CHARS = 255
