import { answered, type Api, type Schemas } from './api.ts'

/** What the server holds of one conversation, short enough to be compared at a glance. */
export interface Page {
  conversation: string
  /** The id of the user whose it is. */
  user: string
  externalId: string | null
  /** The mark of that user. */
  mark: string
  /** `1 open`, `2 closed into 1`. */
  tickets: string[]
  /** `not_verified: Where is my order?`, `agent: …`, `note: …`, oldest first. */
  said: string[]
}

/** The truth behind every screen, as the agents' API tells it: whose words are proven, and where they stand. */
export class Books {
  constructor(readonly api: Api) {}

  /** The conversation of the one ticket that is not closed. */
  async only(): Promise<Page | undefined> {
    const pages = await this.open()
    return pages.length === 1 ? pages[0] : undefined
  }

  /** The conversations with a ticket that is not closed, by their last ticket's number. */
  async open(): Promise<Page[]> {
    const { tickets } = await answered(this.api.GET('/agent/v1/inbox'))
    const pages = await Promise.all(tickets.map(({ conversation }) => this.page(conversation)))
    return pages.sort((one, other) => number(one) - number(other))
  }

  /** One conversation. */
  async page(id: string): Promise<Page> {
    const read = await answered(this.api.GET('/agent/v1/conversations/{id}', { params: { path: { id } } }))
    return {
      conversation: id,
      user: read.user.id,
      externalId: read.user.external_id ?? null,
      mark: read.user.mark,
      tickets: read.tickets.map((ticket) => state(ticket, read.tickets)),
      said: read.messages.map(said),
    }
  }

  /** The kinds of the events of a conversation, in order of their numbers. */
  async events(id: string): Promise<string[]> {
    const from = { params: { path: { id }, query: { after: 0 } } }
    const missed = await answered(this.api.GET('/agent/v1/conversations/{id}/events', from))
    if ('resync' in missed) throw new Error('no story is as long as that')
    return missed.events.map(({ k }) => k)
  }

  /** The proof behind each of the messages that have one, oldest first. */
  async evidence(id: string): Promise<Schemas['Evidence'][]> {
    const read = await answered(this.api.GET('/agent/v1/conversations/{id}', { params: { path: { id } } }))
    return read.messages.flatMap(({ evidence }) => evidence ?? [])
  }
}

function number({ tickets }: Page): number {
  return Number.parseInt(tickets.at(-1) ?? '0')
}

function state({ number, status, merged_into: into }: Schemas['Ticket'], all: Schemas['Ticket'][]): string {
  const target = all.find(({ id }) => id === into)
  return target ? `${number} ${status} into ${target.number}` : `${number} ${status}`
}

function said({ mark, visibility, author, text }: Schemas['MarkedMessage']): string {
  if (visibility === 'agents') return `note: ${text}`
  return `${mark ?? author.kind}: ${text}`
}
