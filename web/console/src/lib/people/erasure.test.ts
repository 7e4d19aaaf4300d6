import { expect, test } from 'vitest'
import { faultsOf, freed, lost, wordOf, type Counts, type Preview } from './erasure.ts'

const COUNTS: Counts = {
  sessions: 2, external_ids: 1, addresses: 0, conversations: 1, messages: 12, tickets: 1, merges: 0, evidence: 3, login_lines: 0,
}
const PREVIEW: Preview = { user: 'u', external_ids: ['usr_1', 'usr_2'], addresses: [], banned: false, tokens_from: null, records: [], counts: COUNTS }

test('RES-11: a report has what went, and not what there was none of', () => {
  expect(freed(COUNTS)).toEqual([
    { key: 'erased.external_ids', count: 1 },
    { key: 'erased.sessions', count: 2 },
  ])
  expect(lost(COUNTS).map(({ key }) => key)).toEqual(['erased.conversations', 'erased.messages', 'erased.tickets', 'erased.evidence'])
})

test('RES-11: the external id is typed, and a word where there is none', () => {
  expect(wordOf(PREVIEW, 'delete')).toBe('usr_1')
  expect(wordOf({ ...PREVIEW, external_ids: [] }, 'delete')).toBe('delete')
  expect(faultsOf(' usr_1 ', 'usr_1')).toEqual([])
  for (const typed of ['', 'usr_', 'USR_1']) expect(faultsOf(typed, 'usr_1')).toHaveLength(1)
})
