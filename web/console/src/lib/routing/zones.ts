/** The time zones that the browser knows, with the one that is chosen, which may be none of them. */
export function zonesWith(chosen: string): string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(chosen) ? known : [chosen, ...known]
}

/** The time zone that the reader's clock shows. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What the days of the week are called, from Monday on. */
export function dayNames(language: string): string[] {
  const words = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
  // 2 November 2026 is a Monday.
  return Array.from({ length: 7 }, (_, day) => words.format(Date.UTC(2026, 10, 2 + day)))
}
