import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chosen } from '@bonafide/shared/i18n'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { Administrator } from './administrator.ts'
import { Agent } from './agent.ts'
import { NOOR, type Account } from './company.ts'
import type { House } from './house.ts'
import type { Person } from './person.ts'
import { PATIENCE } from './until.ts'
import { Visitor } from './visitor.ts'
import type { Language } from './words.ts'

/** Where pictures of failed stories are left. */
const FAILURES = join(tmpdir(), 'bonafide-stories')

/** What people have who are not said to have anything else. The headless browser would call itself that. */
const USUAL: BrowserContextOptions = {
  locale: 'en-GB',
  viewport: { width: 1440, height: 900 },
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
}

/** Brings people in: each with a browser profile of their own. */
export class Cast {
  private readonly people: Person[] = []

  constructor(
    private readonly browser: Browser,
    private readonly house: House,
  ) {}

  /** Somebody on the shop's pages. */
  async visitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    const { context, page } = await this.profile(options)
    return this.enter(new Visitor(context, page, this.house))
  }

  /** An agent who has signed in. */
  async agent(account: Account = NOOR, options: BrowserContextOptions = {}): Promise<Agent> {
    const { context, page } = await this.profile(options)
    const agent = this.enter(new Agent(context, page, this.house, account, languageOf(options)))
    await agent.signsIn()
    return agent
  }

  /** An administrator in front of an empty window. */
  async administrator(account: Account, options: BrowserContextOptions = {}): Promise<Administrator> {
    const { context, page } = await this.profile(options)
    return this.enter(new Administrator(context, page, this.house, account, languageOf(options)))
  }

  /** What went wrong in anybody's browser without having been announced. */
  faults(): string[] {
    return this.people.flatMap((person) => person.faults())
  }

  /** Leaves a picture of what everybody sees. */
  async pictures(title: string): Promise<void> {
    mkdirSync(FAILURES, { recursive: true })
    const pages = this.people.flatMap((person) => person.context.pages())
    const path = (index: number) => join(FAILURES, `${title.replace(/\W+/g, '-').slice(0, 80)}-${index}.png`)
    await Promise.allSettled(pages.map((page, index) => page.screenshot({ path: path(index), timeout: 5_000 })))
  }

  /** Everybody goes. */
  async leave(): Promise<void> {
    await Promise.all(this.people.map((person) => person.context.close()))
  }

  private async profile(options: BrowserContextOptions) {
    const context = await this.browser.newContext({ ...USUAL, ...options })
    context.setDefaultTimeout(PATIENCE)
    return { context, page: await context.newPage() }
  }

  private enter<P extends Person>(person: P): P {
    this.people.push(person)
    return person
  }
}

function languageOf({ locale }: BrowserContextOptions): Language {
  return chosen(locale ? [locale] : [])
}
