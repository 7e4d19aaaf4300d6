import type { BrowserContext, Frame, Locator, Page } from 'playwright-core'
import { click, find } from './closed.ts'
import type { CustomerName } from './customers.ts'
import { CUSTOMERS } from './customers.ts'
import type { House } from './house.ts'
import { gone, Person, seen } from './person.ts'
import type { Heard } from './shop.page.ts'
import { until } from './until.ts'
import { inAnyLanguage } from './words.ts'

/** What the launcher is called. */
export const LAUNCHER = inAnyLanguage('loader', 'launcher')

const MESSAGE = inAnyLanguage('widget', 'composer.label')
const SEND = inAnyLanguage('widget', 'composer.send')

/** What stands below a message that the server does not have yet. */
const SENDING = inAnyLanguage('widget', 'message.sending')

/** Somebody on the shop's pages, who may write to it: a device. */
export class Visitor extends Person {
  constructor(
    context: BrowserContext,
    page: Page,
    private readonly house: House,
  ) {
    super(context, page)
  }

  /** Opens a page of the shop. */
  async visits(path = '/'): Promise<void> {
    await this.page.goto(`${this.house.shop.origin}${path}`)
  }

  /** The same browser profile, in another tab. */
  async inAnotherTab(): Promise<Visitor> {
    const tab = new Visitor(this.context, await this.context.newPage(), this.house)
    await tab.visits()
    return tab
  }

  /** Presses the launcher and waits until there is a place to write. */
  async opensTheMessenger(): Promise<void> {
    // Nobody is as quick as this: keys for a frame that was given the focus before it had loaded may reach nobody.
    await (await this.composer()).waitFor({ state: 'attached' })
    await click(this.page, 'button', LAUNCHER)
    await seen(await this.composer())
  }

  /** Says something. */
  async writes(text: string): Promise<void> {
    await this.types(text)
    await (await this.messenger()).getByRole('button', { name: SEND }).click()
  }

  /** Types something and does not send it. */
  async types(text: string): Promise<void> {
    const composer = await this.composer()
    await composer.click()
    await composer.fill(text)
  }

  /** Waits until something stands in the conversation and nothing of it is still on its way. */
  async sees(text: string): Promise<void> {
    const log = await this.log()
    await seen(log.getByText(text, { exact: true }))
    await gone(log.getByText(SENDING))
  }

  /** What stands in the conversation, message by message, oldest first. */
  async reads(): Promise<string[]> {
    return (await this.log()).locator('[dir="auto"]').allInnerTexts()
  }

  /** The form that asks for name and address. */
  async contactForm(): Promise<Locator> {
    return (await this.messenger()).getByRole('form', { name: inAnyLanguage('widget', 'contact.label') })
  }

  /** Gives an address by form. */
  async gives(email: string, name = ''): Promise<void> {
    const form = await this.contactForm()
    await form.getByLabel(/^Name/).fill(name)
    await form.getByLabel(inAnyLanguage('widget', 'contact.email')).fill(email)
    await form.getByRole('button', { name: SEND }).click()
    await gone(form)
  }

  /** Says something while nothing of it comes through: it waits in the browser. */
  async writesInVain(text: string): Promise<void> {
    this.expectError(/ERR_FAILED/)
    await this.context.route('**/client/v1/messages', (route) => route.abort())
    await this.writes(text)
    await seen((await this.log()).getByText(text, { exact: true }))
  }

  /** From now on what is written comes through again. */
  async isThroughAgain(): Promise<void> {
    await this.context.unroute('**/client/v1/messages')
  }

  /**
   * Announces that they log in by loading another page: the messenger on it reads with the session that it has kept,
   * while the login may replace it already. It then reads again, as the protocol says, but the browser notes it.
   */
  goesToALogin(): void {
    this.tolerateError(/status of 401.*client\/v1\/conversation/)
  }

  /** Logs in at the shop, whose page then tells the messenger. */
  async logsIn(name: CustomerName): Promise<void> {
    await this.page.getByRole('button', { name: `Sign in as ${CUSTOMERS[name].name}` }).click()
  }

  /** Logs out at the shop, whose page then tells the messenger. */
  async logsOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out' }).click()
  }

  /** Waits until the messenger says that they are signed in. */
  async isSignedIn(name: CustomerName): Promise<void> {
    await seen((await this.messenger()).getByText(`Signed in as ${CUSTOMERS[name].name}`))
  }

  /** Waits until the messenger says that they are not. */
  async isNotSignedIn(): Promise<void> {
    await seen((await this.messenger()).getByText('You are not signed in'))
  }

  /** Waits until their session has expired and the messenger says so. */
  async isAskedToSignInAgain(): Promise<void> {
    await seen((await this.messenger()).getByRole('heading', { name: 'Your session has ended' }))
  }

  /** What the messenger told the page so far. */
  async heard(): Promise<Heard[]> {
    return this.page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
  }

  /** Calls the snippet's JavaScript API, as a line of the page's script would. */
  async calls(...call: unknown[]): Promise<void> {
    await this.page.evaluate((call) => (window as unknown as { zE: (...call: unknown[]) => void }).zE(...call), call)
  }

  /** The launcher's name, or nothing if there is none. */
  async launcher(): Promise<string | undefined> {
    return (await find(this.page, 'button', LAUNCHER))?.name
  }

  /** The messenger's frame, once there is one. */
  async messenger(): Promise<Frame> {
    return until('the messenger’s frame', () =>
      this.page.frames().find((frame) => frame.url().startsWith(`${this.house.server.url}/messenger`)),
    )
  }

  /** Where they type. */
  async composer(): Promise<Locator> {
    return (await this.messenger()).getByRole('textbox', { name: MESSAGE })
  }

  /** The conversation. */
  async log(): Promise<Locator> {
    return (await this.messenger()).getByRole('log')
  }
}
