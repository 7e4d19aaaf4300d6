import { pageOf } from './log-address.ts'
import { knownReason, type Reason } from './reasons.ts'

/** Which lines of the login log are shown: those that are all of what is given. */
export interface LogFilter {
  result: 'accepted' | 'refused' | null
  reason: Reason | null
  /** The whole external id; empty for any. */
  externalId: string
}

/** The filter that an address names. What it does not know it leaves out. */
export function filterOf(search: URLSearchParams): LogFilter {
  const result = search.get('result')
  return {
    result: result === 'accepted' || result === 'refused' ? result : null,
    reason: knownReason(search.get('reason')),
    externalId: search.get('external_id') ?? '',
  }
}

/** Whether a filter hides anything. */
export function hides(filter: LogFilter): boolean {
  return filter.result !== null || filter.reason !== null || filter.externalId !== ''
}

/** What the server is asked for. */
export function queryOf(filter: LogFilter): { result: LogFilter['result']; reason: string | null; external_id: string | null } {
  return { result: filter.result, reason: filter.reason, external_id: filter.externalId || null }
}

/** The address of a page of the log. */
export function logPath(filter: LogFilter, before: string | null = null): string {
  return pageOf('/settings/login-log', queryOf(filter), before)
}
