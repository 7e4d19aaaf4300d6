/** The server's end of a socket, for tests. */
import type { Socket } from '../connection/line.ts'
import type { User } from '../connection/wire.ts'
import { latestFirst, type Talk } from './talk.ts'

interface Seen {
  account: { user: User; talks: Talk[] }
  expiresAt: number
  ended: string | null
}

/** A socket that hears `auth` and tells what was missed. */
export class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  /** Whose socket it is. */
  account: Seen['account'] | null = null
  /** Frames are lost while it is deaf. */
  isDeaf = false
  isClosed = false
  readonly said: unknown[] = []
  readonly #find: (token: string) => Seen | undefined

  constructor(find: (token: string) => Seen | undefined) {
    this.#find = find
  }

  send(text: string): void {
    const auth = JSON.parse(text) as { session: string; heads: Record<string, number> }
    this.said.push(auth)
    const seen = this.#find(auth.session)
    if (!seen || seen.ended) return this.end(4001, seen?.ended ?? 'session_unknown')
    const { user, talks } = seen.account
    this.account = seen.account
    const heads = latestFirst(talks).map(({ id, events }) => ({ id, head: events.length }))
    const several = heads.length > 1 ? { conversations: heads } : {}
    const expires_at = new Date(seen.expiresAt).toISOString()
    this.tell({ t: 'ready', user, conversation: heads[0] ?? null, ...several, expires_at })
    for (const { id, events } of talks) {
      const head = auth.heads[id]
      for (const event of head === undefined ? [] : events.slice(head)) this.tell(event)
    }
  }

  tell(frame: object): void {
    if (this.isDeaf || this.isClosed) return
    this.onmessage?.call(this as never, { data: JSON.stringify(frame) } as MessageEvent)
  }

  /** The connection ends from the server's side. */
  end(code: number, reason: string): void {
    if (this.isClosed) return
    this.close()
    this.onclose?.call(this as never, { code, reason } as CloseEvent)
  }

  close(): void {
    this.isClosed = true
    this.account = null
  }
}
