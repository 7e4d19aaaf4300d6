import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import jwt from 'jsonwebtoken'
import { CUSTOMERS, type Customer, type CustomerName } from './customers.ts'
import { SHOP_SCRIPT, shopPage } from './shop.page.ts'

/** A signing key, as the administrator gave it to the shop's developer. */
export interface SigningKey {
  id: string
  secret: string
}

/** Signs who is logged in, as the docs tell a backend to, for an hour; `claims` says otherwise. */
export function sign(customer: Customer, key: SigningKey, claims: object = {}): string {
  const { id, name, email } = customer
  const payload = { external_id: id, scope: 'user', name, email, email_verified: true, exp: inSeconds(3600), ...claims }
  return jwt.sign(payload, key.secret, { algorithm: 'HS256', keyid: key.id })
}

/** A moment from now, in whole seconds, as tokens name it. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}

/** A company's own site on 127.0.0.1: pages, a login with a cookie of its own, and the endpoint that signs tokens. */
export class Shop {
  /** How the next tokens are made, or nothing if the shop's own login is over. A story may replace it. */
  token: (customer: Customer) => string | undefined
  /** How often the page asked for a token. */
  asked = 0
  /** The page's content security policy, if it has one. */
  policy: string | undefined
  /** Further pages and scripts of this story's own, by path. */
  readonly files = new Map<string, { type: string; body: string }>()

  private constructor(
    private readonly server: HttpServer,
    /** The page's origin. */
    readonly origin: string,
    /** The line that its pages carry. */
    public snippet: string,
    /** What its backend signs with. */
    public key: SigningKey,
  ) {
    this.token = (customer) => sign(customer, this.key)
  }

  /** Opens one whose pages carry this snippet and whose backend signs with this key; a new shop has neither. */
  static async open(snippet = '', key: SigningKey = { id: '', secret: '' }): Promise<Shop> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    const shop = new Shop(server, `http://127.0.0.1:${address.port}`, snippet, key)
    server.on('request', (request, response) => shop.answer(request, response))
    return shop
  }

  /** Closes it. */
  async close(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.origin)
    const customer = loggedIn(request)
    const file = this.files.get(pathname)
    if (file) return send(response, file.type, file.body)
    switch (`${request.method} ${pathname}`) {
      case 'GET /':
        if (this.policy) response.setHeader('Content-Security-Policy', this.policy)
        return send(response, 'text/html', shopPage(this.snippet, customer))
      case 'GET /shop.js':
        return send(response, 'text/javascript', SHOP_SCRIPT)
      case 'POST /login':
        response.setHeader('Set-Cookie', `customer=${searchParams.get('customer')}; HttpOnly; SameSite=Lax; Path=/`)
        return send(response, 'text/plain', '')
      case 'POST /logout':
        response.setHeader('Set-Cookie', 'customer=; Max-Age=0; Path=/')
        return send(response, 'text/plain', '')
      case 'GET /bonafide-token':
        return this.vouch(response, customer)
      case 'GET /favicon.ico':
        return send(response, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>')
      default:
        return send(response, 'text/plain', 'nothing here', 404)
    }
  }

  private vouch(response: ServerResponse, customer: Customer | undefined): void {
    this.asked += 1
    const token = customer && this.token(customer)
    if (token === undefined) return send(response, 'text/plain', '', 204)
    send(response, 'text/plain', token)
  }
}

/** Who the request's cookie says is logged in. */
function loggedIn(request: IncomingMessage): Customer | undefined {
  const name = /(?:^|; )customer=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
  return name !== undefined && name in CUSTOMERS ? CUSTOMERS[name as CustomerName] : undefined
}

function send(response: ServerResponse, type: string, body: string, status = 200): void {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store' }).end(body)
}
