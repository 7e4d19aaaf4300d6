import type { components } from '@bonafide/shared/api/schema'
import type { Key } from '$lib/i18n'
import type { Fault } from '$lib/parts/fault'

type Schemas = components['schemas']
/** What deleting a person would free and lose (RES-11). */
export type Preview = Schemas['ErasurePreview']
/** The deletion of a person, and how far it has come. */
export type Erasure = Schemas['Erasure']
/** How much of everything goes, or went. */
export type Counts = Schemas['ErasureCounts']

/** Whom a dialog asks about. */
export interface Subject {
  id: string
  /** How agents call them; empty for somebody without a name. */
  name: string
}

/** What becomes free or ends at once. */
const FREED = ['external_ids', 'addresses', 'sessions'] as const
/** What is lost. */
const LOST = ['conversations', 'messages', 'tickets', 'merges', 'evidence', 'login_lines'] as const

/** A line of a report: its text (`erased.…`) and how many. */
export interface Counted {
  key: Key
  count: number
}

function counted(counts: Counts, kinds: readonly (keyof Counts)[]): Counted[] {
  return kinds.filter((kind) => counts[kind] > 0).map((kind) => ({ key: `erased.${kind}`, count: counts[kind] }))
}

/** What became free or ended, without what there was none of. */
export const freed = (counts: Counts): Counted[] => counted(counts, FREED)

/** What was or would be lost, without what there is none of. */
export const lost = (counts: Counts): Counted[] => counted(counts, LOST)

/** What has to be typed: the external id, and for somebody who has none the word for deleting. */
export function wordOf({ external_ids: [id] }: Preview, word: string): string {
  return id ?? word
}

/** Whether what was typed is what was asked for. */
export function faultsOf(typed: string, wanted: string): Fault[] {
  return typed.trim() === wanted ? [] : [{ field: 'erase-word', key: 'fault.erase_word_differs', values: { word: wanted } }]
}
