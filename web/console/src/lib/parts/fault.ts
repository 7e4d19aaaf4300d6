import type { Values } from '@bonafide/shared/i18n'
import type { Key } from '$lib/i18n'

/** What is wrong with one field of a form. */
export interface Fault {
  /** The field's id in the page. */
  field: string
  /** What is wrong and what to do. */
  key: Key
  values?: Values
}
