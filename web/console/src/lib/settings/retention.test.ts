import { expect, test } from 'vitest'
import { faultsOf } from './retention.ts'

test('SEE-6, SEE-8: logs are kept for whole days within their limits', () => {
  expect(faultsOf({ login_log_days: 1, audit_log_days: 180 })).toEqual([])
  expect(faultsOf({ login_log_days: 3650, audit_log_days: 3650 })).toEqual([])
  for (const login_log_days of [null, 0, 1.5, 3651]) {
    expect(faultsOf({ login_log_days, audit_log_days: 200 }).map(({ field }) => field)).toEqual(['login-log-days'])
  }
  for (const audit_log_days of [null, 179, 3651]) {
    expect(faultsOf({ login_log_days: 1, audit_log_days }).map(({ field }) => field)).toEqual(['audit-log-days'])
  }
})
