import type { ToLoader, ToMessenger } from '@bonafide/shared/frame'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLink, PATIENCE, type Link } from './link.ts'

const ORIGIN = 'https://chat.example'
const STANDING: ToMessenger[] = [{ t: 'shown', shown: false, phone: false }]

/** The messenger in its iframe: takes the handshake and keeps what it hears. */
class Frame {
  hello: unknown
  origin: unknown
  readonly heard: ToMessenger[] = []
  port: MessagePort | undefined

  readonly postMessage = (hello: unknown, origin?: unknown, ports?: Transferable[]) => {
    this.hello = hello
    this.origin = origin
    const [port] = ports ?? []
    if (!(port instanceof MessagePort)) throw new Error('the handshake brings no port')
    this.port = port
    port.onmessage = ({ data }: MessageEvent<ToMessenger>) => void this.heard.push(data)
  }

  says(message: ToLoader): void {
    this.port?.postMessage(message)
  }
}

let heard: ToLoader[]
let link: Link
let frame: Frame
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://shop.example' })
  warn.mockClear()
  heard = []
  frame = new Frame()
  link = createLink({ key: 'c0ffee', origin: ORIGIN, hear: (message) => heard.push(message), standing: () => STANDING })
})

afterEach(() => {
  frame.port?.close()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('hands a port to exactly the server’s origin, and says first how things stand', async () => {
  link.greet(frame)
  expect(frame.hello).toEqual({ v: 1, key: 'c0ffee' })
  expect(frame.origin).toBe(ORIGIN)
  await vi.waitFor(() => expect(frame.heard).toEqual(STANDING))
})

it('calls wait in order until the messenger is ready', async () => {
  link.say({ t: 'login', n: 1 })
  link.greet(frame)
  link.say({ t: 'logout' })
  link.tell({ t: 'locale', tag: 'de' })
  await vi.waitFor(() => expect(frame.heard).toEqual([...STANDING, { t: 'locale', tag: 'de' }]))
  frame.says({ t: 'ready' })
  await vi.waitFor(() => expect(heard).toEqual([{ t: 'ready' }]))
  link.say({ t: 'send', n: 1, text: 'hello' })
  const calls: ToMessenger[] = [{ t: 'login', n: 1 }, { t: 'logout' }, { t: 'send', n: 1, text: 'hello' }]
  await vi.waitFor(() => expect(frame.heard.slice(2)).toEqual(calls))
})

it('a setting before there is a port is not kept: it is part of how things stand', async () => {
  link.tell({ t: 'locale', tag: 'de' })
  link.greet(frame)
  frame.says({ t: 'ready' })
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  expect(frame.heard).toEqual(STANDING)
})

it('an iframe that loads again gets a port of its own, and calls wait for it', async () => {
  const before = new Frame()
  link.greet(before)
  before.says({ t: 'ready' })
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  link.greet(frame)
  link.say({ t: 'logout' })
  frame.says({ t: 'ready' })
  await vi.waitFor(() => expect(frame.heard).toEqual([...STANDING, { t: 'logout' }]))
  expect(before.heard).toEqual(STANDING)
})

it('says the likely causes when the messenger is not ready in time', () => {
  vi.useFakeTimers()
  link.expect()
  vi.advanceTimersByTime(PATIENCE - 1)
  expect(warn).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(warn).toHaveBeenCalledOnce()
  expect(warn.mock.calls[0]?.[0]).toContain('https://shop.example is not among the channel')
  expect(warn.mock.calls[0]?.[0]).toContain('frame-src needs https://chat.example')
})

it('is quiet when the messenger is ready in time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const ready = new Promise<ToLoader>((hear) => {
    link = createLink({ key: 'c0ffee', origin: ORIGIN, hear, standing: () => STANDING })
  })
  link.expect()
  link.greet(frame)
  frame.says({ t: 'ready' })
  await ready
  vi.advanceTimersByTime(PATIENCE)
  expect(warn).not.toHaveBeenCalled()
})
