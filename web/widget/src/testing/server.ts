/**
 * A server that keeps to docs/reference/protocol.md as far as a messenger can tell, and can be told to fail. Its users'
 * tokens are texts such as `mara for 600`: who it is, and for how many seconds.
 */
import type { ConversationEvent, Message, User } from '../connection/wire.ts'
import type { FakeClock } from './clock.ts'
import { FakeSocket } from './socket.ts'

/** A request as it arrived. */
export interface Heard {
  path: string
  session: string | null
  body: Record<string, unknown>
}

/** What goes wrong with one request. */
export type Trouble =
  /** It never arrives. */
  | 'not sent'
  /** It is carried out, and the answer is lost. */
  | 'answer lost'
  | { status: number; code: string; reason?: string; on_failure?: string; retryAfter?: number }

interface Account {
  user: User
  conversation: string | null
  messages: Message[]
  events: ConversationEvent[]
  loginRequestedAt: string | null
}

interface Kept {
  token: string
  id: string
  account: Account
  kind: 'anonymous' | 'authenticated'
  expiresAt: number
  loginId: string | null
  ended: string | null
  /** What was written on the device before, while it is asked whose it is. */
  earlier: Account | null
}

export class FakeServer {
  readonly heard: Heard[] = []
  readonly sockets: FakeSocket[] = []
  readonly #clock: FakeClock
  readonly #sessions: Kept[] = []
  readonly #accounts = new Map<string, Account>()
  readonly #troubles: { path: string; trouble: Trouble }[] = []
  isDown = false
  /** Whether the first words of somebody who is not signed in are answered with the form (SEE-5). */
  asksForContact = false
  #ids = 0

  constructor(clock: FakeClock) {
    this.#clock = clock
  }

  /** The next request to this path goes wrong so. */
  trouble(path: string, trouble: Trouble): void {
    this.#troubles.push({ path, trouble })
  }

  /** The bodies of the requests to a path, in the order they arrived. */
  bodies(path: string): Record<string, unknown>[] {
    return this.heard.filter((request) => request.path === path).map(({ body }) => body)
  }

