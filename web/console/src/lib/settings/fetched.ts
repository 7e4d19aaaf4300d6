import type { AuthenticationSetting, FetchedKey } from '$lib/api'
import type { Key } from '$lib/i18n'

/** What is known of a setting’s keys (OMN-4). */
export type Fetched = NonNullable<AuthenticationSetting['keys']>

const FAILURES = [
  'no_such_host', 'not_public', 'unreachable', 'tls', 'too_slow', 'too_large', 'status', 'elsewhere', 'too_many_redirects', 'broken', 'no_keys', 'discovery',
] as const

/** What went wrong at a fetch, if there are words for it (`fetch.…`). */
export function failureKey(code: string): Key | null {
  const known = FAILURES.find((one) => one === code)
  return known ? `fetch.${known}` : null
}

const SKIPPED = [
  'expired', 'duplicate_kid', 'no_kid', 'bad_kid', 'broken', 'pkcs1', 'certificate', 'private_key', 'shared_secret', 'bad_expiry',
  'rsa_size', 'unsupported', 'not_allowed', 'not_for_signatures',
] as const

/** Why a key is not used, if there are words for it (`skipped.…`). */
export function skippedKey(code: string): Key | null {
  const known = SKIPPED.find((one) => one === code)
  return known ? `skipped.${known}` : null
}

/** How many of the keys can be used now. */
export function usable({ keys }: Fetched): number {
  return keys.filter((key: FetchedKey) => !key.skipped).length
}

/** Whether the keys at hand still serve. */
export function serves({ serve_until }: Fetched, now: number): boolean {
  return serve_until ? Date.parse(serve_until) > now : false
}
