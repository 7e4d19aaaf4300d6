import { Agent } from './agent.ts'
import { seen } from './person.ts'

/** Who sets things up: first steps, channels, keys. */
export class Administrator extends Agent {
  /** Opens the one-time link and fills in the form behind it. */
  async fillsInTheirAccount(link: string): Promise<void> {
    const { name, email, password } = this.account
    await this.page.goto(link)
    await this.page.getByLabel('Name', { exact: true }).fill(name)
    await this.page.getByLabel('Email').fill(email)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Create account' }).click()
  }

  /** Becomes the first administrator. */
  async makesTheirAccount(link: string): Promise<void> {
    await this.fillsInTheirAccount(link)
    await seen(this.page.getByRole('heading', { name: 'Where will people write?' }))
  }

  /** Makes a channel that pages of these origins may show. */
  async makesAChannel(name: string, origins: string[]): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(name)
    await this.page.getByLabel('Pages that may show it').fill(origins.join('\n'))
    await this.page.getByRole('button', { name: 'Create channel' }).click()
    await seen(this.page.getByRole('heading', { name: 'Put one line into your pages' }))
  }

  /** Makes a signing key and sees its secret. */
  async makesAKey(name: string): Promise<void> {
    await this.page.getByLabel('Name of the key').fill(name)
    await this.page.getByRole('button', { name: 'Create key' }).click()
    await seen(this.page.getByRole('heading', { name: `${name} is ready` }))
  }

  /** Wants to go on without the secret. */
  async leavesTheSecret(): Promise<void> {
    await this.page.getByRole('button', { name: 'Hide for ever' }).click()
  }

  /** Presses the button that copies this, and gives back what can be pasted then. */
  async copies(what: string): Promise<string> {
    const { origin } = new URL(this.page.url())
    await this.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    await this.page.getByRole('button', { name: new RegExp(`^(Copy|Copied) ${what}`) }).click()
    await seen(this.page.getByRole('status').filter({ hasText: `Copied: ${what}` }))
    return this.page.evaluate(() => navigator.clipboard.readText())
  }
}