  /** What was taken of the person with this external id, or of the anonymous who wrote. */
  texts(): string[] {
    return [...this.#accounts.values()].flatMap(({ messages }) => messages.map(({ text }) => text))
  }

  /** How many sessions count. */
  get open(): number {
    return this.#sessions.filter(({ ended, expiresAt }) => !ended && expiresAt > this.#clock.now()).length
  }

  /** An agent answers everyone. */
  answer(text: string): void {
    for (const account of this.#accounts.values()) {
      if (account.conversation) this.#say(account, { kind: 'agent', id: 'noor', name: 'Noor' }, text, null)
    }
  }

  /** An agent asks everyone who is not signed in to sign in. */
  requestLogin(): void {
    for (const account of this.#accounts.values()) {
      if (!account.conversation || account.user.external_id !== null) continue
      account.loginRequestedAt = new Date(this.#clock.now()).toISOString()
      this.#tell(account, { k: 'login_requested' })
    }
  }

  /** Somebody signs in on another device. */
  signInElsewhere(token: string): void {
    this.#logIn(null, token, this.#id('login'))
  }

  /** Something happens that is not told on any socket, so that a gap arises. */
  hush(text: string): void {
    for (const socket of this.sockets) socket.isDeaf = true
    this.answer(text)
    for (const socket of this.sockets) socket.isDeaf = false
  }

  /** Whatever is asked is asked no more. */
  forgetQuestions(): void {
    for (const session of this.#sessions) session.earlier = null
  }

  /** Ends every session, for this reason. */
  endAll(why: string): void {
    for (const session of this.#sessions) session.ended ??= why
    for (const socket of this.sockets.slice()) socket.end(4002, why)
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const path = String(input).replace('/client/v1/', '')
    const headers = new Headers(init?.headers)
    const session = headers.get('Authorization')?.replace('Bearer ', '') ?? null
    await Promise.resolve()
    if (this.isDown) throw new TypeError('no connection')
    const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Record<string, unknown>
    const at = this.#troubles.findIndex((one) => one.path === path.split('?')[0])
    const trouble = at < 0 ? null : this.#troubles.splice(at, 1)[0]?.trouble
    if (trouble === 'not sent') throw new TypeError('no connection')
    this.heard.push({ path, session, body })
    if (trouble && trouble !== 'answer lost') return refusal(trouble)
    const answer = this.#carryOut(init?.method ?? 'GET', path, session, body)
    if (trouble === 'answer lost') throw new TypeError('no connection')
    return answer
  }

  connect(): FakeSocket {
    const socket = new FakeSocket((token) => this.#sessions.find((one) => one.token === token))
    this.sockets.push(socket)
    this.#beat(socket)
    queueMicrotask(() => (this.isDown ? socket.end(1006, '') : socket.onopen?.call(socket as never, new Event('open'))))
    return socket
  }

  /** `head` comes every 25 seconds, where there is a conversation. */
  #beat(socket: FakeSocket): void {
    this.#clock.after(25_000, () => {
      if (socket.isClosed) return
      const { conversation: c = null, events } = socket.account ?? { events: [] }
      if (c !== null) socket.tell({ t: 'head', c, n: events.length })
      this.#beat(socket)
    })
  }

  #carryOut(method: string, path: string, token: string | null, body: Record<string, unknown>): Response {
    const [name = ''] = path.split('?')
    const kept = this.#sessions.find((one) => one.token === token) ?? null
    if (name === 'sessions' && method === 'POST') return this.#json(this.#opened(this.#open(this.#newAccount(null), 'anonymous', 86_400, null)))
    if (name === 'login') return this.#logIn(kept, String(body['token']), String(body['login_id']))
    if (!kept) return refusal({ status: 401, code: 'session_unknown' })
    if (kept.ended) return refusal({ status: 401, code: kept.ended })
    if (kept.expiresAt <= this.#clock.now()) return refusal({ status: 401, code: 'session_expired' })
    if (name.startsWith('sessions')) return this.#own(method, kept, name.split('/')[1])
    if (name === 'messages') return this.#post(kept, body)
    if (name === 'contact') return this.#contact(kept, body)
    if (name === 'earlier-conversation') return this.#answered(kept, body['is_mine'] === true)
    if (name === 'conversation') return this.#page(kept, /before=(.*)/.exec(path)?.[1])
    if (name === 'events') return this.#missed(kept, Number(/after=(.*)/.exec(path)?.[1]))
    kept.ended = 'session_ended'
    return this.#json({})
  }

  #own(method: string, kept: Kept, id: string | undefined): Response {
    const own = this.#sessions.filter((one) => one.account === kept.account && !one.ended)
    if (method === 'GET') {
      const opened_at = new Date(this.#clock.now()).toISOString()
      const told = own.map((one) => ({ id: one.id, this: one === kept, agent_text: '', opened_at }))
      return this.#json({ sessions: told.reverse() })
    }
    const ended = id === undefined ? own : own.filter((one) => one.id === id)
    if (ended.length === 0) return refusal({ status: 404, code: 'not_found' })
    for (const one of ended) one.ended = 'session_ended'
    return this.#json({})
  }

  #logIn(before: Kept | null, token: string, loginId: string): Response {
    const again = this.#sessions.find((one) => one.loginId === loginId && !one.ended)
    if (again) {
      again.token = this.#id('bfs')
      return this.#json({ ...this.#opened(again), conversation: null, joined: false })
    }
    const [who = '', , seconds = ''] = token.split(' ')
    const account = this.#accounts.get(who) ?? this.#newAccount(who)
    const expiresAt = this.#clock.now() + Number(seconds) * 1000
    if (before?.kind === 'authenticated' && before.account === account && !before.ended) {
      before.expiresAt = expiresAt
      return this.#json({ ...this.#opened(before), conversation: null, joined: false })
    }
    const isAnonymous = before?.kind === 'anonymous' && !before.ended
    const earlier = isAnonymous && this.#isOld(before.account) ? before.account : null
    const joined = isAnonymous && !earlier
    if (before) before.ended ??= joined ? 'session_ended' : 'session_replaced'
    if (joined) this.#join(before.account, account)
    const session = this.#open(account, 'authenticated', Number(seconds), loginId)
    session.earlier = earlier
    if (account.conversation) this.#tell(account, { k: 'signed_in' })
    const conversation = account.conversation && { id: account.conversation, head: account.events.length }
    return this.#json({ ...this.#opened(session), conversation, joined })
  }

  /** Whether somebody wrote something, and last more than half an hour ago (MRG-11). */
  #isOld({ messages }: Account): boolean {
    const last = messages.at(-1)
    return last !== undefined && this.#clock.now() - Date.parse(last.received_at) > 30 * 60_000
  }

  #answered(kept: Kept, isMine: boolean): Response {
    const { account, earlier } = kept
    if (!earlier) return refusal({ status: 409, code: 'question_over' })
    kept.earlier = null
    const signed_in_at = new Date(this.#clock.now()).toISOString()
    if (isMine) {
      const [last] = earlier.messages.slice(-1)
      this.#join(earlier, account)
      account.messages.sort((a, b) => (a.id < b.id ? -1 : 1))
      if (last) this.#tell(account, { k: 'joined' })
    }
    const conversation = account.conversation && { id: account.conversation, head: account.events.length }
    return this.#json({ joined: isMine, conversation, signed_in_at })
  }

