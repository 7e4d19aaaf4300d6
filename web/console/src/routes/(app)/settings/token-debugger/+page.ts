import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

/** The channels that a token can be for, the one that the address names chosen. A token is never part of the address. */
export const load: PageLoad = async ({ url, parent }) => {
  await parent()
  const [channels, keys] = await Promise.all([ask(api.GET('/admin/v1/channels')), ask(api.GET('/admin/v1/keys'))])
  const all = must(channels).channels
  const chosen = all.find((channel) => channel.id === url.searchParams.get('channel')) ?? all[0]
  return { channels: all, keys: must(keys).keys, chosen: chosen?.public_key ?? null }
}
