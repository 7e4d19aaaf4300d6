/** The server's endpoints for clients, over HTTP. */
import type {
  GiveContact, LoggedIn, Missed, Opened, OwnSessions, Page, Post, Posted, QuestionAnswered,
} from './wire.ts'

/** Why a call was not carried out; `status` 0 stands for a connection that was lost. */
export interface Fault {
  status: number
  /** The error's stable code; empty if the answer was not one of the server's own. */
  code: string
  /** Why a login was refused. */
  reason: string | null
  /** What becomes of somebody whose login was refused: `refuse` if they may not go on as somebody anonymous (CHT-10). */
  onFailure: string | null
  /** For people, in English. */
  description: string
  /** Seconds after which to repeat, where the server says so. */
  retryAfter: number | null
}

/** What became of a call. `serverNow` is the server's clock in milliseconds, where the answer shows it. */
export type Answer<Body> = { ok: true; body: Body; serverNow: number | null } | { ok: false; fault: Fault }

/** An answer that takes longer than so many milliseconds counts as lost. */
const PATIENCE = 30_000

/** Calls the endpoints. Sessions travel in a header and never in a URL. */
export class Api {
  readonly #fetch: typeof fetch

  constructor(fetcher: typeof fetch) {
    this.#fetch = fetcher
  }

  openSession(body: { channel: string; locale?: string }, session: string | null): Promise<Answer<Opened>> {
    return this.#call('POST', 'sessions', session, body)
  }

  logIn(body: { channel: string; token: string; login_id: string }, session: string | null): Promise<Answer<LoggedIn>> {
    return this.#call('POST', 'login', session, body)
  }

  logOut(session: string): Promise<Answer<unknown>> {
    return this.#call('POST', 'logout', session, {})
  }

  post(body: Post, session: string): Promise<Answer<Posted>> {
    return this.#call('POST', 'messages', session, body)
  }

  giveContact(body: GiveContact, session: string): Promise<Answer<Posted>> {
    return this.#call('POST', 'contact', session, body)
  }

  /** The newest messages of a conversation, or those before a message; null is the conversation last written to. */
  read(conversation: string | null, before: string | null, session: string): Promise<Answer<Page>> {
    return this.#call('GET', withQuery('conversation', { conversation, before }), session)
  }

  missed(conversation: string | null, after: number, session: string): Promise<Answer<Missed>> {
    return this.#call('GET', withQuery('events', { conversation, after: String(after) }), session)
  }

  /** Says whether the earlier conversation on the device is the person's (MRG-11). */
  answerQuestion(isMine: boolean, session: string): Promise<Answer<QuestionAnswered>> {
    return this.#call('POST', 'earlier-conversation', session, { is_mine: isMine })
  }

  sessions(session: string): Promise<Answer<OwnSessions>> {
    return this.#call('GET', 'sessions', session)
  }

  endSession(id: string, session: string): Promise<Answer<unknown>> {
    return this.#call('DELETE', `sessions/${id}`, session)
  }

  endSessions(session: string): Promise<Answer<unknown>> {
    return this.#call('DELETE', 'sessions', session)
  }

  async #call<Body>(
    method: 'GET' | 'POST' | 'DELETE', path: string, session: string | null, body?: object,
  ): Promise<Answer<Body>> {
    const headers: Record<string, string> = {}
    if (session !== null) headers['Authorization'] = `Bearer ${session}`
    if (body) headers['Content-Type'] = 'application/json'
    const request: RequestInit = { method, headers, credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }
    if (body) request.body = JSON.stringify(body)
    try {
      const response = await this.#fetch(`/client/v1/${path}`, request)
      const said: unknown = await response.json()
      if (!response.ok) return { ok: false, fault: faultOf(response, said) }
      const date = Date.parse(response.headers.get('Date') ?? '')
      return { ok: true, body: said as Body, serverNow: Number.isNaN(date) ? null : date }
    } catch {
      return { ok: false, fault: LOST }
    }
  }
}

function withQuery(path: string, members: Record<string, string | null>): string {
  const query = Object.entries(members).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

const LOST: Fault = { status: 0, code: '', reason: null, onFailure: null, description: '', retryAfter: null }

function faultOf(response: Response, said: unknown): Fault {
  const error = member(said, 'error')
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return {
    status: response.status,
    code: text(member(error, 'code')) ?? '',
    reason: text(member(error, 'reason')),
    onFailure: text(member(error, 'on_failure')),
    description: text(member(error, 'description')) ?? '',
    retryAfter: Number.isFinite(seconds) ? seconds : null,
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
