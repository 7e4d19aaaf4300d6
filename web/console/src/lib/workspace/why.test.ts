import { expect, test } from 'vitest'
import { evidence } from './sample.ts'
import { asText, knownRule } from './why.ts'

test('see_3 evidence is copied whole', () => {
  const text = asText(evidence())
  for (const part of ['usr_48213', 'shop-2026 (app_1)', 'session-1', 'device-1', 'RES-1', evidence().accepted_at]) {
    expect(text).toContain(part)
  }
})

test('what is not there is not copied', () => {
  expect(asText(evidence({ external_id: null, key: null, issued_at: null }))).not.toMatch(/external_id|key|issued_at/)
})

test('rules have words or are shown by their id', () => {
  expect(['RES-1', 'RES-2', 'RES-3', 'RES-99'].map(knownRule)).toEqual(['RES-1', 'RES-2', 'RES-3', null])
})
