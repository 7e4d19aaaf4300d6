import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The program, which other tests use as well. */
const PROGRAM = fileURLToPath(new URL('../../../crates/testkit/mail/server.py', import.meta.url))

/** A mail that came. */
export interface Mail {
  to: string[]
  /** The mail itself, in base64. */
  data: string
}

/** A mail server that keeps what it gets. */
export class MailServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
    readonly port: number,
  ) {}

  /** Starts one and waits until it listens. */
  static async start(): Promise<MailServer> {
    const child = spawn('/usr/bin/python3', ['-W', 'ignore', PROGRAM, JSON.stringify({ utf8: true })], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (!child.stdout) throw new Error('the output is a pipe')
    const lines = createInterface(child.stdout)
    return new MailServer(child, lines, Number(await next(lines)))
  }

  /** What a server is to be set to that hands its mail to this one. */
  get settings(): Record<string, string> {
    return {
      BONAFIDE_MAIL_HOST: 'localhost',
      BONAFIDE_MAIL_PORT: String(this.port),
      BONAFIDE_MAIL_SECURITY: 'plain',
      BONAFIDE_MAIL_FROM: 'support@pebblewick.example',
    }
  }

  /** All that came so far. */
  async mails(): Promise<Mail[]> {
    return this.ask({})
  }

  /** Says this to every recipient from now on, in place of taking them. */
  async refuses(refusal: string): Promise<void> {
    await this.ask({ refusal })
  }

  /** Ends it. */
  end(): void {
    this.child.kill()
  }

  private async ask(order: object): Promise<Mail[]> {
    const answer = next(this.lines)
    this.child.stdin?.write(`${JSON.stringify(order)}\n`)
    return JSON.parse(await answer) as Mail[]
  }
}

function next(lines: Interface): Promise<string> {
  return new Promise((resolve) => void lines.once('line', resolve))
}
