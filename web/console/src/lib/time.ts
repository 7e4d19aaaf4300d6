import { language } from './i18n.ts'

const DAY_MS = 86_400_000
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** The language with the country whose way of writing dates and times the reader has chosen in their browser. */
function locale(): string {
  const tag = language()
  return navigator.languages.find((one) => one.split('-')[0] === tag) ?? tag
}

/** The time of day, to the second. */
export function clock(at: string): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(new Date(at))
}

/** The day and the time of day. */
export function moment(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at))
}

/** The day. */
export function day(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(at))
}

/** How long ago something was, roughly: minutes, hours, days. */
export function ago(at: string, now: number, tag: string = language()): string {
  const span = Date.parse(at) - now
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    if (Math.abs(span) >= size) return words.format(Math.trunc(span / size), unit)
  }
  return words.format(0, 'minute')
}
