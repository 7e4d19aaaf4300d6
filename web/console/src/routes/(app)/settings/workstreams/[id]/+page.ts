import { error } from '@sveltejs/kit'
import { t } from '$lib/i18n'
import { loadRouting } from '$lib/routing/load'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, parent }) => {
  await parent()
  const { things, workstreams } = await loadRouting()
  const workstream = workstreams.find(({ id }) => id === params.id)
  if (!workstream) error(404, t('problem.not_found'))
  return { things, workstreams, workstream }
}
