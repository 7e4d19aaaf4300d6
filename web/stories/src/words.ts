import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The languages that screens are looked at in. */
export const LANGUAGES = ['en', 'de'] as const

/** One of them. */
export type Language = (typeof LANGUAGES)[number]

/** The console's text of a key, as it stands in the catalogue, up to the first value that is filled in. */
export type Words = (key: string) => string

/** The console's words in a language, for stories that are told in each. */
export function consoleWords(language: Language): Words {
  const folder = fileURLToPath(new URL(`../../console/src/locales/${language}/`, import.meta.url))
  const files = readdirSync(folder).map((file) => JSON.parse(readFileSync(folder + file, 'utf8')) as object)
  const texts = Object.assign({}, ...files) as Record<string, unknown>
  return (key) => {
    const text = texts[key]
    if (typeof text !== 'string') throw new Error(`${language} has no text ${key}`)
    return text.replace(/\{.*/, '').trim()
  }
}
