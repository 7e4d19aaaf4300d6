import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import { filterOf, queryOf } from '$lib/settings/log-filter'
import type { PageLoad } from './$types'

/** The page of the log that the address names, so that it can be bookmarked and sent to a colleague. */
export const load: PageLoad = async ({ url, parent }) => {
  await parent()
  const filter = filterOf(url.searchParams)
  const query = { ...queryOf(filter), before: url.searchParams.get('before') }
  return { filter, log: must(await ask(api.GET('/admin/v1/login-log', { params: { query } }))) }
}
