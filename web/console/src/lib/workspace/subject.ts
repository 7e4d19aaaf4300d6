import type { Device, Person } from './wire.ts'
import type { Subject } from './why.svelte.ts'

/** What the popover says of a person's mark; `place` tells the marks of one person apart. */
export function subjectOf(person: Person, place: string, name: string): Omit<Subject, 'mark'> {
  const at = person.banned_at ?? person.signed_in_until ?? null
  const evidence = person.evidence ?? null
  return { key: `${place}-${person.id}`, of: 'person', name, evidence, session: null, device: null, at }
}

/** What it says of a device's mark. */
export function subjectOfDevice(device: Device, person: Person, name: string): Omit<Subject, 'mark'> {
  // The evidence beside the person belongs to one session; that of any other is not known here.
  const evidence = person.evidence?.session === device.session ? person.evidence : null
  const { session, id, expires_at: at } = device
  return { key: `device-${session}`, of: 'device', name, evidence, session, device: id, at }
}
