import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Account } from './company.ts'
import type { House } from './house.ts'
import { Person, seen } from './person.ts'

/** Somebody who works at the company, in the console. */
export class Agent extends Person {
  constructor(
    context: BrowserContext,
    page: Page,
    private readonly house: House,
    protected readonly account: Account,
  ) {
    super(context, page)
  }

  /** Opens the console and signs in. */
  async signsIn(): Promise<void> {
    await this.page.goto(this.house.server.url)
    await this.page.getByLabel('Email').fill(this.account.email)
    await this.page.getByLabel('Password').fill(this.account.password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
    await seen(this.page.getByRole('heading', { name: 'Inbox' }))
  }

  /** The conversation that is open. */
  get log(): Locator {
    return this.page.getByRole('log')
  }

  /** Waits until something stands in the open conversation. */
  async sees(text: string): Promise<void> {
    await seen(this.log.getByText(text))
  }
}
