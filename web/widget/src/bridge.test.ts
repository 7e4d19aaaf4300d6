import type { ToLoader } from '@bonafide/shared/frame'
import { beforeEach, describe, expect, it } from 'vitest'
import { handshake, isListed, Page } from './bridge.ts'

const PAGE = 'https://shop.example'
const HELLO = { v: 1, key: 'key' }

/** A window whose parent may speak to it. */
class FakeWindow {
  readonly parent = {} as Window
  readonly location = { origin: 'https://chat.example' } as Location
  listeners: ((event: MessageEvent) => void)[] = []

  addEventListener(_: string, listener: EventListenerOrEventListenerObject): void {
    this.listeners.push(listener as (event: MessageEvent) => void)
  }

  removeEventListener(_: string, listener: EventListenerOrEventListenerObject): void {
    this.listeners = this.listeners.filter((one) => one !== listener)
  }

  post(what: Partial<MessageEvent>): void {
    const event = { source: this.parent, origin: PAGE, data: HELLO, ports: [port()], ...what }
    for (const listener of this.listeners) listener(event as MessageEvent)
  }
}

const port = () => ({ postMessage: () => undefined }) as unknown as MessagePort

let own: FakeWindow
let taken: MessagePort[]

beforeEach(() => {
  own = new FakeWindow()
  taken = []
  void handshake(own, { key: 'key', origins: [PAGE, 'http://localhost:*'] }).then((one) => taken.push(one))
})

describe('the handshake', () => {
  it.each([
    ['another_origin', { origin: 'https://evil.example' }],
    ['an_origin_that_begins_alike', { origin: 'https://shop.example.evil' }],
    ['a_port_that_is_none', { origin: 'http://localhost:1@evil.example' }],
    ['another_window_than_the_parent', { source: {} as Window }],
    ['another_key', { data: { v: 1, key: 'other' } }],
    ['another_version', { data: { v: 2, key: 'key' } }],
    ['no_object', { data: 'key' }],
    ['nothing', { data: null }],
    ['no_port', { ports: [] }],
    ['two_ports', { ports: [port(), port()] }],
  ])('ignores_%s', async (_, what) => {
    own.post(what as Partial<MessageEvent>)
    await Promise.resolve()
    expect(taken).toEqual([])
    expect(own.listeners).toHaveLength(1)
  })

  it.each([PAGE, 'http://localhost:5173', 'http://localhost', 'https://chat.example'])('takes_%s', async (origin) => {
    const one = port()
    own.post({ data: 'noise' })
    own.post({ origin, ports: [one] })
    await Promise.resolve()
    expect(taken).toEqual([one])
  })

  it('happens_once', async () => {
    own.post({})
    own.post({})
    await Promise.resolve()
    expect(taken).toHaveLength(1)
    expect(own.listeners).toEqual([])
  })

  it('takes_any_port_only_where_the_list_says_so', () => {
    expect(isListed('https://shop.example:8443', [PAGE])).toBe(false)
    expect(isListed('https://localhost:1', ['http://localhost:*'])).toBe(false)
    expect(isListed('http://localhost.evil:1', ['http://localhost:*'])).toBe(false)
  })
})

describe('the page', () => {
  const talk = () => {
    const said: ToLoader[] = []
    const wire = { onmessage: null, postMessage: (one: ToLoader) => said.push(one) } as unknown as MessagePort
    const page = new Page(wire)
    const heard: unknown[] = []
    page.hear((one) => heard.push(one))
    const answer = (data: unknown) => wire.onmessage?.({ data } as MessageEvent)
    return { page, said, heard, answer }
  }

  it('answers_each_question_for_a_token_by_its_number', async () => {
    const { page, said, answer } = talk()
    const asked = [page.token(new AbortController().signal), page.token(new AbortController().signal)]
    answer({ t: 'token', n: 2, token: 'two' })
    answer({ t: 'no_token', n: 1 })
    answer({ t: 'token', n: 1, token: 'late' })
    expect(said).toEqual([{ t: 'token_wanted', n: 1 }, { t: 'token_wanted', n: 2 }])
    expect(await Promise.all(asked)).toEqual([null, 'two'])
  })

  it('is_not_waited_for_once_called_off', async () => {
    const { page } = talk()
    const control = new AbortController()
    const asked = page.token(control.signal)
    control.abort()
    expect(await asked).toBeNull()
  })

  it('says_everything_else_to_the_messenger', () => {
    const { heard, answer } = talk()
    answer({ t: 'logout' })
    answer({ t: 'token', n: 9, token: 'unasked' })
    expect(heard).toEqual([{ t: 'logout' }])
  })
})
