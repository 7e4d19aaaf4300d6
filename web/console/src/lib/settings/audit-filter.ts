import { knownAction, type AuditAction } from './audit.ts'
import { pageOf } from './log-address.ts'

/** Which lines of the audit log are shown: those that are all of what is given. */
export interface AuditFilter {
  /** The id of who did it; empty for anybody. */
  by: string
  action: AuditAction | null
  /** The id of what it was done to; empty for anything. */
  subject: string
  /** The first and the last day, as `2027-01-15`; empty for any. */
  since: string
  until: string
}

/** The filter that an address names. What it does not know it leaves out. */
export function filterOf(search: URLSearchParams): AuditFilter {
  return {
    by: id(search.get('by')),
    action: knownAction(search.get('action')),
    subject: /^\w{1,64}$/.test(search.get('subject') ?? '') ? (search.get('subject') ?? '') : '',
    since: day(search.get('since')),
    until: day(search.get('until')),
  }
}

const id = (text: string | null) => (text && /^[0-9a-f]{24}$/.test(text) ? text : '')
const day = (text: string | null) => (text && !Number.isNaN(Date.parse(`${text}T00:00`)) && /^\d{4}-\d\d-\d\d$/.test(text) ? text : '')

/** Whether a filter hides anything. */
export function hides(filter: AuditFilter): boolean {
  return Object.values(filter).some(Boolean)
}

/** What the server is asked for. A day is the reader's own, from its first moment to its last. */
export function queryOf({ by, action, subject, since, until }: AuditFilter) {
  return {
    by: by || null,
    action,
    subject: subject || null,
    since: since ? new Date(`${since}T00:00`).toISOString() : null,
    until: until ? dayAfter(until).toISOString() : null,
  }
}

function dayAfter(text: string): Date {
  const date = new Date(`${text}T00:00`)
  date.setDate(date.getDate() + 1)
  return date
}

/** The address of a page of the log. */
export function auditPath(filter: AuditFilter, before: string | null = null): string {
  return pageOf('/settings/audit-log', { ...filter }, before)
}
