import type { Fault } from './parts/fault.ts'

/** What makes an agent or administrator, as it is typed. */
export interface Account {
  name: string
  email: string
  password: string
}

/** The shortest and the longest password, in characters. */
export const PASSWORD = { least: 10, most: 128 } as const
const NAME_CHARS = 255
const EMAIL_CHARS = 254

/** What the server would refuse of an account, in the order of the fields; the fields' ids begin with `form`. */
export function accountFaults(form: string, account: Account): Fault[] {
  const faults: Fault[] = []
  const name = account.name.trim()
  if (name === '') faults.push({ field: `${form}-name`, key: 'fault.name_missing' })
  if (length(name) > NAME_CHARS) faults.push({ field: `${form}-name`, key: 'fault.too_long', values: { count: NAME_CHARS } })
  if (!isAddress(account.email.trim())) faults.push({ field: `${form}-email`, key: 'fault.email_invalid' })
  if (length(account.password) < PASSWORD.least) {
    faults.push({ field: `${form}-password`, key: 'fault.password_short', values: { count: PASSWORD.least } })
  }
  if (length(account.password) > PASSWORD.most) {
    faults.push({ field: `${form}-password`, key: 'fault.too_long', values: { count: PASSWORD.most } })
  }
  return faults
}

/** Roughly an address; the server reads it exactly. */
export function isAddress(text: string): boolean {
  return text.length <= EMAIL_CHARS && /^[^\s@]+@[^\s@]+$/.test(text)
}

/** How many characters a text has, as the server counts them: code points. */
export function length(text: string): number {
  return [...text].length
}
