import { answered, type Schemas } from './api.ts'
import type { Company } from './company.ts'

/** How a queue is, where it is not as most are. */
export type Wanted = Partial<Schemas['KeepQueue']>

/** Makes a queue whose tickets are taken by hand, by everybody who works here, and sends everything on a channel to it. */
export async function routesTo({ admin }: Company, channel: string, wanted: Wanted = {}): Promise<Schemas['Queue']> {
  const { agents } = await answered(admin.GET('/admin/v1/agents'))
  const members = agents.map(({ id }) => id)
  const body = { name: 'Returns', pushes: false, hours: null, closed_text: null, members, ...wanted }
  const queue = await answered(admin.POST('/admin/v1/queues', { body }))
  const rules = { variables: [], rules: [], fallback: queue.id }
  await answered(admin.POST('/admin/v1/workstreams', { body: { name: `To ${queue.name}`, channels: [channel], rules } }))
  return queue
}

/** Hours in which it is never open. */
export const NEVER = { time_zone: 'Europe/Zurich', weekly: [], holidays: [] }
