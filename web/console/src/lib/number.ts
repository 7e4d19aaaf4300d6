import { language } from './i18n.ts'

/** A number as the reader's language writes it. */
export function number(count: number): string {
  return new Intl.NumberFormat(language()).format(count)
}
