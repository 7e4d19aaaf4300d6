import type { AuthenticationSetting } from '$lib/api'
import { length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import type { Drafting } from './drafting.ts'

/** An authentication setting of public keys as somebody types it (OMN-1). */
export interface SettingDraft {
  name: string
  url: string
  clientFunction: string
  algorithms: string[]
  issuer: string
  audience: string
  /** Hours that the last good keys serve while they cannot be fetched (OMN-4). */
  serve: string
  /** Whether external ids live in the account’s namespace, which is fixed once it is made (RES-13). */
  accountIds: boolean
  /** Whether the addresses in tokens are trusted (RES-12). */
  trustsAddresses: boolean
  /** Whether malformed context variables are only reported (OMN-7). */
  reportContexts: boolean
}

/** The algorithms that can be allowed (OMN-3). */
export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const

const NAME_CHARS = 255
const PARTY_CHARS = 255
const FUNCTION_CHARS = 128
const URL_CHARS = 2_000
const SERVE_HOURS = 168
const HOUR = 3_600

/** How they are typed. */
export const PUBLIC_KEYS: Drafting<SettingDraft> = {
  kind: 'oauth2_implicit',
  faults: settingFaults,
  faultsWhileTyping,
  body,
}

/** The draft of a setting that does not exist yet. */
export function newSetting(): SettingDraft {
  return {
    name: '',
    url: '',
    clientFunction: '',
    algorithms: ['RS256'],
    issuer: '',
    audience: '',
    serve: '24',
    accountIds: false,
    trustsAddresses: false,
    reportContexts: false,
  }
}

/** The draft of a setting to be changed. */
export function draftOfSetting(setting: AuthenticationSetting): SettingDraft {
  return {
    name: setting.name,
    url: setting.url ?? '',
    clientFunction: setting.client_function ?? '',
    algorithms: [...setting.algorithms],
    issuer: setting.issuer ?? '',
    audience: setting.audience ?? '',
    serve: String((setting.keys_serve_seconds ?? 0) / HOUR),
    accountIds: setting.external_ids === 'account',
    trustsAddresses: setting.address_trust === 'trusted',
    reportContexts: setting.contexts_mode === 'report_only',
  }
}

function settingFaults(draft: SettingDraft): Fault[] {
  const faults: Fault[] = []
  const name = draft.name.trim()
  if (name === '') faults.push({ field: 'setting-name', key: 'fault.name_missing' })
  if (length(name) > NAME_CHARS) faults.push({ field: 'setting-name', key: 'fault.too_long', values: { count: NAME_CHARS } })
  const url = urlFault(draft.url.trim())
  if (url) faults.push({ field: 'setting-url', key: url })
  const named = draft.clientFunction.trim()
  if (named !== '' && (named.length > FUNCTION_CHARS || !/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(named))) {
    faults.push({ field: 'setting-function', key: 'fault.function_invalid' })
  }
  for (const [field, party] of [['setting-issuer', draft.issuer], ['setting-audience', draft.audience]] as const) {
    if (/\s/.test(party.trim()) || length(party.trim()) > PARTY_CHARS) faults.push({ field, key: 'fault.party_invalid' })
  }
  if (draft.algorithms.length === 0) faults.push({ field: 'setting-algorithms', key: 'fault.algorithms_missing' })
  if (hoursOf(draft) === null) faults.push({ field: 'setting-serve', key: 'fault.hours_invalid' })
  return faults
}

function faultsWhileTyping(draft: SettingDraft): Fault[] {
  const empty = [draft.name.trim() === '' && 'setting-name', draft.url.trim() === '' && 'setting-url']
  return settingFaults(draft).filter(({ field }) => !empty.includes(field))
}

/** What is wrong with an address that the server is to call (OMN-19). */
export function urlFault(text: string): 'fault.url_invalid' | 'fault.url_credentials' | null {
  if (text.length > URL_CHARS || !URL.canParse(text)) return 'fault.url_invalid'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'fault.url_credentials'
  return url.protocol === 'https:' && !text.includes('#') ? null : 'fault.url_invalid'
}

function hoursOf({ serve }: SettingDraft): number | null {
  const typed = serve.trim()
  return /^\d{1,3}$/.test(typed) && Number(typed) <= SERVE_HOURS ? Number(typed) : null
}

function body(draft: SettingDraft) {
  const orNull = (text: string) => text.trim() || null
  return {
    name: draft.name.trim(),
    url: draft.url.trim(),
    client_function: orNull(draft.clientFunction),
    algorithms: ALGORITHMS.filter((algorithm) => draft.algorithms.includes(algorithm)),
    issuer: orNull(draft.issuer),
    audience: orNull(draft.audience),
    contexts_mode: draft.reportContexts ? ('report_only' as const) : ('enforced' as const),
    keys_serve_seconds: (hoursOf(draft) ?? 0) * HOUR,
    address_trust: draft.trustsAddresses ? ('trusted' as const) : ('not_trusted' as const),
  }
}
