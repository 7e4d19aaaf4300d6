import { inject } from 'vitest'
import { answered, api, type Schemas } from './api.ts'
import { Company } from './company.ts'
import { Portal } from './portal.ts'
import { story } from './story.ts'

/** A live chat of the company's, whose people its portal signs for with a private key (OMN-2). */
export class LiveChat {
  private constructor(
    private readonly company: Company,
    readonly channel: Schemas['Channel'],
  ) {}

  /** Opens one that lets people begin without signing in, and that pages of the shop may show. */
  static async open(company: Company, portal: Portal): Promise<LiveChat> {
    const { admin, shop } = company
    const made = { name: 'Customer portal', url: portal.url, kind: 'oauth2_implicit' as const, external_ids: 'own' as const }
    const setting = await answered(admin.POST('/admin/v1/authentication-settings', { body: made }))
    const off = { login_required: false, asks_for_contact: false, multiple_conversations: false }
    const body = { name: 'Pebblewick portal', kind: 'omnichannel' as const, origins: [shop.origin], ...off }
    const { id } = await answered(admin.POST('/admin/v1/channels', { body }))
    const attached = { params: { path: { id } }, body: { setting: setting.id, login_required: false } }
    return new LiveChat(company, await answered(admin.PATCH('/admin/v1/channels/{id}', attached)))
  }

  /** From now on only people who are signed in may write. */
  async requiresLogin(): Promise<void> {
    await this.changes({ login_required: true })
  }

  /** From now on nobody can sign in. */
  async hasNoSetting(): Promise<void> {
    await this.changes({ setting: null, login_required: false })
  }

  /** Gold customers wait in a queue of their own. */
  async isRouted(): Promise<void> {
    const { admin } = this.company
    const [gold, others] = await Promise.all(
      ['Gold customers', 'Everybody else'].map(async (name) => {
        const body = { name, pushes: false, hours: null, closed_text: null, members: [] }
        return (await answered(admin.POST('/admin/v1/queues', { body }))).id
      }),
    )
    if (!gold || !others) throw new Error('two queues were made')
    const condition = { on: 'context' as const, name: 'tier', test: { is: 'equals' as const, value: 'gold' } }
    const rules = {
      variables: [{ name: 'tier', kind: 'text' as const }, { name: 'total', kind: 'number' as const }],
      rules: [{ name: 'Gold', conditions: [condition], queue: gold, priority: 5 }],
      fallback: others,
    }
    const body = { name: 'Portal rules', channels: [this.channel.id], rules }
    await answered(admin.POST('/admin/v1/workstreams', { body }))
  }

  /** Somebody signs in with a token of the portal, and writes. */
  async says(token: string, text: string): Promise<string> {
    const { server } = this.company
    const login = { channel: this.channel.public_key, token, login_id: crypto.randomUUID() }
    const { session, user } = await answered(api(server.api).POST('/client/v1/login', { body: login }))
    const where = { conversation: null, begun_by: null, fields: [], tags: [] }
    const body = { client_id: crypto.randomUUID(), text, as_user: user.id, composed_authenticated: true, ...where }
    const posted = await answered(api(server.api, session.token ?? '').POST('/client/v1/messages', { body }))
    return posted.conversation.id
  }

  /** In which queue the ticket of a conversation waits, as soon as the rules have decided. */
  async queueOf(id: string): Promise<string | undefined> {
    const { tickets } = await answered(this.company.admin.GET('/agent/v1/inbox'))
    return tickets.find(({ conversation }) => conversation === id)?.queue?.name
  }

  private async changes(body: Schemas['ChangeChannel']): Promise<void> {
    await answered(this.company.admin.PATCH('/admin/v1/channels/{id}', { params: { path: { id: this.channel.id } }, body }))
  }
}

interface Stage {
  /** Whether the server speaks TLS, and nothing else. */
  tls: boolean
  portal: Portal
  company: Company
  chat: LiveChat
}

/** A story in a company with a portal, and a live chat whose people the portal signs for. */
export const liveChatStory = story.extend<Stage>({
  tls: false,
  portal: async ({}, use) => {
    const portal = await Portal.open()
    await use(portal)
    await portal.close()
  },
  company: async ({ portal, tls }, use) => {
    const company = await Company.open(inject('engine'), portal.settings, tls)
    await use(company)
    await company.close()
  },
  chat: async ({ company, portal }, use) => use(await LiveChat.open(company, portal)),
})
