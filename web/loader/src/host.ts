/** What of the document says where the loader came from. */
export interface Scripts {
  readonly currentScript: unknown
  getElementById(id: string): unknown
}

/**
 * HOST: the origin that the loader was served from (details 30). A script that the document does not say is running is
 * found by the id that existing pages give it.
 */
export function hostOf(document: Scripts): string | undefined {
  return originOf(document.currentScript) ?? originOf(document.getElementById('ze-snippet'))
}

function originOf(script: unknown): string | undefined {
  if (typeof script !== 'object' || script === null || !('src' in script) || typeof script.src !== 'string') return
  try {
    const { protocol, origin } = new URL(script.src)
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined
  } catch {
    return
  }
}
