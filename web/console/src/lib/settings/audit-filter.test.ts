import { expect, test } from 'vitest'
import { auditPath, filterOf, hides, queryOf } from './audit-filter.ts'

const ID = '0123456789ab0123456789ab'

test('a filter is read from its address and written as it was', () => {
  const path = auditPath(filterOf(new URLSearchParams(`by=${ID}&action=user.ban&subject=app_1&since=2027-01-15&until=2027-01-16`)))
  expect(path).toBe(`/settings/audit-log?by=${ID}&action=user.ban&subject=app_1&since=2027-01-15&until=2027-01-16`)
  expect(auditPath(filterOf(new URLSearchParams()), 'b')).toBe('/settings/audit-log?before=b')
})

test('what an address says that is no filter is left out', () => {
  const filter = filterOf(new URLSearchParams('by=me&action=user.haunt&subject=a%20b&since=yesterday&until=2027-99-99'))
  expect(hides(filter)).toBe(false)
  expect(auditPath(filter)).toBe('/settings/audit-log')
})

test('a day has all its moments', () => {
  const query = queryOf(filterOf(new URLSearchParams('since=2027-01-15&until=2027-01-15')))
  expect(Date.parse(query.until ?? '') - Date.parse(query.since ?? '')).toBe(86_400_000)
})
