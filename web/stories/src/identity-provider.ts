import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Provider, { type Configuration } from 'oidc-provider'
import { certify } from './certificate.ts'
import { CUSTOMERS, type Customer } from './customers.ts'

/** A client of the identity provider. */
export interface ProviderClient {
  client_id: string
  client_secret: string
}

/** A certified OpenID provider on this machine, over TLS, at which the shop's customers have accounts. */
export class IdentityProvider {
  /** Who sits in front of it: they are logged in there, and are asked nothing. */
  person: Customer = CUSTOMERS.mara

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    /** The client that the company has there. */
    readonly client: ProviderClient,
    /** What an operator sets so that it may be called. */
    readonly settings: Record<string, string>,
  ) {}

  /** Opens one. Where people come back to is said when the shop is there. */
  static async open(): Promise<IdentityProvider> {
    const folder = mkdtempSync(join(tmpdir(), 'bonafide-provider-'))
    const { certificate, key } = certify(folder)
    const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }).listen(0, 'localhost')
    await once(server, 'listening')
    const settings = { BONAFIDE_OUTBOUND_ALLOW: '127.0.0.0/8, ::1/128', BONAFIDE_OUTBOUND_CA_FILE: certificate }
    const client = { client_id: 'pebblewick-chat', client_secret: randomBytes(24).toString('hex') }
    return new IdentityProvider(folder, server, client, settings)
  }

  /** Its name, which is its address. */
  get issuer(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`
  }

  /** Serves, for people who come back to this address. */
  serves(redirectUrl: string): void {
    const provider = new Provider(this.issuer, this.configuration(redirectUrl))
    const answer = provider.callback()
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith('/interaction/')) void this.interact(provider, request, response)
      else void answer(request, response)
    })
  }

  async close(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
    rmSync(this.folder, { recursive: true })
  }

  /** They are logged in already. */
  private async interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await provider.interactionFinished(request, response, { login: { accountId: this.person.id } })
  }

  private configuration(redirectUrl: string): Configuration {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const web = { redirect_uris: [redirectUrl], response_types: ['code' as const], grant_types: ['authorization_code'] }
    const people = Object.values(CUSTOMERS)
    return {
      clients: [{ ...this.client, ...web }],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'provider-1', alg: 'RS256', use: 'sig' }] } as Configuration['jwks'],
      cookies: { keys: [randomBytes(16).toString('hex')] },
      pkce: { required: () => true },
      claims: { openid: ['sub'], profile: ['name'] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false }, introspection: { enabled: true } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => {
        const person = people.find((one) => one.id === id)
        return person && { accountId: id, claims: () => ({ sub: id, name: person.name }) }
      },
      // Nobody is asked whether the shop may know who they are.
      loadExistingGrant: async ({ oidc }) => {
        const { provider, client, session } = oidc
        if (!client || !session?.accountId) return undefined
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
        grant.addOIDCScope('openid profile')
        await grant.save()
        return grant
      },
    }
  }
}
