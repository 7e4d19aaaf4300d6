import type { components, paths } from '@bonafide/shared/api/schema'
import createClient, { type Client } from 'openapi-fetch'

export type Schemas = components['schemas']

/** The server's API, for what stories need to be there, and for the truth behind a screen. */
export type Api = Client<paths>

/** The API as whoever holds this session, or as anybody. */
export function api(server: string, session?: string): Api {
  return createClient<paths>({ baseUrl: server, headers: session ? { Authorization: `Bearer ${session}` } : {} })
}

/**
 * The body of an answer.
 *
 * @throws If the server refused; the error says why.
 */
export async function answered<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer
  if (data === undefined) throw new Error(`${response.url} answered ${response.status}: ${JSON.stringify(error)}`)
  return data
}
