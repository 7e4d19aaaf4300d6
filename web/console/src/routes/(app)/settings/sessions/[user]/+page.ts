import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

/** Somebody and their sessions. The id may be that of somebody who turned out to be another. */
export const load: PageLoad = async ({ params, parent }) => {
  await parent()
  const path = { id: params.user }
  const [person, listed] = await Promise.all([
    ask(api.GET('/agent/v1/users/{id}', { params: { path } })),
    ask(api.GET('/admin/v1/users/{id}/sessions', { params: { path } })),
  ])
  return { person: must(person), sessions: must(listed).sessions }
}
