import type { components } from '@bonafide/shared/api/schema'
import type { Key } from '$lib/i18n'

type Schemas = components['schemas']
/** Something that was done (SEE-8). */
export type AuditLine = Schemas['AuditLine']
/** What was done; there are words for each (`done.…`). */
export type AuditAction = Schemas['AuditAction']

/** All actions. The types let none be missing and none be made up. */
const WORDS: Record<AuditAction, Key> = {
  'account.set_up': 'done.account.set_up',
  'account.change_retention': 'done.account.change_retention',
  'account.change_email_policy': 'done.account.change_email_policy',
  'account.change_email_conflicts': 'done.account.change_email_conflicts',
  'account.change_token_age': 'done.account.change_token_age',
  'account.change_join_policy': 'done.account.change_join_policy',
  'agent.create': 'done.agent.create',
  'agent.permit_secrets': 'done.agent.permit_secrets',
  'agent.change_capacity': 'done.agent.change_capacity',
  'channel.create': 'done.channel.create',
  'channel.change': 'done.channel.change',
  'channel.make_secret': 'done.channel.make_secret',
  'conflict.close': 'done.conflict.close',
  'key.create': 'done.key.create',
  'key.delete': 'done.key.delete',
  'key.end_sessions': 'done.key.end_sessions',
  'key.link': 'done.key.link',
  'key.open_link': 'done.key.open_link',
  'key.revoke_link': 'done.key.revoke_link',
  'queue.create': 'done.queue.create',
  'queue.change': 'done.queue.change',
  'queue.delete': 'done.queue.delete',
  'record.create': 'done.record.create',
  'record.change': 'done.record.change',
  'record.delete': 'done.record.delete',
  'record.import': 'done.record.import',
  'rest_key.create': 'done.rest_key.create',
  'rest_key.delete': 'done.rest_key.delete',
  'setting.create': 'done.setting.create',
  'setting.change': 'done.setting.change',
  'setting.set_secret': 'done.setting.set_secret',
  'setting.delete': 'done.setting.delete',
  'session.end': 'done.session.end',
  'user.ban': 'done.user.ban',
  'user.lift_ban': 'done.user.lift_ban',
  'user.end_sessions': 'done.user.end_sessions',
  'user.accept_earlier_tokens': 'done.user.accept_earlier_tokens',
  'user.follow_up': 'done.user.follow_up',
  'user.attach_email': 'done.user.attach_email',
  'user.detach_email': 'done.user.detach_email',
  'user.release_email': 'done.user.release_email',
  'user.merge': 'done.user.merge',
  'user.undo_merge': 'done.user.undo_merge',
  'user.dismiss_suggestion': 'done.user.dismiss_suggestion',
  'user.lose_email': 'done.user.lose_email',
  'user.erase': 'done.user.erase',
  'workstream.create': 'done.workstream.create',
  'workstream.change': 'done.workstream.change',
  'workstream.delete': 'done.workstream.delete',
}

/** The actions in the order of the filter. */
export const ACTIONS = Object.keys(WORDS) as AuditAction[]

/** The action of this word, if there is one. */
export function knownAction(word: string | null): AuditAction | null {
  return ACTIONS.find((action) => action === word) ?? null
}

/** The words for an action. */
export function actionKey(action: AuditAction): Key {
  return WORDS[action]
}

const POLICY_WORDS: Record<Schemas['EmailPolicyName'], Key> = {
  verified_only: 'policy.verified_only',
  verified_and_unverified: 'policy.verified_and_unverified',
  anyone_may_claim: 'policy.anyone_may_claim',
}

/** What something was done to. */
const OBJECTS = ['account', 'agent', 'channel', 'conflict', 'key', 'queue', 'record', 'rest_key', 'session', 'setting', 'user', 'workstream'] as const

/** The kind of thing that an action is done to; there are words for each (`about.…`). */
export function objectOf(action: AuditAction): (typeof OBJECTS)[number] {
  const [word] = action.split('.')
  return OBJECTS.find((object) => object === word) ?? 'account'
}

