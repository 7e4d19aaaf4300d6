import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LANGUAGES as ALL, type Language } from '@bonafide/shared/i18n'

export type { Language }

/** The languages in which stories are told that look at every state of a screen: English, and the one with the longest words. */
export const LANGUAGES = ['en', 'de'] as const

/** All others. */
export const OTHERS = ALL.filter((one) => !LANGUAGES.some((told) => told === one))

/** The console's text of a key, as it stands in the catalogue, up to the first value that is filled in. */
export type Words = (key: string) => string

/** The console's words in a language, for stories that are told in each. */
export function consoleWords(language: Language): Words {
  const texts = textsOf(`console/src/locales/${language}`)
  return (key) => textOf(texts, key).replace(/\{.*/, '').trim()
}

/** A text of the launcher or the messenger in whichever language it is, for whoever looks for it there. */
export function inAnyLanguage(part: 'loader' | 'widget', key: string): RegExp {
  const texts = ALL.map((language) => textOf(textsOf(`${part}/src/locales/${language}`), key))
  const patterns = texts.map((text) => text.split(/\{\w+\}/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'))
  return new RegExp(`^(${patterns.join('|')})$`)
}

/** The texts of a language: of its folder's files, or of its one file. */
function textsOf(path: string): Record<string, unknown> {
  const place = fileURLToPath(new URL(`../../${path}`, import.meta.url))
  const files = existsSync(place) ? readdirSync(place).map((file) => `${place}/${file}`) : [`${place}.json`]
  return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as object)) as Record<string, unknown>
}

function textOf(texts: Record<string, unknown>, key: string): string {
  const text = texts[key]
  if (typeof text !== 'string') throw new Error(`there is no text ${key}`)
  return text
}
