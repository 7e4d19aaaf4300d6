import { administrator } from '$lib/administrator'
import { api } from '$lib/api'
import { stepToShow, type Facts } from '$lib/first-steps/steps'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

/** What is there so far; the step to show follows from it, so that everything can be left and come back to. */
export const load: PageLoad = async ({ url }) => {
  administrator(url)
  const [channels, keys, attempts, accepted, people] = await Promise.all([
    ask(api.GET('/admin/v1/channels')),
    ask(api.GET('/admin/v1/keys')),
    ask(api.GET('/admin/v1/login-log')),
    ask(api.GET('/admin/v1/login-log', { params: { query: { result: 'accepted' } } })),
    ask(api.GET('/admin/v1/agents')),
  ])
  const there = {
    channels: must(channels).channels,
    keys: must(keys).keys,
    people: must(people).agents,
  }
  const newest = there.channels.at(-1)
  const embeddings = newest
    ? must(await ask(api.GET('/admin/v1/channels/{id}/embeddings', { params: { path: { id: newest.id } } })))
    : {}
  const facts: Facts = {
    channels: there.channels.length,
    keys: there.keys.length,
    seen: Boolean(embeddings.shown),
    attempted: must(attempts).attempts.length > 0,
    accepted: must(accepted).attempts.length > 0,
    people: there.people.length,
  }
  return { ...there, embeddings, facts, step: stepToShow(url.searchParams.get('step'), facts) }
}
