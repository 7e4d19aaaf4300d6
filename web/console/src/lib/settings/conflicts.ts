import type { components } from '@bonafide/shared/api/schema'
import { STANDINGS, type Standing } from '$lib/workspace/emails'

type Schemas = components['schemas']

/** Logins of one external id that were refused because somebody else has their address (RES-8). */
export type Conflict = Schemas['Conflict']
/** A user, as the server tells of them. */
export type Person = Schemas['Person']
/** An address of a user, with what it rests on. */
export type HeldAddress = Schemas['Email']

/** The standing by this name, if there are words for it (`held.…`). */
export function knownStanding(name: string): Standing | null {
  return STANDINGS.find((standing) => standing === name) ?? null
}

/** Somebody who has an address that others' tokens bring. */
export type Held = Conflict & { holder: Person }

/** Whether somebody else still has the address; if not, nothing stands in the way of the login any more. */
export function isOpen(conflict: Conflict): conflict is Held {
  return conflict.holder != null && conflict.holder.id !== conflict.user?.id
}

/** What the holder has the address as. It may be written otherwise than in the refused tokens. */
export function heldAddress({ address, holder }: Conflict): HeldAddress | null {
  return holder?.emails.find((email) => comparable(email.address) === comparable(address)) ?? null
}

/** What addresses are compared by: ASCII letters folded, the domain in its ASCII form (TOK-10). */
function comparable(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const host = `http://${address.slice(at + 1)}`
  return `${local}@${URL.canParse(host) ? new URL(host).hostname : host}`
}
