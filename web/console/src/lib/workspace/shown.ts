import { VIEWS, type View } from './wire.ts'

/** What the inbox shows: one of its parts, or what waits in one of the queues (ROU-4), by its id. */
export type Shown = View | `queue:${string}`

/** The queue that is shown, if one is. */
export function queueOf(shown: Shown): string | null {
  return shown.startsWith('queue:') ? shown.slice('queue:'.length) : null
}

/** What kind of list it is; there are words for each that is empty (`queue.empty.…`). */
export function kindOf(shown: Shown): View | 'queue' {
  return VIEWS.find((one) => one === shown) ?? 'queue'
}

/** How an address names it, and how the server is asked for it. */
export function queryOf(shown: Shown): { queue: string } | { view: View } {
  const queue = queueOf(shown)
  return queue === null ? { view: shown as View } : { queue }
}

/** How an address names it, from the question mark on. */
export function searchOf(shown: Shown): string {
  return `?${new URLSearchParams(queryOf(shown)).toString()}`
}

/** What an address names: all that is open, where it names nothing that there is. */
export function shownBy(query: URLSearchParams): Shown {
  const queue = query.get('queue')
  if (queue && /^[0-9a-f]{24}$/.test(queue)) return `queue:${queue}`
  return VIEWS.find((one) => one === query.get('view')) ?? 'open'
}
