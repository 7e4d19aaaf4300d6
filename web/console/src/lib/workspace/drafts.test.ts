import { beforeEach, expect, test, vi } from 'vitest'
import { draftOf, keepDraft } from './drafts.ts'

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

test('what was sent leaves nothing behind', () => {
  keepDraft('one', { text: 'Half a sen', visibility: 'all' })
  keepDraft('one', { text: '', visibility: 'all' })
  expect(sessionStorage.length).toBe(0)
})
