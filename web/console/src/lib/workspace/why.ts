import type { Subject } from './why.svelte.ts'
import type { Device, Evidence } from './wire.ts'

/** The rules that find a user, each of which has its words; any other is shown by its id alone. */
export const RULES = ['RES-1', 'RES-2', 'RES-3'] as const

/** A rule that the console has words for. */
export type KnownRule = (typeof RULES)[number]

/** The rule, if there are words for it. */
export function knownRule(rule: string): KnownRule | null {
  return RULES.find((one) => one === rule) ?? null
}

/**
 * The key that proved it. A device whose evidence is not at hand tells the key of its session (SES-7); of anything else, such as a
 * message that was written before the device signed in, only its own evidence says one.
 */
export function keyOf({ of, evidence, session }: Subject, devices: readonly Device[]): Evidence['key'] | undefined {
  if (evidence || of !== 'device') return evidence?.key
  return devices.find((device) => device.session === session)?.key
}

/** Evidence as text to be copied, a member per line, named as the API names them. */
export function asText(evidence: Evidence): string {
  const lines: [string, string | null | undefined][] = [
    ['evidence', evidence.id],
    ['method', evidence.method],
    ['rule', evidence.rule],
    ['external_id', evidence.external_id],
    ['issued_at', evidence.issued_at],
    ['accepted_at', evidence.accepted_at],
    ['expires_at', evidence.expires_at],
    ['key', evidence.key && `${evidence.key.name} (${evidence.key.id})`],
    ['session', evidence.session],
    ['device', evidence.device],
    ['channel', evidence.channel],
    ['token_sha256', evidence.token_sha256],
  ]
  return lines.flatMap(([name, value]) => (value == null ? [] : [`${name}: ${value}`])).join('\n')
}
