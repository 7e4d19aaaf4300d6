/** The messenger's words, times and days in the visitor's language. */
import { type Catalogue, chosen, type Language, type Translate, translator } from '@bonafide/shared/i18n'
import en from './locales/en/messenger.json' with { type: 'json' }

/** A text of the messenger. */
export type Key = keyof typeof en

/** English is always at hand. */
const CATALOGUES: Record<Language, () => Promise<{ default: Catalogue<Key> }>> = {
  en: () => Promise.resolve({ default: en }),
  de: () => import('./locales/de/messenger.json'),
  es: () => import('./locales/es/messenger.json'),
  fr: () => import('./locales/fr/messenger.json'),
  it: () => import('./locales/it/messenger.json'),
}

/** How the messenger speaks. */
export interface Words {
  language: Language
  t: Translate<Key>
  /** The time of day of a moment. */
  time(at: string | number): string
  /** Day and time of day of a moment. */
  moment(at: string): string
  /** The day of a moment, as people say it. */
  day(at: string): string
}

/** The words for whoever reads this language (a BCP 47 tag), or English ones where theirs cannot be fetched; `now` says what today is. */
export async function words(tag: string, now: () => number): Promise<Words> {
  const wanted = chosen([tag])
  const fetched = CATALOGUES[wanted]().then((file) => [wanted, file.default] as const)
  const [language, catalogue] = await fetched.catch(() => ['en', en] as const)
  return spoken(language, catalogue, tag, now)
}

function spoken(language: Language, catalogue: Catalogue<Key>, tag: string, now: () => number): Words {
  const region = tag.toLowerCase().startsWith(language) && isTag(tag) ? tag : language
  const t = translator(catalogue, language)
  const time = new Intl.DateTimeFormat(region, { hour: '2-digit', minute: '2-digit' })
  const moment = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' })
  const day = new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long' })
  return {
    language,
    t,
    time: (at) => time.format(new Date(at)),
    moment: (at) => moment.format(new Date(at)),
    day: (at) => {
      const past = daysBetween(new Date(at), new Date(now()))
      return past === 0 ? t('day.today') : past === 1 ? t('day.yesterday') : day.format(new Date(at))
    },
  }
}

/** Names the day of a moment by this device's time zone, for comparing. */
export function dayOf(at: string): string {
  return new Date(at).toDateString()
}

function daysBetween(one: Date, other: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  return Math.round((midnight(other) - midnight(one)) / (24 * 60 * 60_000))
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
