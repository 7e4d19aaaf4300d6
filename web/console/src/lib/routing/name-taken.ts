import { tick } from 'svelte'
import type { Fault } from '$lib/parts/fault'
import type { Problem } from '$lib/problem'

/** Has a name that is in use said beside its field, and not above the form. */
export function withNameTaken(
  field: string, send: () => Promise<Problem | null>, say: (fault: Fault) => void,
): () => Promise<Problem | null> {
  return async () => {
    const problem = await send()
    if (problem?.code !== 'name_taken') return problem
    say({ field, key: 'problem.name_taken' })
    await tick()
    document.getElementById(field)?.focus()
    return null
  }
}