  #join(from: Account, into: Account): void {
    into.conversation ??= from.conversation
    into.messages.push(...from.messages.splice(0))
    into.events.push(...from.events.splice(0))
    from.user = into.user
  }

  #post(kept: Kept, body: Record<string, unknown>): Response {
    const { account } = kept
    const known = account.messages.find((message) => message.client_id === body['client_id'])
    const owner = [...this.#accounts.values()].find((one) => one.user.id === body['as_user'])
    const joined = [...this.#accounts].find(([id]) => id === body['as_user'])?.[1]
    if ((owner ?? joined)?.user.id !== account.user.id) return refusal({ status: 409, code: 'wrong_user' })
    account.conversation ??= this.#id('conversation')
    const author = { kind: 'user', id: account.user.id, name: account.user.name }
    const isFirst = account.messages.length === 0
    const message = known ?? this.#say(account, author, String(body['text']), String(body['client_id']))
    if (isFirst && this.asksForContact && kept.kind === 'anonymous') {
      this.#say(account, { kind: 'system', id: null, name: null }, '', null, { kind: 'contact_asked' })
    }
    return this.#json({ message, conversation: { id: account.conversation, head: account.events.length } })
  }

  #contact({ account }: Kept, body: Record<string, unknown>): Response {
    const client_id = String(body['client_id'])
    const contact = { name: (body['name'] as string | undefined) ?? null, email: String(body['email']) }
    const author = { kind: 'user', id: account.user.id, name: account.user.name }
    const known = account.messages.find((message) => message.client_id === client_id)
    const message = known ?? this.#say(account, author, contact.email, client_id, { kind: 'contact', contact })
    return this.#json({ message, conversation: { id: account.conversation, head: account.events.length } })
  }

  #say(
    account: Account, author: Message['author'], text: string, client_id: string | null, what: Partial<Message> = {},
  ): Message {
    const conversation = account.conversation ?? ''
    const received_at = new Date(this.#clock.now()).toISOString()
    const message = { id: this.#id('m'), conversation, author, kind: 'text', text, client_id, received_at, ...what }
    account.messages.push(message)
    this.#tell(account, { k: 'message', message })
    return message
  }

  #tell(account: Account, what: Pick<ConversationEvent, 'k' | 'message'>): void {
    const at = new Date(this.#clock.now()).toISOString()
    const event: ConversationEvent = { t: 'event', c: account.conversation ?? '', n: account.events.length + 1, at, ...what }
    account.events.push(event)
    for (const socket of this.sockets) if (socket.account === account) socket.tell(event)
  }

  #page({ account, earlier }: Kept, before?: string): Response {
    const until = before === undefined ? account.messages.length : account.messages.findIndex(({ id }) => id === before)
    const messages = account.messages.slice(Math.max(0, until - 50), until)
    const conversation = account.conversation ? { id: account.conversation, head: account.events.length } : null
    const earlier_conversation = earlier && { last_written_at: earlier.messages.at(-1)?.received_at }
    const { user, loginRequestedAt: login_requested_at } = account
    return this.#json({ conversation, messages, has_more: until > 50, user, login_requested_at, earlier_conversation })
  }

  #missed({ account }: Kept, after: number): Response {
    return this.#json({ events: account.events.slice(after, after + 200), head: account.events.length })
  }

  #newAccount(external_id: string | null): Account {
    const id = this.#id('user')
    const account = { user: { id, external_id, name: external_id }, conversation: null, messages: [], events: [], loginRequestedAt: null }
    this.#accounts.set(external_id ?? id, account)
    return account
  }

  #open(account: Account, kind: Kept['kind'], seconds: number, loginId: string | null): Kept {
    const expiresAt = this.#clock.now() + seconds * 1000
    const kept = { token: this.#id('bfs'), id: this.#id('session'), account, kind, expiresAt, loginId, ended: null, earlier: null }
    this.#sessions.push(kept)
    return kept
  }

  #opened({ token, id, kind, expiresAt, account }: Kept) {
    const renew_at = kind === 'authenticated' ? new Date(expiresAt - 120_000).toISOString() : null
    return {
      session: { token, id, kind, expires_at: new Date(expiresAt).toISOString(), renew_at },
      user: account.user,
      device: { id: 'device' },
    }
  }

  #json(body: object): Response {
    return Response.json(body, { headers: { Date: new Date(this.#clock.now()).toUTCString() } })
  }

  #id(of: string): string {
    this.#ids += 1
    return `${of}-${String(this.#ids).padStart(4, '0')}`
  }
}

function refusal({ status, code, reason, on_failure, retryAfter }: Exclude<Trouble, string>): Response {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  const error = { code, description: `In words: ${code}.`, ...(reason === undefined ? {} : { reason }), ...(on_failure === undefined ? {} : { on_failure }) }
  return Response.json({ error }, { status, headers })
}
