import type { Channel } from '$lib/api'
import { length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import { ANY_LOCALHOST, readOrigins } from './origins.ts'

/** A channel as somebody types it. */
export interface ChannelDraft {
  /** What kind of place it is, which is fixed once it is made. */
  kind: Kind
  name: string
  /** One origin to a line. */
  origins: string
  loginRequired: boolean
  /** Whether that is only reported so far. */
  reportLogin: boolean
  /** Whether people who are not signed in are asked for name and address (SEE-5). */
  asksForContact: boolean
  /** Whether a user may have several conversations, which stay apart when users merge (MRG-9). */
  multipleConversations: boolean
  /** Whether somebody whose token failed may not write, on a chat (CHT-10). */
  refusesFailed: boolean
  /** Whether the addresses of a chat’s tokens are trusted (RES-12). */
  trustsAddresses: boolean
  /** Whether an authentication setting is attached to a live chat: without one nobody could sign in (OMN-18). */
  hasSetting: boolean
  /** Where whoever opens the chat without being signed in is sent first; empty for nowhere (OMN-14). */
  signInPage: string
  /** `#rrggbb`, or empty for ours. */
  color: string
}

/** The kinds of channels that can be made; there are words for each (`channel.…`). */
export const KINDS = ['messaging', 'chat', 'omnichannel'] as const

/** One of them. */
export type Kind = (typeof KINDS)[number]

const NAME_CHARS = 255
const ORIGINS = 100

/** The draft of a channel that does not exist yet; pages on the developer's own machine may embed it. */
export function newDraft(): ChannelDraft {
  return {
    kind: 'messaging',
    name: '',
    origins: `${ANY_LOCALHOST}\n`,
    loginRequired: false,
    reportLogin: false,
    asksForContact: true,
    multipleConversations: false,
    refusesFailed: false,
    trustsAddresses: false,
    hasSetting: false,
    signInPage: '',
    color: '',
  }
}

/** What kind of place a channel is. */
export function kindOf({ kind }: Pick<Channel, 'kind'>): Kind {
  return KINDS.find((one) => one === kind) ?? 'messaging'
}

/** The draft of a channel to be changed. */
export function draftOf(channel: Channel): ChannelDraft {
  return {
    kind: kindOf(channel),
    name: channel.name,
    origins: channel.origins.join('\n'),
    loginRequired: channel.login_required,
    reportLogin: channel.login_required_mode === 'report_only',
    asksForContact: channel.asks_for_contact,
    multipleConversations: channel.multiple_conversations,
    refusesFailed: channel.on_failure === 'refuse',
    trustsAddresses: channel.address_trust === 'trusted',
    hasSetting: Boolean(channel.setting),
    signInPage: channel.sign_in_page ?? '',
    color: channel.color ?? '',
  }
}

/** Whether nothing may be sent on it without signing in, if somebody chooses so. */
export function canRequireLogin({ kind, hasSetting }: Pick<ChannelDraft, 'kind' | 'hasSetting'>): boolean {
  return kind !== 'omnichannel' || hasSetting
}

/** What the server would refuse of a draft, in the order of the fields. */
export function channelFaults(draft: ChannelDraft): Fault[] {
  const faults: Fault[] = []
  if (draft.name.trim() === '') faults.push({ field: 'channel-name', key: 'fault.name_missing' })
  if (length(draft.name.trim()) > NAME_CHARS) {
    faults.push({ field: 'channel-name', key: 'fault.too_long', values: { count: NAME_CHARS } })
  }
  const { origins, unread } = readOrigins(draft.origins)
  const [wrong] = unread
  if (wrong) faults.push({ field: 'channel-origins', key: 'fault.origin_invalid', values: { origin: wrong } })
  else if (origins.length > ORIGINS) {
    faults.push({ field: 'channel-origins', key: 'fault.too_many_origins', values: { count: ORIGINS } })
  }
  if (hasSignInPage(draft)) {
    const field = 'channel-sign-in-page'
    if (signInPageOf(draft) === undefined) faults.push({ field, key: 'fault.sign_in_page_invalid' })
    else if (saysReturnElsewhere(draft)) faults.push({ field, key: 'fault.return_elsewhere' })
  }
  if (colorOf(draft) === undefined) faults.push({ field: 'channel-color', key: 'fault.color_invalid' })
  return faults
}

/** Whether it is a live chat on which people can sign in, and so can be sent to sign in first. */
export function hasSignInPage({ kind, hasSetting }: Pick<ChannelDraft, 'kind' | 'hasSetting'>): boolean {
  return kind === 'omnichannel' && hasSetting
}

/** The sign-in page of a draft: null for none, undefined where what was typed is none. */
export function signInPageOf({ signInPage }: Pick<ChannelDraft, 'signInPage'>): string | null | undefined {
  const typed = signInPage.trim()
  if (typed === '') return null
  const url = !/[\s\\]/.test(typed) && URL.canParse(typed) ? new URL(typed) : null
  const isOwnMachine = url?.protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)
  return url && !url.username && !url.password && (url.protocol === 'https:' || isOwnMachine) ? typed : undefined
}

/** Whether `{return}` stands elsewhere than in what is asked for, where it would say which page is opened. */
function saysReturnElsewhere({ signInPage }: Pick<ChannelDraft, 'signInPage'>): boolean {
  const [before = '', behind = ''] = [signInPage.split(/[?#]/)[0], signInPage.split('#')[1]]
  return `${before} ${behind}`.includes('{return}')
}

/** The colour of a draft: `#rrggbb`, null for ours, undefined where what was typed is none. */
export function colorOf(draft: Pick<ChannelDraft, 'color'>): string | null | undefined {
  const typed = draft.color.trim().toLowerCase()
  if (typed === '') return null
  return /^#[0-9a-f]{6}$/.test(typed) ? typed : undefined
}

/** What the server is told of a draft without faults. */
export function bodyOf(draft: ChannelDraft): {
  name: string
  origins: string[]
  login_required: boolean
  asks_for_contact: boolean
  multiple_conversations: boolean
  color: string | null
} {
  return {
    name: draft.name.trim(),
    origins: readOrigins(draft.origins).origins,
    login_required: draft.loginRequired && canRequireLogin(draft),
    asks_for_contact: draft.asksForContact,
    multiple_conversations: draft.multipleConversations,
    color: colorOf(draft) ?? null,
  }
}

/** What the server is told of a channel that is changed. */
export function changeOf(draft: ChannelDraft): ReturnType<typeof bodyOf> & {
  login_required_mode: 'report_only' | 'enforced'
  on_failure?: 'refuse' | 'anonymous'
  address_trust?: 'trusted' | 'not_trusted'
  sign_in_page?: string | null
} {
  const change = { ...bodyOf(draft), login_required_mode: draft.reportLogin ? 'report_only' as const : 'enforced' as const }
  if (hasSignInPage(draft)) return { ...change, sign_in_page: signInPageOf(draft) ?? null }
  if (draft.kind !== 'chat') return change
  const trust = draft.trustsAddresses ? 'trusted' : 'not_trusted'
  return { ...change, on_failure: draft.refusesFailed ? 'refuse' : 'anonymous', address_trust: trust }
}
