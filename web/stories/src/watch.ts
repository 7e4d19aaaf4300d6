import type { BrowserContext } from 'playwright-core'

/** Notes what the pages of a browser profile complain of, for a story fails that leaves anything unexplained. */
export class Watch {
  private readonly complaints: string[] = []
  private readonly expected: RegExp[] = []
  private readonly tolerated: RegExp[] = []
  /** What the pages warn of. */
  readonly warnings: string[] = []

  constructor(context: BrowserContext) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} (${message.location().url})`)
      if (message.type() === 'warning') this.warnings.push(message.text())
    })
    context.on('weberror', (thrown) => this.complaints.push(String(thrown.error().stack ?? thrown.error())))
  }

  /** Announces an error that this story is about: it must come, as often as it likes. */
  expectError(pattern: RegExp): void {
    this.expected.push(pattern)
  }

  /** Announces an error that may come or not, because the protocol leaves open what comes first. */
  tolerateError(pattern: RegExp): void {
    this.tolerated.push(pattern)
  }

  /** What is wrong: errors that nobody announced, and announced ones that did not come. */
  faults(): string[] {
    const announced = [...this.expected, ...this.tolerated]
    const unannounced = this.complaints.filter((complaint) => !announced.some((pattern) => pattern.test(complaint)))
    const missing = this.expected.filter((pattern) => !this.complaints.some((complaint) => pattern.test(complaint)))
    return [...unannounced, ...missing.map((pattern) => `an error was announced and did not come: ${pattern}`)]
  }
}
