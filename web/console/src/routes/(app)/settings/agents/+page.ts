import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  await parent()
  const [capacities, queues, people] = await Promise.all([
    ask(api.GET('/admin/v1/capacities')),
    ask(api.GET('/admin/v1/queues')),
    ask(api.GET('/admin/v1/agents')),
  ])
  return { agents: must(capacities).agents, queues: must(queues).queues, people: must(people).agents }
}
