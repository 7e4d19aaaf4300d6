import { answered, api, type Api, type Schemas } from './api.ts'
import { Books } from './books.ts'
import type { Engine } from './database.ts'
import { Server } from './server.ts'
import { Shop, type SigningKey } from './shop.ts'

/** How somebody of the company signs in. */
export interface Account {
  name: string
  email: string
  password: string
}

/** What becomes an email identity. */
export type EmailPolicy = Schemas['EmailPolicyName']

/** The administrator whom every company has. */
export const INES: Account = { name: 'Ines Okafor', email: 'ines@pebblewick.example', password: 'kiln and clay' }
/** An agent whom every company has. */
export const NOOR: Account = { name: 'Noor Haddad', email: 'noor@pebblewick.example', password: 'answers every letter' }

/** A company after its first steps: people, a channel, a signing key, and a shop whose pages carry the snippet. */
export class Company {
  /** The truth behind the screens. */
  readonly books: Books

  private constructor(
    readonly server: Server,
    readonly channel: Schemas['Channel'],
    readonly key: SigningKey,
    readonly shop: Shop,
    /** The API as its administrator. */
    readonly admin: Api,
  ) {
    this.books = new Books(admin)
  }

  /** Opens one with a server of its own, with further settings as its environment has them. */
  static async open(engine: Engine, settings: Record<string, string> = {}, tls = false): Promise<Company> {
    const server = await Server.start({ engine, settings, tls })
    const admin = await setUp(server)
    await answered(admin.POST('/admin/v1/agents', { body: { ...NOOR, role: 'agent' } }))
    const key = await answered(admin.POST('/admin/v1/keys', { body: { name: 'shop-2026' } }))
    const off = { login_required: false, asks_for_contact: false, multiple_conversations: false }
    const body = { name: 'Pebblewick', origins: [], ...off }
    const made = await answered(admin.POST('/admin/v1/channels', { body }))
    const shop = await Shop.open(snippet(server, made), key)
    const change = { params: { path: { id: made.id } }, body: { origins: [shop.origin] } }
    const channel = await answered(admin.PATCH('/admin/v1/channels/{id}', change))
    return new Company(server, channel, key, shop, admin)
  }

  /** Closes it and removes everything of it. */
  async close(): Promise<void> {
    await this.shop.close()
    await this.server.end()
  }

  /** From now on the messenger asks whoever is not signed in for name and address (SEE-5). */
  async asksForContact(): Promise<void> {
    const change = { params: { path: { id: this.channel.id } }, body: { asks_for_contact: true } }
    await answered(this.admin.PATCH('/admin/v1/channels/{id}', change))
  }

  /** Whether people may have several conversations, from now on (MRG-9). */
  async letsHaveSeveral(multiple_conversations: boolean): Promise<void> {
    const change = { params: { path: { id: this.channel.id } }, body: { multiple_conversations } }
    await answered(this.admin.PATCH('/admin/v1/channels/{id}', change))
  }

  /** Puts an email policy into force, whatever it takes and risks (EML-6). */
  async chooses(policy: EmailPolicy): Promise<void> {
    const { preview } = await answered(this.admin.POST('/admin/v1/email-policy/preview', { body: { policy, after: null } }))
    await answered(this.admin.PUT('/admin/v1/email-policy', { body: { policy, preview, confirmed: true } }))
  }

  /** The API as one of its people. */
  async as(account: Account): Promise<Api> {
    return signedIn(this.server, account)
  }
}

/** The line that pages carry, as the docs give it. */
function snippet(server: Server, channel: Schemas['Channel']): string {
  return `<script id="ze-snippet" src="${server.url}/ekr/snippet.js?key=${channel.public_key}"></script>`
}

/** Makes the administrator with the link that the server said, and gives back the API as them. */
async function setUp(server: Server): Promise<Api> {
  const { link } = await server.fact('setup_link')
  const secret = new URL(String(link)).hash.slice(1)
  await answered(api(server.api).POST('/admin/v1/setup', { body: { link: secret, ...INES } }))
  return signedIn(server, INES)
}

async function signedIn(server: Server, { email, password }: Account): Promise<Api> {
  const { session } = await answered(api(server.api).POST('/agent/v1/sign-in', { body: { email, password } }))
  return api(server.api, session.token)
}
