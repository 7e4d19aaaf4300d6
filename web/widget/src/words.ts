/** The messenger's words, times and days in the visitor's language. */
import { type Catalogue, chosen, type Language, type Translate, translator } from '@bonafide/shared/i18n'
import de from './locales/de/messenger.json' with { type: 'json' }
import en from './locales/en/messenger.json' with { type: 'json' }

/** A text of the messenger. */
export type Key = keyof typeof en

const CATALOGUES: Record<Language, Catalogue<Key>> = { en, de }

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

/** The words for whoever reads this language (a BCP 47 tag); `now` says what today is. */
export function words(tag: string, now: () => number): Words {
  const language = chosen([tag])
  const region = tag.toLowerCase().startsWith(language) && isTag(tag) ? tag : language
  const t = translator(CATALOGUES[language], language)
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
