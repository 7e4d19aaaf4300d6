/**
 * A server that keeps to docs/reference/protocol.md as far as a messenger can tell, and can be told to fail. Its users'
 * tokens are texts such as `mara for 600`: who it is, and for how many seconds.
 */
import type { ConversationEvent, Message, User } from '../connection/wire.ts'
import type { FakeClock } from './clock.ts'
import { FakeSocket } from './socket.ts'
import { latestFirst, type Talk } from './talk.ts'

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
  talks: Talk[]
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
  /** Whether people may have several conversations (MRG-9). */
  isMultiple = false
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
    return [...this.#accounts.values()].flatMap(({ talks }) => talks.flatMap(({ messages }) => messages.map(({ text }) => text)))
  }

  /** How many sessions count. */
  get open(): number {
    return this.#sessions.filter(({ ended, expiresAt }) => !ended && expiresAt > this.#clock.now()).length
  }

  /** An agent answers everyone, in the conversation they last wrote to or in this one. */
  answer(text: string, conversation?: string): void {
    for (const account of this.#accounts.values()) {
      const talks = latestFirst(account.talks)
      const talk = conversation === undefined ? talks[0] : talks.find(({ id }) => id === conversation)
      if (talk) this.#say(account, talk, { kind: 'agent', id: 'noor', name: 'Noor' }, text, null)
    }
  }

  /** The conversation in which this was said. */
  talkOf(text: string): Talk | undefined {
    const talks = [...this.#accounts.values()].flatMap((account) => account.talks)
    return talks.find(({ messages }) => messages.some((message) => message.text === text))
  }

  /** An agent asks everyone who is not signed in to sign in. */
  requestLogin(): void {
    for (const account of this.#accounts.values()) {
      const [talk] = latestFirst(account.talks)
      if (!talk || account.user.external_id !== null) continue
      account.loginRequestedAt = new Date(this.#clock.now()).toISOString()
      this.#tell(account, talk, { k: 'login_requested' })
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
      for (const { id: c, events } of socket.account?.talks ?? []) socket.tell({ t: 'head', c, n: events.length })
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
    const asked = new URLSearchParams(path.split('?')[1])
    if (name === 'conversation') return this.#page(kept, asked.get('conversation'), asked.get('before'))
    if (name === 'events') return this.#missed(kept, asked.get('conversation'), Number(asked.get('after')))
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
    const [latest] = latestFirst(account.talks)
    if (latest) this.#tell(account, latest, { k: 'signed_in' })
    return this.#json({ ...this.#opened(session), conversation: headOf(latest), joined })
  }

  /** Whether somebody wrote something, and last more than half an hour ago (MRG-11). */
  #isOld({ talks }: Account): boolean {
    const last = latestFirst(talks)[0]?.messages.at(-1)
    return last !== undefined && this.#clock.now() - Date.parse(last.received_at) > 30 * 60_000
  }

  #answered(kept: Kept, isMine: boolean): Response {
    const { account, earlier } = kept
    if (!earlier) return refusal({ status: 409, code: 'question_over' })
    kept.earlier = null
    const signed_in_at = new Date(this.#clock.now()).toISOString()
    const wrote = earlier.talks.length > 0
    if (isMine) {
      this.#join(earlier, account)
      const [latest] = latestFirst(account.talks)
      if (wrote && latest) this.#tell(account, latest, { k: 'joined' })
    }
    return this.#json({ joined: isMine, conversation: headOf(latestFirst(account.talks)[0]), signed_in_at })
  }

  #join(from: Account, into: Account): void {
    const [theirs, one] = [from.talks.splice(0), into.talks[0]]
    if (this.isMultiple || !one) into.talks.push(...theirs)
    else {
      one.messages.push(...theirs.flatMap(({ messages }) => messages))
      one.messages.sort((a, b) => (a.id < b.id ? -1 : 1))
      one.events.push(...theirs.flatMap(({ events }) => events))
    }
    from.user = into.user
  }

  #post(kept: Kept, body: Record<string, unknown>): Response {
    const { account } = kept
    const owner = [...this.#accounts.values()].find((one) => one.user.id === body['as_user'])
    const joined = [...this.#accounts].find(([id]) => id === body['as_user'])?.[1]
    if ((owner ?? joined)?.user.id !== account.user.id) return refusal({ status: 409, code: 'wrong_user' })
    const isFirst = account.talks.length === 0
    const talk = this.#placed(account, body)
    if (!talk) return refusal({ status: 404, code: 'not_found' })
    const known = talk.messages.find((message) => message.client_id === body['client_id'])
    const author = { kind: 'user', id: account.user.id, name: account.user.name }
    const message = known ?? this.#say(account, talk, author, String(body['text']), String(body['client_id']))
    if (isFirst && this.asksForContact && kept.kind === 'anonymous') {
      this.#say(account, talk, { kind: 'system', id: null, name: null }, '', null, { kind: 'contact_asked' })
    }
    return this.#json({ message, conversation: headOf(talk) })
  }

  /** Where a message goes (MRG-9). */
  #placed(account: Account, { client_id, conversation, begun_by }: Record<string, unknown>): Talk | undefined {
    const [latest] = latestFirst(account.talks)
    if (conversation !== undefined) return account.talks.find(({ id }) => id === conversation)
    const begun = account.talks.find(({ messages }) => messages.some((one) => one.client_id === (begun_by ?? client_id)))
    if (begun) return begun
    if (begun_by !== undefined && begun_by !== client_id) return undefined
    return (begun_by === undefined || !this.isMultiple ? latest : undefined) ?? this.#begun(account)
  }

  #begun(account: Account): Talk {
    const talk: Talk = { id: this.#id('conversation'), messages: [], events: [] }
    account.talks.push(talk)
    return talk
  }

  #contact({ account }: Kept, body: Record<string, unknown>): Response {
    const client_id = String(body['client_id'])
    const contact = { name: (body['name'] as string | undefined) ?? null, email: String(body['email']) }
    const author = { kind: 'user', id: account.user.id, name: account.user.name }
    const talk = this.#placed(account, { client_id, conversation: body['conversation'] }) ?? this.#begun(account)
    const known = talk.messages.find((message) => message.client_id === client_id)
    const message = known ?? this.#say(account, talk, author, contact.email, client_id, { kind: 'contact', contact })
    return this.#json({ message, conversation: headOf(talk) })
  }

  #say(
    account: Account, talk: Talk, author: Message['author'], text: string, client_id: string | null, what: Partial<Message> = {},
  ): Message {
    const received_at = new Date(this.#clock.now()).toISOString()
    const message = { id: this.#id('m'), conversation: talk.id, author, kind: 'text', text, client_id, received_at, ...what }
    talk.messages.push(message)
    this.#tell(account, talk, { k: 'message', message })
    return message
  }

  #tell(account: Account, talk: Talk, what: Pick<ConversationEvent, 'k' | 'message'>): void {
    const at = new Date(this.#clock.now()).toISOString()
    const event: ConversationEvent = { t: 'event', c: talk.id, n: talk.events.length + 1, at, ...what }
    talk.events.push(event)
    for (const socket of this.sockets) if (socket.account === account) socket.tell(event)
  }

  #page({ account, earlier }: Kept, wanted: string | null, before: string | null): Response {
    const talks = latestFirst(account.talks)
    const talk = wanted === null ? talks[0] : talks.find(({ id }) => id === wanted)
    if (wanted !== null && !talk) return refusal({ status: 404, code: 'not_found' })
    const said = talk?.messages ?? []
    const until = before === null ? said.length : said.findIndex(({ id }) => id === before)
    const messages = said.slice(Math.max(0, until - 50), until)
    const last = earlier && latestFirst(earlier.talks)[0]?.messages.at(-1)
    const { user, loginRequestedAt: login_requested_at } = account
    const isListed = before === null && (this.isMultiple || talks.length > 1)
    const all = talks.map((one) => ({ ...headOf(one), last_message: one.messages.at(-1) ?? null }))
    return this.#json({
      conversation: headOf(talk), messages, has_more: until > 50, user, login_requested_at,
      earlier_conversation: earlier && { last_written_at: last?.received_at },
      ...(isListed ? { conversations: { may_begin: this.isMultiple, all } } : {}),
    })
  }

  #missed({ account }: Kept, wanted: string | null, after: number): Response {
    const talk = account.talks.find(({ id }) => id === wanted) ?? latestFirst(account.talks)[0]
    const events = talk?.events ?? []
    return this.#json({ events: events.slice(after, after + 200), head: events.length })
  }

  #newAccount(external_id: string | null): Account {
    const id = this.#id('user')
    const account: Account = { user: { id, external_id, name: external_id }, talks: [], loginRequestedAt: null }
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

function headOf(talk: Talk | undefined): { id: string; head: number } | null {
  return talk ? { id: talk.id, head: talk.events.length } : null
}
