import { onTestFinished } from 'vitest'
import { answered, type Schemas } from './api.ts'
import { codeScript } from './code.page.ts'
import type { Company } from './company.ts'
import type { IdentityProvider } from './identity-provider.ts'
import { shopPage } from './shop.page.ts'

/** A live chat of the company's, whose people come back from the provider with a code. */
export interface CodeChat {
  channel: Schemas['Channel']
  setting: Schemas['AuthenticationSetting']
}

/** How codes are exchanged there, with the ID token verified. */
export function exchangeOf(provider: IdentityProvider, redirectUrl: string): Schemas['CodeExchange'] {
  const action = { kind: 'id_token' as const, issuer: provider.issuer }
  const urls = { token_url: `${provider.issuer}/token`, redirect_url: redirectUrl }
  return { ...urls, client_id: provider.client.client_id, client_authentication: 'basic', action }
}

/** Opens it, and has the shop's pages carry its snippet and send people to the provider. */
export async function openCodeChat({ admin, server, shop }: Company, provider: IdentityProvider): Promise<CodeChat> {
  const redirectUrl = `${shop.origin}/back`
  provider.serves(redirectUrl)
  const code = exchangeOf(provider, redirectUrl)
  const made = { name: 'Pebblewick sign-in', kind: 'oauth2_code' as const, external_ids: 'own' as const, code }
  const setting = await answered(admin.POST('/admin/v1/authentication-settings', { body: made }))
  const path = { params: { path: { id: setting.id } } }
  const secret = { client_secret: provider.client.client_secret }
  await answered(admin.POST('/admin/v1/authentication-settings/{id}/secret', { ...path, body: secret }))
  const off = { login_required: false, asks_for_contact: false, multiple_conversations: false }
  const body = { name: 'Pebblewick', kind: 'omnichannel' as const, origins: [shop.origin], ...off }
  const { id } = await answered(admin.POST('/admin/v1/channels', { body }))
  const attached = { params: { path: { id } }, body: { setting: setting.id, login_required: false } }
  const channel = await answered(admin.PATCH('/admin/v1/channels/{id}', attached))
  shop.snippet = `<script id="ze-snippet" src="${server.url}/ekr/snippet.js?key=${channel.public_key}"></script>`
  const script = codeScript(`${provider.issuer}/auth`, provider.client.client_id)
  shop.files.set('/shop.js', { type: 'text/javascript', body: script })
  shop.files.set('/back', { type: 'text/html', body: shopPage(shop.snippet, undefined) })
  onTestFinished(() => void shop.files.clear())
  return { channel, setting }
}
