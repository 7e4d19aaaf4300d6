/** Times in words, in the reader's language and time zone. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** From how long on somebody has waited too long. */
export const TOO_LONG = 5 * MINUTE

/** How long somebody has waited: `0:42`, `6:10`, `3 h 05`, and days as the language shortens them, `2d`. */
export function waited(since: string, now: number, language: string): { words: string; tooLong: boolean } {
  const span = Math.max(0, now - Date.parse(since))
  return { words: inWords(span, language), tooLong: span > TOO_LONG }
}

function inWords(span: number, language: string): string {
  if (span >= DAY) {
    const days = new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'narrow' })
    return days.format(Math.floor(span / DAY))
  }
  if (span >= HOUR) return `${Math.floor(span / HOUR)} h ${twoDigits(Math.floor((span % HOUR) / MINUTE))}`
  return `${Math.floor(span / MINUTE)}:${twoDigits(Math.floor((span % MINUTE) / 1000))}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** The day that a time falls on, as a key: two times have the same one if they share the reader's day. */
export function dayOf(time: string | number): string {
  const date = new Date(time)
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`
}

/** Whether a day is today, yesterday, or another one. */
export function nearness(time: string, now: number): 'today' | 'yesterday' | 'other' {
  const day = dayOf(time)
  if (day === dayOf(now)) return 'today'
  const before = new Date(now)
  before.setDate(before.getDate() - 1)
  return day === dayOf(before.getTime()) ? 'yesterday' : 'other'
}

/** What writes times in one language. */
export interface Dates {
  /** `14:07` */
  clock: (time: string) => string
  /** `14:06:58` */
  seconds: (time: string) => string
  /** `Sunday 22 November`, with the year if it is another one. */
  day: (time: string, now: number) => string
  /** `4 March 2025` */
  date: (time: string) => string
  /** The clock today, else the short date: for lists. */
  brief: (time: string, now: number) => string
  /** The clock today, else date and clock: for evidence. */
  exact: (time: string, now: number) => string
}

/** The dates of a language; the clock has 24 hours in all of them, as tokens have. */
export function dates(language: string): Dates {
  // English as it is written in most of the world: the day before the month.
  const tag = language === 'en' ? 'en-GB' : language
  const writer = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(tag, options)
    return (time: string) => format.format(new Date(time))
  }
  const clock = writer({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const seconds = writer({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const thisYear = writer({ weekday: 'long', day: 'numeric', month: 'long' })
  const otherYear = writer({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const short = writer({ day: 'numeric', month: 'short' })
  const date = writer({ day: 'numeric', month: 'long', year: 'numeric' })
  const isToday = (time: string, now: number) => dayOf(time) === dayOf(now)
  return {
    clock,
    seconds,
    date,
    day: (time, now) => (dayOf(time).slice(0, 4) === dayOf(now).slice(0, 4) ? thisYear(time) : otherYear(time)),
    brief: (time, now) => (isToday(time, now) ? clock(time) : short(time)),
    exact: (time, now) => (isToday(time, now) ? seconds(time) : `${date(time)}, ${seconds(time)}`),
  }
}
