import { administrator } from '$lib/administrator'

/** Only administrators see settings; the server refuses everybody else as well. */
export function load({ url }: { url: URL }): void {
  administrator(url)
}
