import { deviceOf } from '@bonafide/shared/device'
import { language, t } from '$lib/i18n'
import { nameOf, type Named, withoutSeals } from './names.ts'
import { dates } from './times.ts'
import type { Message } from './wire.ts'

/** The dates of the reader's language. */
export const written = dates(language())

/** What a user is called, in the reader's language. */
export function userName(somebody: Named): string {
  return nameOf(somebody, (end) => t('person.visitor', { end }))
}

/** What an avatar stands for: the name, and for someone without one no more than that they visit. */
export function faceOf(somebody: Named): string {
  return userName({ id: '', name: somebody.name })
}

/** What was said, in words: what somebody typed into the form, what asked for it and what the rules would do have none of their own. */
export function saidIn({ kind, text, contact }: Pick<Message, 'kind' | 'text' | 'contact'>): string {
  if (kind === 'contact_asked') return t('message.contact_asked')
  if (kind === 'ticket_stays') return t('message.ticket_stays', { queue: text })
  if (!contact) return text
  return contact.name ? `${withoutSeals(contact.name)}\n${contact.email}` : contact.email
}

/** Which browser and system a device says it is. */
export function deviceName(agentText: string): string {
  const { browser, system } = deviceOf(agentText)
  if (browser === '') return t('device.unnamed')
  return system === null ? browser : t('device.on', { browser, system })
}
