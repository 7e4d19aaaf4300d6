import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import { filterOf, queryOf } from '$lib/settings/audit-filter'
import { askedIn } from '$lib/settings/log-address'
import type { PageLoad } from './$types'

/** The page of the log that the address names, and who may have done something. */
export const load: PageLoad = async ({ url, parent }) => {
  await parent()
  const { filter, query } = askedIn(url, filterOf, queryOf)
  const [log, people] = await Promise.all([
    ask(api.GET('/admin/v1/audit-log', { params: { query } })),
    ask(api.GET('/admin/v1/agents')),
  ])
  return { filter, log: must(log), agents: must(people).agents }
}
