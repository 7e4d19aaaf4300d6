import { expect, test } from 'vitest'
import { CODES, newCodeSetting } from './code-draft.ts'

const GOOD = {
  ...newCodeSetting(),
  name: ' Sign-in ',
  tokenUrl: 'https://id.example/token',
  redirectUrl: 'https://shop.example/back',
  clientId: 'shop-chat',
  issuer: 'https://id.example',
}

test('omn_11_a_draft_becomes_what_the_server_is_told', () => {
  expect(CODES.faults(GOOD)).toEqual([])
  expect(CODES.body({ ...GOOD, scope: ' openid  email ' })).toEqual({
    name: 'Sign-in',
    address_trust: 'not_trusted',
    code: {
      token_url: 'https://id.example/token',
      redirect_url: 'https://shop.example/back',
      client_id: 'shop-chat',
      client_authentication: 'basic',
      scope: 'openid email',
      action: { kind: 'id_token', issuer: 'https://id.example', algorithms: ['RS256'] },
    },
  })
})

test('omn_12_an_action_has_what_belongs_to_it', () => {
  const of = (draft: object) => CODES.body({ ...GOOD, url: 'https://id.example/me', ...draft }).code?.action
  expect(of({ algorithms: ['EdDSA', 'RS256'] })).toEqual({ kind: 'id_token', issuer: 'https://id.example', algorithms: ['RS256', 'EdDSA'] })
  expect(of({ action: 'userinfo' })).toEqual({ kind: 'userinfo', url: 'https://id.example/me', id_field: 'sub' })
  expect(of({ action: 'introspection', idField: 'id' })).toEqual({ kind: 'introspection', url: 'https://id.example/me', id_field: 'id' })
  expect(of({ action: 'endpoint' })).toEqual({ kind: 'endpoint', url: 'https://id.example/me' })
})

test.each([
  [{ name: '' }, 'code-name'],
  [{ tokenUrl: 'http://id.example/token' }, 'code-token-url'],
  [{ redirectUrl: '/back' }, 'code-redirect-url'],
  [{ redirectUrl: 'https://shop.example/#back' }, 'code-redirect-url'],
  [{ redirectUrl: 'https://shop.example/ back' }, 'code-redirect-url'],
  [{ redirectUrl: `https://shop.example/${'x'.repeat(2_000)}` }, 'code-redirect-url'],
  [{ clientId: 'a b' }, 'code-client-id'],
  [{ scope: 'x'.repeat(1_001) }, 'code-scope'],
  [{ issuer: 'https://id.example?a' }, 'code-issuer'],
  [{ algorithms: [] }, 'code-algorithms'],
  [{ action: 'introspection' as const, url: 'https://id.example', idField: 'x'.repeat(129) }, 'code-id-field'],
  [{ scope: 'a"b' }, 'code-scope'],
  [{ issuer: 'id.example' }, 'code-issuer'],
  [{ action: 'endpoint' as const, url: 'http://id.example' }, 'code-url'],
  [{ action: 'userinfo' as const, url: 'https://id.example', idField: 'a b' }, 'code-id-field'],
])('omn_18_%j_is_refused', (wrong, field) => {
  expect(CODES.faults({ ...GOOD, ...wrong }).map((fault) => fault.field)).toEqual([field])
})

test('what is missing may yet come', () => {
  expect(CODES.faultsWhileTyping(newCodeSetting())).toEqual([])
  expect(CODES.faultsWhileTyping({ ...newCodeSetting(), tokenUrl: 'x' }).map(({ field }) => field)).toEqual(['code-token-url'])
})
