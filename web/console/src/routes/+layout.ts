import { loadWords } from '$lib/i18n'

// One page for all paths: the server gives the same index.html for each of them.
export const ssr = false
export const prerender = false

export const load = loadWords
