/** Words of the product in the reader's language. */

/** One text, or one for each plural category that the language knows (CLDR names; `other` is always there). */
export type Entry = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)

/** All texts of a part of the product in one language. English defines which keys there are. */
export type Catalogue<Key extends string = string> = Readonly<Record<Key, Entry>>

/** What stands for `{name}` in a text. A `count` also chooses the plural. */
export type Values = Readonly<Record<string, string | number>>

/** Gives the text of a key, with values filled in. */
export type Translate<Key extends string> = (key: Key, values?: Values) => string

/** The languages there is a catalogue of, the first being what everyone else gets. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'it'] as const

/** A language there is a catalogue of. */
export type Language = (typeof LANGUAGES)[number]

/** The first of these BCP 47 tags whose language we have; English if there is none. */
export function chosen(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-')[0]
    const found = LANGUAGES.find((one) => one === language)
    if (found) return found
  }
  return LANGUAGES[0]
}

/** What gives the texts of one catalogue. */
export function translator<Key extends string>(catalogue: Catalogue<Key>, language: Language): Translate<Key> {
  const plural = new Intl.PluralRules(language)
  const number = new Intl.NumberFormat(language)
  return (key, values = {}) => {
    const entry = catalogue[key]
    const text = typeof entry === 'string' ? entry : pluralOf(entry, plural, values['count'])
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      if (value === undefined) return whole
      return typeof value === 'number' ? number.format(value) : value
    })
  }
}

function pluralOf(entry: Exclude<Entry, string>, rules: Intl.PluralRules, count: string | number | undefined): string {
  return (typeof count === 'number' ? entry[rules.select(count)] : undefined) ?? entry.other
}
