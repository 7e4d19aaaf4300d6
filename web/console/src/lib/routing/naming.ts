import type { Workstream } from './wire.ts'

/** Whether a workstream names a queue: in a rule, in a condition on its hours, or as the fallback. */
export function namesQueue({ rules: { rules, fallback } }: Workstream, queue: string): boolean {
  return fallback === queue
    || rules.some((rule) => rule.queue === queue || rule.conditions.some((one) => one.on === 'hours' && one.queue === queue))
}

/** By which other workstream each channel is routed, by the channel's id: its name. */
export function routedElsewhere(workstreams: readonly Workstream[], own: string | null): ReadonlyMap<string, string> {
  const others = workstreams.filter(({ id }) => id !== own)
  return new Map(others.flatMap(({ name, channels }) => channels.map((channel) => [channel, name] as const)))
}
