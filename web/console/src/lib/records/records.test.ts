import { expect, test } from 'vitest'
import { bodyOf, draftOf, faultsOf, kindKey, NOTHING, recordsPath, withPiece } from './records.ts'

test('OMN-16: what is left empty is sent as nothing', () => {
  const draft = { ...draftOf(null), id: ' c-7 ', name: ' ' }
  expect(bodyOf(draft)).toEqual({
    setting: null, kind: 'contact', id: 'c-7', name: null, email: null, telephone: null, status: 'active',
  })
  expect(bodyOf({ ...draft, setting: 's', name: 'Mara' })).toMatchObject({ setting: 's', name: 'Mara' })
})

test('a record has an id and a status', () => {
  const fields = (draft: object) => faultsOf({ ...draftOf(null), id: 'c-7', ...draft }).map(({ field }) => field)
  expect(fields({})).toEqual([])
  expect(fields({ id: ' ' })).toEqual(['record-id'])
  expect(fields({ status: '' })).toEqual(['record-status'])
})

test('the address names what is searched and where the page begins', () => {
  expect(recordsPath('')).toBe('/settings/records')
  expect(recordsPath(' \t')).toBe('/settings/records')
  expect(recordsPath(' a\t b', 'x')).toBe('/settings/records?search=a+b&after=x')
})

test('a report sums up its pieces and names lines of the file', () => {
  const lines = [
    { line: 2, result: 'made', why: null },
    { line: 3, result: 'refused', why: 'no id' },
  ]
  const imported = { made: 1, changed: 0, unchanged: 0, refused: 1, lines }
  const once = withPiece(NOTHING, imported, (line) => line)
  const twice = withPiece(once, imported, (line) => line + 200)
  expect(twice).toMatchObject({ made: 2, refused: 2 })
  expect(twice.refusals).toEqual([{ line: 3, why: 'no id' }, { line: 203, why: 'no id' }])
})

test('there are words for both kinds', () => {
  expect([kindKey('contact'), kindKey('account')]).toEqual(['records.kind_contact', 'records.kind_account'])
})
