import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Account } from './company.ts'
import type { House } from './house.ts'
import { Person, seen } from './person.ts'
import { consoleWords, type Language, type Words } from './words.ts'

/** Somebody who works at the company, in the console. */
export class Agent extends Person {
  private readonly t: Words

  constructor(
    context: BrowserContext,
    page: Page,
    private readonly house: House,
    protected readonly account: Account,
    language: Language,
  ) {
    super(context, page)
    this.t = consoleWords(language)
  }

  /** Opens the console and signs in. */
  async signsIn(): Promise<void> {
    const { t } = this
    await this.page.goto(this.house.server.url)
    await this.page.getByLabel(t('field.email')).fill(this.account.email)
    await this.page.getByLabel(t('field.password')).fill(this.account.password)
    await this.page.getByRole('button', { name: t('sign_in.submit') }).click()
    await seen(this.page.getByRole('heading', { name: t('queue.title') }))
  }

  /** Goes to another page of the console, as somebody with a bookmark does. */
  async goesTo(path: string): Promise<void> {
    await this.page.goto(`${this.house.server.url}${path}`)
  }

  /** A line of the queue: what it says of somebody. */
  line(words: string | RegExp): Locator {
    const queue = this.page.getByRole('region', { name: this.t('queue.title') })
    return queue.getByRole('listitem').filter({ hasText: words })
  }

  /** Opens a conversation from the queue. */
  async opens(words: string | RegExp): Promise<void> {
    await this.line(words).getByRole('link').click()
    await seen(this.log)
  }

  /** The messages of the open conversation. */
  get log(): Locator {
    return this.page.getByRole('region', { name: this.t('conversation.messages') })
  }

  /** The message with this text, in the open conversation. */
  message(text: string): Locator {
    return this.log.getByRole('article').filter({ hasText: text })
  }

  /** What is known of the person. */
  get person(): Locator {
    return this.page.getByRole('complementary', { name: 'Person' })
  }

  /** Waits until something stands in the open conversation. */
  async sees(text: string): Promise<void> {
    await seen(this.message(text))
  }

  /** What stands in the open conversation, each message with the word of its mark, if it has one. */
  async reads(): Promise<string[]> {
    const messages = await this.log.getByRole('article').all()
    return Promise.all(
      messages.map(async (message) => {
        const marks = await message.getByRole('button').allInnerTexts()
        const [text = ''] = await message.getByRole('paragraph').allInnerTexts()
        return [...marks.map((mark) => mark.trim()), text].join(': ')
      }),
    )
  }

  /** Answers. */
  async answers(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: /^Reply to/ }).fill(text)
    await this.page.getByRole('button', { name: 'Send' }).click()
  }

  /** Writes something that only the team sees. */
  async notes(text: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'Note' }).click()
    await this.page.getByRole('textbox', { name: /^Note about/ }).fill(text)
    await this.page.getByRole('button', { name: 'Add note' }).click()
  }

  /** Presses a mark, and gives back what it says it rests on. */
  async asksWhy(mark: Locator): Promise<string> {
    await mark.click()
    const reasons = this.page.getByRole('dialog')
    await seen(reasons)
    const words = await reasons.innerText()
    await this.page.keyboard.press('Escape')
    return words
  }

  /** Puts the open ticket somewhere else. */
  async setsStatus(status: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Status' }).selectOption({ label: status })
  }

  /** Gives the open ticket to somebody. */
  async assigns(name: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Assignee' }).selectOption({ label: name })
  }
}
