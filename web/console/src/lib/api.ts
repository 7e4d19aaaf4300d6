import { goto } from '$app/navigation'
import type { components, paths } from '@bonafide/shared/api/schema'
import createClient, { type Middleware } from 'openapi-fetch'
import { found, lost } from './connection.svelte.ts'
import { current, forget } from './session.ts'
import { wanted } from './shell/wanted.ts'
import { signInPath } from './way-back.ts'

type Schemas = components['schemas']

/** One of the company's people. */
export type Agent = Schemas['Agent']
/** How every error is answered. */
export type ApiError = Schemas['Error']
/** What a change of the email policy would take (EML-6). */
export type EmailPolicyPreview = Schemas['EmailPolicyPreview']
/** A place where people write: its snippet, origins and look. */
export type Channel = Schemas['Channel']
/** Which pages asked for a channel's messenger last. */
export type Embeddings = Schemas['Embeddings']
/** A signing key, as lists show it (KEY-5). */
export type SigningKey = Schemas['ListedKey']
/** The rotation that is under way among the signing keys (KEY-5). */
export type KeyRotation = Schemas['KeyRotation']
/** A signing key that was made just now, with its whole secret (KEY-4). */
export type CreatedKey = Schemas['CreatedKey']
/** A key of the REST API, as lists show it. */
export type RestKey = Schemas['ListedRestKey']
/** A key of the REST API that was made just now, with its whole secret. */
export type CreatedRestKey = Schemas['CreatedRestKey']
/** A chat’s secret, as lists show it (CHT-1). */
export type ChatSecret = Schemas['ChatSecret']
/** A chat’s secret that was made just now, the whole of it. */
export type MadeChatSecret = Schemas['MadeChatSecret']
/** How a live chat knows who somebody is (OMN-1). */
export type AuthenticationSetting = Schemas['AuthenticationSetting']
/** One to be made. */
export type NewAuthenticationSetting = Schemas['CreateAuthenticationSetting']
/** A public key that was fetched (OMN-2). */
export type FetchedKey = Schemas['FetchedKey']
/** One line of the login log (SEE-6). */
export type LoginAttempt = Schemas['LoginAttempt']

/** Sends the session along, and leads to the sign-in page where it no longer counts. */
const signedIn: Middleware = {
  onRequest({ request }) {
    const session = current()
    if (session) request.headers.set('Authorization', `Bearer ${session.token}`)
    return request
  },
  async onResponse({ request, response }) {
    if (response.status === 401 && request.headers.has('Authorization') && (await asksToSignIn(response))) {
      forget()
      await goto(signInPath(wanted()))
    }
    return response
  },
}

async function asksToSignIn(response: Response): Promise<boolean> {
  const body = (await response.clone().json().catch(() => null)) as Partial<ApiError> | null
  return body?.error?.code === 'sign_in_required'
}

/** Notes whether the server is there. */
const heard: Middleware = {
  onResponse({ response }) {
    found()
    return response
  },
  onError() {
    lost()
  },
}

/** The server's own API, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '/' })
api.use(signedIn, heard)
