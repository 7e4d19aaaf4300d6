/** What a company puts into its pages. */

/** The path under which the loader is served. */
export type LoaderPath = '/ekr/snippet.js' | '/bonafide.js'

/** The one line of a page that brings the messenger. */
export function snippetLine(host: string, publicKey: string, path: LoaderPath): string {
  // Pages that carried another messenger's line have an element with this id, and scripts that look for it.
  const id = path === '/ekr/snippet.js' ? 'id="ze-snippet" ' : ''
  return `<script ${id}src="${host}${path}?key=${encodeURIComponent(publicKey)}"></script>`
}

/** What a page with a content security policy adds to it: nothing else of ours runs in the page. */
export function policyLine(host: string): string {
  return `script-src ${host}; frame-src ${host}`
}
