import { api } from '$lib/api'
import { must } from '$lib/must'
import { ask } from '$lib/problem'
import type { PageLoad } from './$types'

export const load: PageLoad = async () => must(await ask(api.GET('/admin/v1/keys')))
