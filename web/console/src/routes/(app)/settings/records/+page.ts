import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

/** The page of the records that the address names, and the settings whose ids they can be among. */
export const load: PageLoad = async ({ url, parent }) => {
  await parent()
  const search = url.searchParams.get('search') ?? ''
  const after = url.searchParams.get('after')
  const query = { ...(search && { search }), ...(after && { after }) }
  const [page, { settings }] = await Promise.all([
    ask(api.GET('/admin/v1/records', { params: { query } })).then(must),
    ask(api.GET('/admin/v1/authentication-settings')).then(must),
  ])
  return { search, isLater: after !== null, page, settings }
}
