import { api, type CreatedKey } from '$lib/api'
import { ask, type Answer } from '$lib/problem'

/** Makes a signing key of this name (KEY-4). */
export function makeKey(name: string): Promise<Answer<CreatedKey>> {
  return ask(api.POST('/admin/v1/keys', { body: { name } }))
}
