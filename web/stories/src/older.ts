import jwt from 'jsonwebtoken'
import { answered, type Schemas } from './api.ts'
import type { Company } from './company.ts'
import type { Customer } from './customers.ts'
import { OMNICHANNEL_SCRIPT, WEB_WIDGET_SCRIPT, ZOPIM_SCRIPT, zopimStub } from './older.page.ts'
import { inSeconds, type Shop } from './shop.ts'
import type { Visitor } from './visitor.ts'

/** A chat whose pages are as the systems replaced had them. */
export interface Chat {
  channel: Schemas['Channel']
  /** What its tokens are made with. */
  secret: string
}

/** Signs who is logged in for the chat, as the docs tell a backend to: no `kid`, and good for seven minutes. */
export function chatToken({ id, name, email }: Customer, secret: string, claims: object = {}): string {
  return jwt.sign({ external_id: id, name, email, iat: inSeconds(0), ...claims }, secret, { algorithm: 'HS256' })
}

/** The times of a chat's token that is good for so many seconds more: two minutes are allowed on both ends (CHT-3). */
export function goodFor(seconds: number): { iat: number; exp: number } {
  return { iat: inSeconds(-115), exp: inSeconds(seconds - 120) }
}

/** Opens a chat beside the company's messenger, which pages of the shop may show. */
export async function openChat({ admin, shop }: Company): Promise<Chat> {
  const body = {
    name: 'Pebblewick chat',
    kind: 'chat' as const,
    origins: [shop.origin],
    login_required: false,
    asks_for_contact: false,
    multiple_conversations: false,
  }
  const channel = await answered(admin.POST('/admin/v1/channels', { body }))
  const making = { params: { path: { id: channel.id } }, body: { old_lives_on_seconds: 0 } }
  const { secret } = await answered(admin.POST('/admin/v1/channels/{id}/secret', making))
  return { channel, secret }
}

/** From now on pages of all of these may show the chat. */
export async function letShow({ admin }: Company, { channel }: Chat, ...shops: Shop[]): Promise<void> {
  const change = { params: { path: { id: channel.id } }, body: { origins: shops.map(({ origin }) => origin) } }
  await answered(admin.PATCH('/admin/v1/channels/{id}', change))
}

/** From now on the shop's pages carry the older chat's stub, and its backend signs for the chat. */
export function carriesZopim({ server }: Company, { channel, secret }: Chat, shop: Shop): void {
  const loader = `${server.url}/bonafide.js?key=${channel.public_key}`
  carries(shop, '<script src="/older.js"></script>', ZOPIM_SCRIPT)
  shop.files.set('/older.js', { type: 'text/javascript', body: zopimStub(loader) })
  shop.token = (customer) => chatToken(customer, secret)
}

/** From now on the shop's pages carry the web widget's snippet and settings, and its backend signs for the chat. */
export function carriesWebWidget({ server }: Company, { channel, secret }: Chat, shop: Shop): void {
  const snippet = `${server.url}/ekr/snippet.js?key=${channel.public_key}`
  carries(shop, `<script src="/older.js"></script><script id="ze-snippet" src="${snippet}"></script>`, WEB_WIDGET_SCRIPT)
  const settings = `window.zESettings = { webWidget: { authenticate: { chat: { jwtFn: token } } } }`
  shop.files.set('/older.js', { type: 'text/javascript', body: `${TOKEN}\n${settings}` })
  shop.token = (customer) => chatToken(customer, secret)
}

/** From now on the shop's pages carry the omnichannel widget's tag for the company's messenger. */
export function carriesOmnichannel({ server, channel, shop }: Pick<Company, 'server' | 'channel' | 'shop'>, attributes = ''): void {
  const src = `${server.url}/livechatwidget/scripts/LiveChatBootstrapper.js`
  const data = `data-app-id="${channel.public_key}" data-org-id="pebblewick" data-org-url="${server.url}" ${attributes}`
  const tag = `<script v2 id="Microsoft_Omnichannel_LCWidget" src="${src}" ${data}></script>`
  carries(shop, `<script src="/older.js"></script>${tag}`, OMNICHANNEL_SCRIPT)
  shop.files.set('/older.js', { type: 'text/javascript', body: TOKEN })
}

/** How the shop's own script fetches a token. */
const TOKEN = `
window.heard = []
async function token(callback) {
  const answer = await fetch('/bonafide-token')
  callback(answer.status === 200 ? await answer.text() : null)
}`

function carries(shop: Shop, snippet: string, script: string): void {
  shop.snippet = snippet
  shop.files.set('/shop.js', { type: 'text/javascript', body: script })
}

/** The names of what a page heard, in order. */
export async function events(visitor: Visitor): Promise<unknown[]> {
  return (await visitor.heard()).map((one) => ('event' in one ? one.event : one))
}
