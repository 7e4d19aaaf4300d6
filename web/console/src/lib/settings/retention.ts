import type { components } from '@bonafide/shared/api/schema'
import type { Fault } from '$lib/parts/fault'

/** For how long logs are kept. */
export type Retention = components['schemas']['Retention']

/** What the fields hold; what is no number is null, as browsers say. */
export interface RetentionDraft {
  login_log_days: number | null
  audit_log_days: number | null
}

const MOST = 3650
const isWithin = (days: number | null, least: number) =>
  days !== null && Number.isInteger(days) && least <= days && days <= MOST

/** What is wrong with the fields. */
export function faultsOf({ login_log_days, audit_log_days }: RetentionDraft): Fault[] {
  const faults: Fault[] = []
  if (!isWithin(login_log_days, 1)) faults.push({ field: 'login-log-days', key: 'fault.days_login_log' })
  if (!isWithin(audit_log_days, 180)) faults.push({ field: 'audit-log-days', key: 'fault.days_audit_log' })
  return faults
}
