import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  await parent()
  const [queues, work] = await Promise.all([ask(api.GET('/admin/v1/queues')), ask(api.GET('/agent/v1/work'))])
  return { queues: must(queues).queues, waiting: new Map(must(work).queues.map(({ id, waiting }) => [id, waiting])) }
}
