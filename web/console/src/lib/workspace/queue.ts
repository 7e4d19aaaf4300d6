import type { Line } from './wire.ts'

/** The queue as it stands on screen. */
export interface Queue {
  /** In the order in which they are drawn. */
  lines: readonly Line[]
  /** What was read last and is not drawn yet, because rows must not move now; null if all of it is. */
  held: readonly Line[] | null
}

/** A queue of which nothing was read. */
export const EMPTY: Queue = { lines: [], held: null }

/**
 * What was read anew. While rows are pinned (the pointer is over them, or the reader has scrolled down) each stays
 * where it is: lines that are drawn are brought up to date in place, and the order waits with whatever is new.
 */
export function arrived(queue: Queue, read: readonly Line[], isPinned: boolean): Queue {
  if (!isPinned || queue.lines.length === 0) return { lines: read, held: null }
  const fresh = new Map(read.map((line) => [line.id, line]))
  const lines = queue.lines.map((line) => fresh.get(line.id) ?? line)
  const isSame = read.length === lines.length && read.every((line, at) => line.id === lines[at]?.id)
  return { lines, held: isSame ? null : read }
}

/** The rows may move again. */
export function released(queue: Queue): Queue {
  return queue.held === null ? queue : { lines: queue.held, held: null }
}

/** How many lines wait to be drawn: new ones, not those that would only change places. */
export function waiting(queue: Queue): number {
  const drawn = new Set(queue.lines.map((line) => line.id))
  return (queue.held ?? []).filter((line) => !drawn.has(line.id)).length
}

/** A further page, below. A line that moved up meanwhile is not drawn twice. */
export function extended(queue: Queue, page: readonly Line[]): Queue {
  return { lines: joined(queue.lines, page), held: queue.held === null ? null : joined(queue.held, page) }
}

function joined(lines: readonly Line[], page: readonly Line[]): readonly Line[] {
  const known = new Set(lines.map((line) => line.id))
  return [...lines, ...page.filter((line) => !known.has(line.id))]
}

/** With each line made into another. */
export function changed({ lines, held }: Queue, change: (line: Line) => Line): Queue {
  return { lines: lines.map(change), held: held && held.map(change) }
}

/** The line after or before the one of this conversation; the first one if it is not in the queue. */
export function neighbour(lines: readonly Line[], conversation: string | null, step: 1 | -1): Line | null {
  const at = lines.findIndex((line) => line.conversation === conversation)
  if (at === -1) return lines[0] ?? null
  return lines[at + step] ?? null
}
