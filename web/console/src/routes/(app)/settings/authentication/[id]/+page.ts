import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, parent }) => {
  await parent()
  const path = { id: params.id }
  const [setting, people] = await Promise.all([
    ask(api.GET('/admin/v1/authentication-settings/{id}', { params: { path } })),
    ask(api.GET('/admin/v1/agents')),
  ])
  return { setting: must(setting), agents: must(people).agents }
}
