import { administrator } from '$lib/administrator'

/** Only administrators see settings: the pages below ask the server only after this. It would refuse everybody else. */
export function load({ url }: { url: URL }): void {
  administrator(url)
}
