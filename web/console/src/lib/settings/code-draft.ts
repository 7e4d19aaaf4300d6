import type { AuthenticationSetting } from '$lib/api'
import { length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import type { Drafting } from './drafting.ts'
import { ALGORITHMS, urlFault } from './setting-draft.ts'

type Exchange = NonNullable<AuthenticationSetting['code']>

/** The token actions (OMN-12). */
export const ACTIONS = ['id_token', 'userinfo', 'introspection', 'endpoint'] as const

/** An authentication setting that exchanges codes, as somebody types it (OMN-11). */
export interface CodeDraft {
  name: string
  tokenUrl: string
  redirectUrl: string
  clientId: string
  clientAuthentication: 'basic' | 'post'
  scope: string
  action: (typeof ACTIONS)[number]
  issuer: string
  /** What ID tokens may be signed with (OMN-3). */
  algorithms: string[]
  url: string
  idField: string
  /** Whether external ids live in the account’s namespace, which is fixed once it is made (RES-13). */
  accountIds: boolean
  trustsAddresses: boolean
}

const NAME_CHARS = 255
const REDIRECT_CHARS = 2_000
const PARTY_CHARS = 255
const SCOPE_CHARS = 1_000
const FIELD_CHARS = 128

/** How they are typed. */
export const CODES: Drafting<CodeDraft> = {
  kind: 'oauth2_code',
  faults: codeFaults,
  faultsWhileTyping,
  body,
}

/** The draft of a setting that does not exist yet. */
export function newCodeSetting(): CodeDraft {
  return {
    name: '',
    tokenUrl: '',
    redirectUrl: '',
    clientId: '',
    clientAuthentication: 'basic',
    scope: 'openid',
    action: 'id_token',
    issuer: '',
    algorithms: ['RS256'],
    url: '',
    idField: 'sub',
    accountIds: false,
    trustsAddresses: false,
  }
}

/** The draft of a setting to be changed. */
export function draftOfCode(setting: AuthenticationSetting, code: Exchange): CodeDraft {
  return {
    name: setting.name,
    tokenUrl: code.token_url,
    redirectUrl: code.redirect_url,
    clientId: code.client_id,
    clientAuthentication: code.client_authentication ?? 'basic',
    scope: code.scope ?? '',
    action: code.action.kind,
    issuer: code.action.issuer ?? '',
    algorithms: [...(code.action.algorithms ?? ['RS256'])],
    url: code.action.url ?? '',
    idField: code.action.id_field ?? 'sub',
    accountIds: setting.external_ids === 'account',
    trustsAddresses: setting.address_trust === 'trusted',
  }
}

function codeFaults(draft: CodeDraft): Fault[] {
  const faults: Fault[] = []
  const name = draft.name.trim()
  if (name === '') faults.push({ field: 'code-name', key: 'fault.name_missing' })
  if (length(name) > NAME_CHARS) faults.push({ field: 'code-name', key: 'fault.too_long', values: { count: NAME_CHARS } })
  faults.push(...called('code-token-url', draft.tokenUrl))
  const back = draft.redirectUrl.trim()
  if (!URL.canParse(back) || /[\s#]/.test(back) || back.length > REDIRECT_CHARS) {
    faults.push({ field: 'code-redirect-url', key: 'fault.redirect_invalid' })
  }
  const client = draft.clientId.trim()
  if (client === '' || /\s/.test(client) || length(client) > PARTY_CHARS) faults.push({ field: 'code-client-id', key: 'fault.party_invalid' })
  const scope = scopeOf(draft)
  if (/["\\]|[^\x20-\x7e]/.test(scope) || scope.length > SCOPE_CHARS) faults.push({ field: 'code-scope', key: 'fault.scope_invalid' })
  return [...faults, ...actionFaults(draft)]
}

/** What is wrong with the token action, which has fields of its own. */
function actionFaults(draft: CodeDraft): Fault[] {
  if (draft.action === 'id_token') {
    const issuer = draft.issuer.trim()
    const faults = called('code-issuer', issuer)
    if (faults.length === 0 && (issuer.includes('?') || length(issuer) > PARTY_CHARS)) {
      faults.push({ field: 'code-issuer', key: 'fault.issuer_invalid' })
    }
    if (draft.algorithms.length === 0) faults.push({ field: 'code-algorithms', key: 'fault.algorithms_missing' })
    return faults
  }
  const faults = called('code-url', draft.url)
  const field = draft.idField.trim()
  if (draft.action !== 'endpoint' && (field === '' || /\s/.test(field) || length(field) > FIELD_CHARS)) {
    faults.push({ field: 'code-id-field', key: 'fault.field_invalid' })
  }
  return faults
}

/** What is wrong with an address that the server is to call (OMN-19). */
function called(field: string, typed: string): Fault[] {
  const key = urlFault(typed.trim())
  return key ? [{ field, key }] : []
}

function scopeOf(draft: CodeDraft): string {
  return draft.scope.trim().replaceAll(/ +/g, ' ')
}

function faultsWhileTyping(draft: CodeDraft): Fault[] {
  const empty = [
    ['code-name', draft.name],
    ['code-token-url', draft.tokenUrl],
    ['code-redirect-url', draft.redirectUrl],
    ['code-client-id', draft.clientId],
    ['code-issuer', draft.issuer],
    ['code-url', draft.url],
    ['code-id-field', draft.idField],
  ].filter(([, text]) => text?.trim() === '')
  return codeFaults(draft).filter(({ field }) => !empty.some(([missing]) => missing === field))
}

function body(draft: CodeDraft) {
  const code: Exchange = {
    token_url: draft.tokenUrl.trim(),
    redirect_url: draft.redirectUrl.trim(),
    client_id: draft.clientId.trim(),
    client_authentication: draft.clientAuthentication,
    scope: scopeOf(draft) || null,
    action: action(draft),
  }
  return {
    name: draft.name.trim(),
    code,
    address_trust: draft.trustsAddresses ? ('trusted' as const) : ('not_trusted' as const),
  }
}

function action(draft: CodeDraft): Exchange['action'] {
  const { action: kind } = draft
  if (kind === 'id_token') {
    const algorithms = ALGORITHMS.filter((algorithm) => draft.algorithms.includes(algorithm))
    return { kind, issuer: draft.issuer.trim(), algorithms }
  }
  if (kind === 'endpoint') return { kind, url: draft.url.trim() }
  return { kind, url: draft.url.trim(), id_field: draft.idField.trim() }
}
