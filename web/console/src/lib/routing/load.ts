import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'

/** Everything that a workstream's page asks for: what its rules can name, and the workstreams that there are. */
export async function loadRouting() {
  const [queues, workstreams, channels, brands, settings] = await Promise.all([
    ask(api.GET('/admin/v1/queues')),
    ask(api.GET('/admin/v1/workstreams')),
    ask(api.GET('/admin/v1/channels')),
    ask(api.GET('/admin/v1/brands')),
    ask(api.GET('/admin/v1/authentication-settings')),
  ])
  const things = {
    queues: must(queues).queues,
    channels: must(channels).channels,
    brands: must(brands).brands,
    settings: must(settings).settings,
  }
  return { things, workstreams: must(workstreams).workstreams }
}
