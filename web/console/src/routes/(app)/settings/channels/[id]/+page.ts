import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, parent }) => {
  await parent()
  const channel = must(await ask(api.GET('/admin/v1/channels/{id}', { params: { path: { id: params.id } } })))
  if (channel.kind !== 'omnichannel') return { channel, settings: [] }
  const { settings } = must(await ask(api.GET('/admin/v1/authentication-settings')))
  return { channel, settings: settings.filter((setting) => setting.channel_kind === channel.kind) }
}