/** What a line may tell besides; there are words for each (`detail.…`). */
export const DETAILS = [
  'name', 'role', 'origins', 'login_required', 'asks_for_contact', 'multiple_conversations',
  'login_required_mode', 'kind', 'on_failure', 'address_trust', 'old_lives_on_seconds', 'color', 'sessions', 'sessions_ended',
  'earlier_tokens_refused', 'link', 'address', 'checked_how', 'conflict', 'for', 'external_id', 'ban_kept', 'before', 'after',
  'login_log', 'audit_log', 'removed', 'returned', 'people', 'policy', 'goes_back_to', 'mode', 'greatest_seconds', 'reason',
  'merge', 'from', 'addresses_lost', 'other', 'suggestion', 'message', 'standing', 'capacity', 'rules', 'setting', 'namespace', 'url', 'owner', 'client_function', 'algorithms', 'issuer', 'audience',
  'record_kind', 'record_id', 'status', 'made', 'changed', 'unchanged', 'refused',
  'may', 'token_url', 'redirect_url', 'client_id', 'client_authentication', 'scope', 'action', 'id_field',
  'contexts', 'keys_serve_seconds', 'sign_in_page',
] as const

/** What stands in a line as a word for programs, with the words that people have for it. */
export const VALUES: Partial<Record<Named, Record<string, Key>>> = {
  role: { agent: 'role.agent', administrator: 'role.administrator' },
  mode: { enforced: 'audit.enforced', report_only: 'audit.report_only' },
  login_required_mode: { enforced: 'audit.enforced', report_only: 'audit.report_only' },
  kind: {
    messaging: 'channel.messaging',
    chat: 'channel.chat',
    omnichannel: 'channel.omnichannel',
    oauth2_implicit: 'authentication.oauth2_implicit',
    oauth2_code: 'authentication.oauth2_code',
    id_token: 'codes.action.id_token',
    userinfo: 'codes.action.userinfo',
    introspection: 'codes.action.introspection',
    endpoint: 'codes.action.endpoint',
  },
  record_kind: { contact: 'records.kind_contact', account: 'records.kind_account' },
  client_authentication: { basic: 'codes.basic', post: 'codes.post' },
  namespace: { own: 'authentication.ids_own', account: 'authentication.ids_account' },
  contexts: { enforced: 'audit.enforced', report_only: 'audit.report_only' },
  on_failure: { anonymous: 'audit.failed_anonymous', refuse: 'audit.failed_refuse' },
  address_trust: { trusted: 'audit.trusted', not_trusted: 'audit.not_trusted' },
  greatest_seconds: { any: 'audit.any_age' },
  policy: POLICY_WORDS,
  before: POLICY_WORDS,
  after: POLICY_WORDS,
}

/** The words for a value that is a word for programs. */
export function valueKey({ path, value }: Detail): Key | null {
  if (typeof value === 'boolean') return value ? 'audit.yes' : 'audit.no'
  const name = path.at(-1)
  const words = typeof name === 'string' ? VALUES[name] : undefined
  return words && Object.hasOwn(words, value) ? (words[value] ?? null) : null
}

type Named = (typeof DETAILS)[number]

/** One thing that a line tells. */
export interface Detail {
  /** What leads to it, each with words; a name that a newer server uses is shown as it is. */
  path: readonly (Named | { unknown: string })[]
  value: string | boolean
}

/** What a line tells besides, without what is not said. */
export function detailsOf(detail: Record<string, unknown>): Detail[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (value === null || value === undefined) return []
    const step = DETAILS.find((one) => one === name) ?? { unknown: name }
    if (isThings(value)) return detailsOf(value).map((inner) => ({ ...inner, path: [step, ...inner.path] }))
    return [{ path: [step], value: typeof value === 'boolean' ? value : textOf(value) }]
  })
}

const isThings = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))
