import { expect, test } from 'vitest'
import { evidence } from './sample.ts'
import type { Subject } from './why.svelte.ts'
import { asText, keyOf, knownRule } from './why.ts'
import type { Device } from './wire.ts'

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

test('SES-7: a device tells the key of its session, and a message without evidence none of its device', () => {
  const key = { id: '2026-11', name: 'Customer portal' }
  const devices = [{ id: 'device-1', session: 'session-1', key }] as Device[]
  const subject = { of: 'device', evidence: null, session: 'session-1', device: 'device-1' } as Subject
  expect(keyOf(subject, devices)).toBe(key)
  expect(keyOf({ ...subject, session: 'session-2' }, devices)).toBeUndefined()
  expect(keyOf({ ...subject, of: 'message' }, devices)).toBeUndefined()
  expect(keyOf({ ...subject, of: 'message', evidence: evidence() }, devices)?.id).toBe('app_1')
})
