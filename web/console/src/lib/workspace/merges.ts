import type { components } from '@bonafide/shared/api/schema'
import { length } from '$lib/account'
import { api } from '$lib/api'
import type { Fault } from '$lib/parts/fault'
import { ask, type Answer } from '$lib/problem'

type Schemas = components['schemas']

/** The merges that lead to somebody, and who may be the same person (MRG-8, RES-9). */
export type Kin = Schemas['Kin']
/** A merge that was not undone. */
export type Merge = Schemas['Merge']
/** Somebody who may be the same person. */
export type Suggestion = Schemas['Suggestion']
/** What merging two would do. */
export type MergePreview = Schemas['MergePreview']
/** One of the two. */
export type MergeSide = Schemas['MergeSide']
/** Two who are one since. */
export type Merged = Schemas['OnePerson']
/** What undoing a merge came to. */
export type Undone = Schemas['Undoing']

/** Two users to be merged: the first into the other, unless only the first has an external id. */
export interface Pair {
  one: string
  into: string
}

/** What becomes of conversations and tickets (MRG-1 to MRG-4). */
export const OUTCOMES = ['nothing', 'become', 'into_ticket', 'into_conversation'] as const

/** The outcome by this name; null for one that this console has no words for. */
export function outcomeOf(preview: MergePreview): (typeof OUTCOMES)[number] | null {
  return OUTCOMES.find((outcome) => outcome === preview.outcome) ?? null
}

/** The longest reason, in characters. */
export const REASON_CHARS = 255

/** What is wrong with a reason; `field` is the field's id. */
export function reasonFaults(field: string, reason: string): Fault[] {
  const said = reason.trim()
  if (said === '') return [{ field, key: 'fault.reason_missing' }]
  return length(said) > REASON_CHARS ? [{ field, key: 'fault.too_long', values: { count: REASON_CHARS } }] : []
}

/** What is known besides the person themselves. */
export function readKin(id: string): Promise<Answer<Kin>> {
  return ask(api.GET('/agent/v1/users/{id}/merges', { params: { path: { id } } }))
}

/** What merging would do; nothing is done. */
export function readPreview({ one, into }: Pair): Promise<Answer<MergePreview>> {
  return ask(api.GET('/agent/v1/users/{id}/merge-preview', { params: { path: { id: one }, query: { into } } }))
}

/** Merges two users. */
export function mergeUsers({ one, into }: Pair, reason: string): Promise<Answer<Merged>> {
  return ask(api.POST('/agent/v1/users/{id}/merges', { params: { path: { id: one } }, body: { into, reason } }))
}

/** Says for good that two are not one. */
export function dismissSuggestion(id: string): Promise<Answer<unknown>> {
  return ask(api.DELETE('/agent/v1/suggestions/{id}', { params: { path: { id } } }))
}

/** Undoes a merge; administrators alone. */
export function undoMerge(id: string): Promise<Answer<Undone>> {
  return ask(api.POST('/admin/v1/merges/{id}/undo', { params: { path: { id } }, body: {} }))
}

/** Merges the two of a conflict; administrators alone (RES-8). */
export function mergeConflict(id: string, reason: string): Promise<Answer<Merged>> {
  return ask(api.POST('/admin/v1/conflicts/{id}/merge', { params: { path: { id } }, body: { reason } }))
}
