import type { components } from '@bonafide/shared/api/schema'
import type { Key } from '$lib/i18n'
import type { Fault } from '$lib/parts/fault'

type Schemas = components['schemas']
/** A contact or account of the company's (OMN-16). */
export type Record = Schemas['Record']
/** A record as it is written. */
export type PutRecord = Schemas['PutRecord']
/** What became of an import. */
export type Imported = Schemas['RecordsImported']

/** The words for a kind of record. */
export function kindKey(kind: string): Key {
  return kind === 'account' ? 'records.kind_account' : 'records.kind_contact'
}

/** A record that is being written. */
export interface Draft {
  setting: string
  kind: string
  id: string
  name: string
  email: string
  telephone: string
  status: string
}

/** A draft of a record, or of a new one. */
export function draftOf(record: Record | null): Draft {
  return {
    setting: record?.setting ?? '',
    kind: record?.kind ?? 'contact',
    id: record?.id ?? '',
    name: record?.name ?? '',
    email: record?.email ?? '',
    telephone: record?.telephone ?? '',
    status: record?.status ?? 'active',
  }
}

/** What is missing; what else is wrong the server says. */
export function faultsOf({ id, status }: Draft): Fault[] {
  const faults: Fault[] = []
  if (id.trim() === '') faults.push({ field: 'record-id', key: 'records.id_missing' })
  if (status.trim() === '') faults.push({ field: 'record-status', key: 'records.status_missing' })
  return faults
}

/** What is sent. */
export function bodyOf({ setting, kind, id, name, email, telephone, status }: Draft): PutRecord {
  const given = (text: string) => text.trim() || null
  return {
    setting: setting || null,
    kind,
    id: id.trim(),
    name: given(name),
    email: given(email),
    telephone: given(telephone),
    status: status.trim(),
  }
}

/** How much may be typed into the search. */
export const SEARCH_CHARS = 255

/** The address of a page of the records. What is searched may have been pasted with more white space than it needs. */
export function recordsPath(typed: string, after?: string | null): string {
  const query = new URLSearchParams()
  const search = typed.replaceAll(/\s+/g, ' ').trim()
  if (search) query.set('search', search)
  if (after) query.set('after', after)
  const text = query.toString()
  return `/settings/records${text ? `?${text}` : ''}`
}

/** A line that was refused, and why. */
export interface Refusal {
  line: number
  why: string
}

/** What became of a file so far. */
export interface Report {
  made: number
  changed: number
  unchanged: number
  refused: number
  /** The lines that brought nothing. */
  refusals: Refusal[]
}

export const NOTHING: Report = { made: 0, changed: 0, unchanged: 0, refused: 0, refusals: [] }

/** What became of a file with another piece of it; `place` tells the line of the file for a line of the piece. */
export function withPiece(report: Report, imported: Imported, place: (line: number) => number): Report {
  const refused = imported.lines.filter(({ result }) => result === 'refused')
  return {
    made: report.made + imported.made,
    changed: report.changed + imported.changed,
    unchanged: report.unchanged + imported.unchanged,
    refused: report.refused + imported.refused,
    refusals: [...report.refusals, ...refused.map(({ line, why }) => ({ line: place(line), why: why ?? '' }))],
  }
}
