import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Certificate } from './certificate.ts'
import { Database, type Engine } from './database.ts'
import { freePort } from './port.ts'
import { until } from './until.ts'

/** The binary under test. */
const BINARY = process.env['BINARY'] ?? fileURLToPath(new URL('../../../target/debug/bonafide', import.meta.url))

/** Everybody of a world has the same address, so that the usual limits would be reached. */
const ROOMY = Object.fromEntries(
  ['login_failures', 'anonymous_sessions', 'sign_ins', 'sign_ins_per_email', 'messages'].map((limit) => [
    `BONAFIDE_LIMITS_${limit.toUpperCase()}`,
    '10000',
  ]),
)

/** Something that the server said on standard output. */
interface Fact {
  event: string
  [member: string]: unknown
}

/** How a server is to run. */
export interface ServerOptions {
  engine: Engine
  /** Further arguments of `serve`. */
  arguments?: string[]
  /** Further settings, as variables. */
  settings?: Record<string, string>
  /** Whether it speaks TLS, with a certificate that signs itself, and nothing else. */
  tls?: boolean
}

/**
 * The real binary, in a folder of its own, on a port of its own, reached by `http://localhost:PORT`. Pages on
 * `http://127.0.0.1:PORT` are of another site, as a shop's are in the field.
 */
export class Server {
  private child: ChildProcess | undefined
  private facts: Fact[] = []
  private complaints: string[] = []

  private constructor(
    private readonly folder: string,
    private readonly database: Database | undefined,
    private readonly port: number,
    private readonly further: string[],
    private readonly settings: Record<string, string>,
    private readonly certificate: Certificate | undefined,
  ) {}

  /** Starts one on nothing and waits until it listens. */
  static async start({ engine, arguments: further = [], settings = {}, tls = false }: ServerOptions): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'bonafide-story-'))
    const database = engine === 'postgresql' ? Database.make() : undefined
    const port = await freePort()
    const certificate = tls ? await Certificate.make(folder, port) : undefined
    const server = new Server(folder, database, port, further, settings, certificate)
    await server.run()
    return server
  }

  /** How browsers reach it. */
  get url(): string {
    return `${this.certificate ? 'https' : 'http'}://localhost:${this.port}`
  }

  /** How the stories themselves reach it. */
  get api(): string {
    return this.certificate?.passage ?? this.url
  }

  /** The first fact of this kind that the running server has said or will say. */
  async fact(event: string): Promise<Fact> {
    return until(`the server to say ${event}`, () => {
      if (this.child?.exitCode != null) throw new Error(`the server ended:\n${this.complaints.join('\n')}`)
      return this.facts.find((fact) => fact.event === event)
    })
  }

  /** Ends it without a word, as a power cut would. */
  async kill(): Promise<void> {
    const child = this.child
    if (!child || child.exitCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** Starts it again on the same port and data. */
  async run(): Promise<void> {
    this.facts = []
    const place = ['--data', join(this.folder, 'data'), ...(this.database ? ['--database', this.database.url] : [])]
    const listen = ['--listen', `127.0.0.1:${this.port}`, '--public-url', this.url]
    this.child = spawn(BINARY, ['serve', '--json', ...listen, ...place, ...this.further], {
      env: { ...plainEnvironment(), ...ROOMY, ...this.settings, ...this.certificate?.settings, BONAFIDE_LOG: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { stdout, stderr } = this.child
    if (!stdout || !stderr) throw new Error('the output is a pipe')
    createInterface(stdout).on('line', (line) => this.facts.push(JSON.parse(line) as Fact))
    createInterface(stderr).on('line', (line) => this.complaints.push(line))
    await this.fact('listening')
  }

  /** Ends it and removes everything of it. */
  async end(): Promise<void> {
    await this.kill()
    this.certificate?.close()
    this.database?.drop()
    rmSync(this.folder, { recursive: true })
  }
}

/** The environment without the settings of whoever runs the stories. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BONAFIDE_')))
}
