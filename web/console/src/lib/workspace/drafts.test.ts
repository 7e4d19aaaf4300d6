import { beforeEach, expect, test, vi } from 'vitest'
import { carryDraft, draftOf, keepDraft } from './drafts.ts'

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    get length() {
      return kept.size
    },
  })
})

test('each conversation has its own draft, a note stays a note', () => {
  keepDraft('one', { text: 'Half a sen', visibility: 'agents' })
  expect(draftOf('one')).toEqual({ text: 'Half a sen', visibility: 'agents' })
  expect(draftOf('two')).toEqual({ text: '', visibility: 'all' })
})

test('mrg_3_a_draft_goes_along_with_its_conversation', () => {
  keepDraft('one', { text: 'Half a sen', visibility: 'agents' })
  carryDraft('one', 'two')
  expect([draftOf('one').text, draftOf('two')]).toEqual(['', { text: 'Half a sen', visibility: 'agents' }])
})

test('mrg_3_nothing_typed_changes_nothing', () => {
  keepDraft('two', { text: 'Dear Mara', visibility: 'all' })
  carryDraft('one', 'two')
  expect(draftOf('two')).toEqual({ text: 'Dear Mara', visibility: 'all' })
})

test.each([
  ['all', 'all', 'all'],
  ['agents', 'all', 'agents'],
  ['all', 'agents', 'agents'],
  ['agents', 'agents', 'agents'],
] as const)('mrg_3_of_two_drafts_nothing_is_lost_and_a_note_stays_one (%s, %s)', (one, two, both) => {
  keepDraft('one', { text: 'Half a sen', visibility: one })
  keepDraft('two', { text: 'Dear Mara', visibility: two })
  carryDraft('one', 'two')
  expect(draftOf('two')).toEqual({ text: 'Dear Mara\n\nHalf a sen', visibility: both })
})

test('mrg_3_whoever_was_writing_a_note_goes_on_with_one', () => {
  keepDraft('two', { text: 'Dear Mara', visibility: 'all' })
  expect([draftOf('one', 'agents').visibility, draftOf('two', 'agents').visibility]).toEqual(['agents', 'agents'])
  keepDraft('two', { text: 'Beware', visibility: 'agents' })
  expect([draftOf('one', 'all').visibility, draftOf('two', 'all').visibility]).toEqual(['all', 'agents'])
})

test('what was sent leaves nothing behind', () => {
  keepDraft('one', { text: 'Half a sen', visibility: 'all' })
  keepDraft('one', { text: '', visibility: 'all' })
  expect(sessionStorage.length).toBe(0)
})
