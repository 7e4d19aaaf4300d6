import type { Key } from '$lib/i18n'
import type { SignedVariable, Summary } from './wire.ts'

type Login = NonNullable<Summary['login']>

/** Whether somebody is signed in now, in words. */
export function authenticatedKey({ authenticated, login }: Summary): Key {
  if (authenticated) return 'proven.yes'
  return login ? 'proven.no_expired' : 'proven.no'
}

/** The name of the setting that nobody named, as every account has it: that of its signing keys. Others are called as they were named. */
export function unnamedKey({ setting }: Login): Key | null {
  return setting.kind === 'signing_keys' ? 'signing_keys.title' : null
}

const WHY_NOT: Partial<Record<string, Key>> = {
  no_record: 'proven.no_record',
  not_active: 'proven.not_active',
  several: 'proven.several',
  different: 'proven.different',
}

/** Why a login leads to no record, in words; null where it leads to one. */
export function notLinkedKey({ not_linked }: Login): Key | null {
  return not_linked == null ? null : (WHY_NOT[not_linked] ?? 'proven.no_record')
}

/** What a record was found by, in words. */
export function foundKey({ linked_by }: Login): Key {
  return linked_by === 'portalcontactid' ? 'proven.by_contact' : 'proven.by_sub'
}

/** How a variable stands to the definitions, in words. */
export function standingKey({ standing }: SignedVariable): Key {
  switch (standing) {
    case 'defined': return 'proven.defined'
    case 'other_type': return 'proven.other_type'
    default: return 'proven.not_defined'
  }
}
