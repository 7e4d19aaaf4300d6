import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import { askedIn } from '$lib/settings/log-address'
import { filterOf, queryOf } from '$lib/settings/log-filter'
import type { PageLoad } from './$types'

/** The page of the log that the address names. */
export const load: PageLoad = async ({ url, parent }) => {
  await parent()
  const { filter, query } = askedIn(url, filterOf, queryOf)
  return { filter, log: must(await ask(api.GET('/admin/v1/login-log', { params: { query } }))) }
}
