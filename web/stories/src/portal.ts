import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { certify } from './certificate.ts'
import type { Customer } from './customers.ts'
import { inSeconds } from './shop.ts'

/** The name that the portal's key goes by. */
export const KID = '2026-11'

/** A customers' portal on this machine: it publishes its public keys over TLS and signs tokens with the private one. */
export class Portal {
  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    private readonly privateKey: KeyObject,
    /** What an operator sets so that it may be called: it is on this machine, and nobody knows who signed its certificate. */
    readonly settings: Record<string, string>,
  ) {}

  /** Opens one that publishes its key, and beside it one that has ended. */
  static async open(): Promise<Portal> {
    const folder = mkdtempSync(join(tmpdir(), 'bonafide-portal-'))
    const { certificate, key } = certify(folder)
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const publicKey = Buffer.from(pair.publicKey.export({ type: 'spki', format: 'pem' })).toString('base64')
    const body = JSON.stringify([
      { kid: KID, publicKey, expiry: inSeconds(3600) },
      { kid: '2025-11', publicKey, expiry: inSeconds(-3600) },
    ])
    const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (_, response) => {
      response.setHeader('Content-Type', 'application/json').end(body)
    }).listen(0, 'localhost')
    await once(server, 'listening')
    const settings = { BONAFIDE_OUTBOUND_ALLOW: '127.0.0.0/8, ::1/128', BONAFIDE_OUTBOUND_CA_FILE: certificate }
    return new Portal(folder, server, pair.privateKey, settings)
  }

  /** Where it publishes its keys. */
  get url(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}/_services/auth/publickey`
  }

  /** Signs who is logged in on it, and these context variables with it; `times` are others than ten minutes from now. */
  sign({ id, name }: Customer, contexts: Record<string, string | number | boolean> = {}, times: { iat?: number; exp?: number } = {}): string {
    const claims = { sub: id, name, iss: 'https://portal.example', iat: inSeconds(0), exp: inSeconds(600), ...times }
    const signed = Object.keys(contexts).length > 0 ? { ...claims, lwicontexts: JSON.stringify(contexts) } : claims
    return jwt.sign(signed, this.privateKey, { algorithm: 'RS256', keyid: KID })
  }

  async close(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
    rmSync(this.folder, { recursive: true })
  }
}
