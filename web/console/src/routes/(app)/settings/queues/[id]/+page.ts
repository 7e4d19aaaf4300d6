import { error } from '@sveltejs/kit'
import { api } from '$lib/api'
import { t } from '$lib/i18n'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, parent }) => {
  await parent()
  const [queues, agents, workstreams, work] = await Promise.all([
    ask(api.GET('/admin/v1/queues')),
    ask(api.GET('/agent/v1/agents')),
    ask(api.GET('/admin/v1/workstreams')),
    ask(api.GET('/agent/v1/work')),
  ])
  const queue = must(queues).queues.find(({ id }) => id === params.id)
  if (!queue) error(404, t('problem.not_found'))
  const waiting = must(work).queues.find(({ id }) => id === params.id)?.waiting ?? 0
  return { queue, waiting, agents: must(agents).agents, workstreams: must(workstreams).workstreams }
}
