import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

/** For how long logs are kept, and the page of the deleted people that the address names. */
export const load: PageLoad = async ({ url, parent }) => {
  await parent()
  const query = { before: url.searchParams.get('before') }
  const [kept, gone] = await Promise.all([
    ask(api.GET('/admin/v1/retention')),
    ask(api.GET('/admin/v1/erasures', { params: { query } })),
  ])
  return { retention: must(kept), ...must(gone) }
}
