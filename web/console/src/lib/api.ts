import { goto } from '$app/navigation'
import type { components, paths } from '@bonafide/shared/api/schema'
import createClient, { type Middleware } from 'openapi-fetch'
import { current, forget } from './session.ts'

type Schemas = components['schemas']

/** One of the company's people. */
export type Agent = Schemas['Agent']
/** How every error is answered. */
export type ApiError = Schemas['Error']

/** Sends the session along, and leads to the sign-in page where it no longer counts. */
const signedIn: Middleware = {
  onRequest({ request }) {
    const session = current()
    if (session) request.headers.set('Authorization', `Bearer ${session.token}`)
    return request
  },
  async onResponse({ response }) {
    if (response.status === 401 && current()) {
      forget()
      await goto('/sign-in')
    }
    return response
  },
}

/** The server's own API, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '/' })
api.use(signedIn)
