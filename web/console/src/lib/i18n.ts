import { chosen, translator, type Catalogue, type Language, type Translate } from '@bonafide/shared/i18n'
import type english from '$locales/en'

/** The name of a text. */
export type Key = keyof typeof english

const CATALOGUES: Record<Language, () => Promise<{ default: Catalogue<Key> }>> = {
  en: () => import('$locales/en'),
  de: () => import('$locales/de'),
  es: () => import('$locales/es'),
  fr: () => import('$locales/fr'),
  it: () => import('$locales/it'),
}

const PLACE = 'bonafide.language'
let words: Translate<Key> | undefined

/** The language of the console: the one chosen on this computer, else the browser's. */
export function language(): Language {
  const kept = localStorage.getItem(PLACE)
  return chosen(kept ? [kept] : navigator.languages)
}

/** Loads the texts; the root layout waits for it, so that every component has them. */
export async function loadWords(): Promise<void> {
  const tag = language()
  words = translator((await CATALOGUES[tag]()).default, tag)
  document.documentElement.lang = tag
}

/** Chooses another language and begins anew in it. */
export function speak(tag: Language): void {
  localStorage.setItem(PLACE, tag)
  location.reload()
}

/** The text of a key in the reader's language. */
export const t: Translate<Key> = (key, values) => {
  if (!words) throw new Error('the texts are asked for before the root layout has loaded them')
  return words(key, values)
}
