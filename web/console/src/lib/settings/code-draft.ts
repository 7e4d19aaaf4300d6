import type { AuthenticationSetting } from '$lib/api'
import { length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import { urlFault } from './setting-draft.ts'

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
  /** What ID tokens may be signed with: as it is, since nobody types it here. */
  algorithms: string[] | null
  url: string
  idField: string
  trustsAddresses: boolean
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
    algorithms: null,
    url: '',
    idField: 'sub',
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
    algorithms: code.action.algorithms ?? null,
    url: code.action.url ?? '',
    idField: code.action.id_field ?? 'sub',
    trustsAddresses: setting.address_trust === 'trusted',
  }
}

/** What the server would refuse of a draft, in the order of the fields. */
export function codeFaults(draft: CodeDraft): Fault[] {
  const faults: Fault[] = []
  const name = draft.name.trim()
  if (name === '') faults.push({ field: 'code-name', key: 'fault.name_missing' })
  if (length(name) > 255) faults.push({ field: 'code-name', key: 'fault.too_long', values: { count: 255 } })
  const called = (field: string, text: string) => {
    const key = urlFault(text.trim())
    if (key) faults.push({ field, key })
  }
  called('code-token-url', draft.tokenUrl)
  const back = draft.redirectUrl.trim()
  if (!URL.canParse(back) || back.includes('#')) faults.push({ field: 'code-redirect-url', key: 'fault.redirect_invalid' })
  const client = draft.clientId.trim()
  if (client === '' || /\s/.test(client) || length(client) > 255) faults.push({ field: 'code-client-id', key: 'fault.party_invalid' })
  if (/["\\]|[^\x20-\x7e]/.test(draft.scope.trim())) faults.push({ field: 'code-scope', key: 'fault.scope_invalid' })
  if (draft.action === 'id_token') called('code-issuer', draft.issuer)
  else called('code-url', draft.url)
  const asksForId = draft.action === 'userinfo' || draft.action === 'introspection'
  if (asksForId && (draft.idField.trim() === '' || /\s/.test(draft.idField.trim()))) {
    faults.push({ field: 'code-id-field', key: 'fault.party_invalid' })
  }
  return faults
}

/** What is wrong while somebody types: what is missing may yet come. */
export function codeFaultsWhileTyping(draft: CodeDraft): Fault[] {
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

/** What the server is told of a draft without faults, new or changed. */
export function bodyOfCode(draft: CodeDraft) {
  const code: Exchange = {
    token_url: draft.tokenUrl.trim(),
    redirect_url: draft.redirectUrl.trim(),
    client_id: draft.clientId.trim(),
    client_authentication: draft.clientAuthentication,
    scope: draft.scope.trim().replaceAll(/ +/g, ' ') || null,
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
  if (kind === 'id_token') return { kind, issuer: draft.issuer.trim(), algorithms: draft.algorithms }
  if (kind === 'endpoint') return { kind, url: draft.url.trim() }
  return { kind, url: draft.url.trim(), id_field: draft.idField.trim() }
}
