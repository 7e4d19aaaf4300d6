/** What of the document says where the loader came from. */
export interface Scripts {
  readonly currentScript: unknown
  getElementById(id: string): unknown
}

/** The id of the script element on pages of the omnichannel widget. */
export const OMNICHANNEL = 'Microsoft_Omnichannel_LCWidget'

/**
 * HOST: the origin that the loader was served from (details 30). A script that the document does not say is running is
 * found by the ids that existing pages give it.
 */
export function hostOf(document: Scripts): string | undefined {
  const found = [document.currentScript, ...['ze-snippet', OMNICHANNEL].map((id) => document.getElementById(id))]
  return found.map(originOf).find((origin) => origin)
}

/** Where a script says that its server is, else where it came from itself. */
function originOf(script: unknown): string | undefined {
  const { src, dataset } = Object(script) as { src?: unknown; dataset?: { orgUrl?: unknown } }
  try {
    const { protocol, origin } = new URL(String(dataset?.orgUrl ?? src))
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined
  } catch {
    return
  }
}
