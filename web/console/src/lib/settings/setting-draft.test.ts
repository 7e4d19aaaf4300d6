import { expect, test } from 'vitest'
import { newSetting, PUBLIC_KEYS } from './setting-draft.ts'

const GOOD = { ...newSetting(), name: ' Portal ', url: ' https://portal.example/keys ' }

test('omn_1_a_draft_becomes_what_the_server_is_told', () => {
  expect(PUBLIC_KEYS.faults(GOOD)).toEqual([])
  expect(PUBLIC_KEYS.body({ ...GOOD, algorithms: ['EdDSA', 'RS256'], issuer: ' me ', reportContexts: true })).toEqual({
    name: 'Portal',
    url: 'https://portal.example/keys',
    client_function: null,
    algorithms: ['RS256', 'EdDSA'],
    issuer: 'me',
    audience: null,
    contexts_mode: 'report_only',
    keys_serve_seconds: 86_400,
    address_trust: 'not_trusted',
  })
})

test.each([
  ['', 'fault.url_invalid'],
  ['portal.example/keys', 'fault.url_invalid'],
  ['http://portal.example/keys', 'fault.url_invalid'],
  ['https://portal.example/#keys', 'fault.url_invalid'],
  ['https://me:secret@portal.example/', 'fault.url_credentials'],
])('omn_19_the_address_%s_is_refused', (url, key) => {
  expect(PUBLIC_KEYS.faults({ ...GOOD, url })).toEqual([{ field: 'setting-url', key }])
})

test('omn_18_what_is_missing_is_no_fault_while_somebody_types', () => {
  expect(PUBLIC_KEYS.faultsWhileTyping(newSetting())).toEqual([])
  expect(PUBLIC_KEYS.faults(newSetting()).map(({ field }) => field)).toEqual(['setting-name', 'setting-url'])
  expect(PUBLIC_KEYS.faultsWhileTyping({ ...newSetting(), url: 'http' }).map(({ field }) => field)).toEqual(['setting-url'])
})

test.each([
  [{ clientFunction: 'alert(1)' }, 'setting-function'],
  [{ clientFunction: 'a..b' }, 'setting-function'],
  [{ issuer: 'a b' }, 'setting-issuer'],
  [{ audience: 'x'.repeat(256) }, 'setting-audience'],
  [{ algorithms: [] }, 'setting-algorithms'],
  [{ serve: '169' }, 'setting-serve'],
  [{ serve: '1.5' }, 'setting-serve'],
  [{ serve: '' }, 'setting-serve'],
])('omn_1_%o_is_refused', (change, field) => {
  expect(PUBLIC_KEYS.faults({ ...GOOD, ...change }).map((fault) => fault.field)).toEqual([field])
})
