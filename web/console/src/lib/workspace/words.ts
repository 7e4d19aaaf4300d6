import { deviceOf } from '@bonafide/shared/device'
import { language, t } from '$lib/i18n'
import { nameOf, type Named } from './names.ts'
import { dates } from './times.ts'

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

/** Which browser and system a device says it is. */
export function deviceName(agentText: string): string {
  const { browser, system } = deviceOf(agentText)
  if (browser === '') return t('device.unnamed')
  return system === null ? browser : t('device.on', { browser, system })
}
