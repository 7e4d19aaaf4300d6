import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'

/** Makes a certificate for `localhost` that signs itself, and its key, in two files in this folder. */
export function certify(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-addext', 'basicConstraints=critical,CA:FALSE', '-days', '2']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...made, ...about], { stdio: 'ignore' })
  return { certificate, key }
}

/** A certificate that signs itself, and a passage through which stories reach the server that shows it. */
export class Certificate {
  private constructor(
    /** What the server is told. */
    readonly settings: Record<string, string>,
    private readonly listener: Listener,
    private readonly sockets: Set<Socket>,
  ) {}

  /** Makes one in this folder, for a server on this port. */
  static async make(folder: string, port: number): Promise<Certificate> {
    const { certificate, key } = certify(folder)
    // Node takes further certificates only when it starts, so what a story asks goes through here.
    const ca = readFileSync(certificate)
    const sockets = new Set<Socket>()
    const listener = createServer((socket) => {
      const through = connect({ host: 'localhost', port, ca, servername: 'localhost', ALPNProtocols: ['http/1.1'] })
      for (const [one, other] of [[socket, through], [through, socket]] as const) {
        sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => sockets.delete(one))
      }
    })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const settings = { BONAFIDE_SERVER_TLS_CERTIFICATE: certificate, BONAFIDE_SERVER_TLS_KEY: key }
    return new Certificate(settings, listener, sockets)
  }

  /** Where plain requests go in that leave for the server over TLS. */
  get passage(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`
  }

  /** Closes the passage. */
  close(): void {
    this.listener.close()
    for (const socket of this.sockets) socket.destroy()
  }
}
