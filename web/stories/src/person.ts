import type { BrowserContext, Locator, Page } from 'playwright-core'
import { Watch } from './watch.ts'

/** Somebody with a browser profile of their own: what they open, press and see. */
export abstract class Person {
  protected readonly watch: Watch

  protected constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.watch = new Watch(context)
  }

  /** Announces an error that the story is about, such as the answer to a token that is refused. */
  expectError(pattern: RegExp): void {
    this.watch.expectError(pattern)
  }

  /** Announces an error that may come or not, because the protocol leaves open what comes first. */
  tolerateError(pattern: RegExp): void {
    this.watch.tolerateError(pattern)
  }

  /** What the pages warned of in the browser's console, which is for whoever builds them. */
  warnings(): string[] {
    return this.watch.warnings
  }

  /** What went wrong in their browser without having been announced. */
  faults(): string[] {
    return this.watch.faults()
  }

  /** Loses the network, or has it again. */
  async offline(offline: boolean): Promise<void> {
    await this.context.setOffline(offline)
  }
}

/** Waits until it is there to be seen. */
export async function seen(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

/** Waits until it is not there any more. */
export async function gone(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'hidden' })
}
