import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import type { Schemas } from './api.ts'
import type { Company } from './company.ts'

/** What the client says of a chat. */
export interface Details {
  state: string
  conversationId: string
}

/** What a page says of a chat, each value by its name. */
export type Context = Record<string, { value: string | number | boolean; isDisplayable: boolean }>

/** The client as a page has it, as far as stories call it. */
interface Client {
  initialize(): Promise<unknown>
  setAuthTokenProvider(provider: () => Promise<string>): Promise<void>
  startChat(options?: { customContext: Context }): Promise<void>
  sendMessage(message: { content: string }): Promise<unknown>
  onNewMessage(heard: (message: { content: string }) => void): Promise<void>
  getMessages(): Promise<{ content: string; role: string }[]>
  getConversationDetails(): Promise<Partial<Details>>
  endChat(): Promise<void>
}

/** Where a site's chat leads to. */
export interface At extends Pick<Company, 'server' | 'shop'> {
  channel: Pick<Schemas['Channel'], 'public_key'>
}

type SitePage = Window & { client: Client; heard: string[]; OmnichannelChatSDK: new (site: object, options: object) => Client }

/** The site's page: the client, and the shop's own script. */
export const SITE_PAGE = '<!doctype html><title>Site</title><script src="/site.js"></script><script src="/shop.js"></script>'

/** The page's script, bundled once for all stories of a file. */
let bundled: Promise<string> | undefined

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('omnichannel.page.ts', import.meta.url))
  const lib = { entry, formats: ['iife' as const], name: 'Site', fileName: 'site' }
  const define = { 'process.env.NODE_ENV': '"production"', global: 'globalThis' }
  const options = { configFile: false as const, logLevel: 'error' as const, define }
  const made = await build({ ...options, build: { lib, write: false, minify: false } })
  const output = (Array.isArray(made) ? made : [made]).flatMap((one) => ('output' in one ? one.output : []))
  const script = output.find((file) => file.type === 'chunk')
  if (!script) throw new Error('nothing was bundled')
  return script.code
}

/** Somebody on a site whose own chat is built on the published omnichannel client. */
export class OmnichannelSite {
  private constructor(
    readonly page: Page,
    private readonly at: At,
  ) {}

  /** Opens the site's page, and prepares the client. What it is told to ask for a token when it is made gives `token`. */
  static async open(browser: Browser, at: At, token?: string): Promise<OmnichannelSite> {
    bundled ??= bundle()
    const { shop } = at
    shop.files.set('/site.js', { type: 'text/javascript', body: await bundled })
    shop.files.set('/site', { type: 'text/html', body: SITE_PAGE })
    // The certificate signs itself.
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const site = new OmnichannelSite(await context.newPage(), at)
    await site.page.goto(`${shop.origin}/site`)
    await site.prepares(token)
    return site
  }

  /** Prepares the client on the page that is open. */
  async prepares(token?: string): Promise<void> {
    const { server, channel } = this.at
    await this.page.evaluate(async ([orgUrl, widgetId, given]) => {
      const site = window as unknown as SitePage
      site.heard = []
      const options = { telemetry: { disable: true }, ...(given && { getAuthToken: async () => given }) }
      site.client = new site.OmnichannelChatSDK({ orgUrl, orgId: 'pebblewick', widgetId }, options)
      await site.client.initialize()
    }, [server.url, channel.public_key, token] as const)
  }

  /** From now on the site has this token for whoever is logged in on it. */
  async logsIn(token: string): Promise<void> {
    await this.page.evaluate((given) => (window as unknown as SitePage).client.setAuthTokenProvider(async () => given), token)
  }

  /** Begins a chat, with what the page says of it; answers what the client says went wrong, or null. */
  async begins(customContext?: Context): Promise<string | null> {
    return this.page.evaluate(async (customContext) => {
      const { client, heard } = window as unknown as SitePage
      try {
        await client.startChat(customContext && { customContext })
      } catch (error) {
        const { exceptionDetails, message } = error as { exceptionDetails?: { response?: string }; message: string }
        return exceptionDetails?.response ?? message
      }
      await client.onNewMessage(({ content }) => void heard.push(content))
      return null
    }, customContext)
  }

  async writes(content: string): Promise<void> {
    await this.page.evaluate((text) => (window as unknown as SitePage).client.sendMessage({ content: text }), content)
  }

  /** What the page was told of, in order. */
  async hears(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as SitePage).heard)
  }

  /** `user: …`, `agent: …`, the newest first. */
  async reads(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const messages = await (window as unknown as SitePage).client.getMessages()
      return messages.map(({ role, content }) => `${role}: ${content}`)
    })
  }

  async details(): Promise<Partial<Details>> {
    return this.page.evaluate(() => (window as unknown as SitePage).client.getConversationDetails())
  }

  async ends(): Promise<void> {
    await this.page.evaluate(() => (window as unknown as SitePage).client.endChat())
  }

  async leaves(): Promise<void> {
    await this.page.context().close()
  }
}
