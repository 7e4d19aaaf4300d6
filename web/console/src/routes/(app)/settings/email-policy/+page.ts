import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  await parent()
  const [inForce, policies, joins] = await Promise.all([
    ask(api.GET('/admin/v1/email-policy')),
    ask(api.GET('/admin/v1/login-policies')),
    ask(api.GET('/admin/v1/join-policy')),
  ])
  return { inForce: must(inForce), policies: must(policies), joins: must(joins) }
}
