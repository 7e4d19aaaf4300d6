import { describe, expect, test, vi } from 'vitest'
import { Socket, type Hearer, type Wire } from './socket.ts'

interface Planned {
  what: () => void
  pause: number
  isCancelled: boolean
}

/** A world in which nothing happens by itself. */
function world(session: string | null = 'bfa_1') {
  const wires: (Wire & { sent: unknown[]; isClosed: boolean })[] = []
  const planned: Planned[] = []
  const hearer = Object.fromEntries(
    ['connected', 'disconnected', 'refused', 'event', 'head', 'resync', 'person', 'inbox'].map((name) => [name, vi.fn()]),
  ) as Record<keyof Hearer, ReturnType<typeof vi.fn>>
  const socket = new Socket(
    {
      open: () => {
        const sent: unknown[] = []
        const wire = {
          sent, isClosed: false, onopen: null, onmessage: null, onclose: null,
          send: (text: string) => void sent.push(JSON.parse(text)),
          close: () => void (wire.isClosed = true),
        }
        wires.push(wire)
        return wire
      },
      session: () => session,
      later: (what, pause) => {
        const one = { what, pause, isCancelled: false }
        planned.push(one)
        return () => void (one.isCancelled = true)
      },
      random: () => 0.5,
    },
    hearer as unknown as Hearer,
  )
  const last = () => {
    const wire = wires.at(-1)
    if (!wire) throw new Error('nothing was opened')
    return wire
  }
  const says = (frame: object) => last().onmessage?.({ data: JSON.stringify(frame) })
  const due = () => planned.filter((one) => !one.isCancelled)
  const ready = () => {
    socket.connect()
    last().onopen?.()
    says({ t: 'ready' })
  }
  return { socket, wires, last, says, due, planned, hearer, ready }
}

describe('the socket', () => {
  test('says who it is in its first frame, and nothing in its address', () => {
    const one = world()
    one.socket.connect()
    expect(one.last().sent).toEqual([])
    one.last().onopen?.()
    expect(one.last().sent).toEqual([{ t: 'auth', session: 'bfa_1' }])
    expect(one.hearer.connected).not.toHaveBeenCalled()
    one.says({ t: 'ready' })
    expect(one.hearer.connected).toHaveBeenCalledOnce()
  })

  test('without a session leads to the sign-in', () => {
    const one = world(null)
    one.socket.connect()
    expect([one.wires.length, one.hearer.refused.mock.calls.length]).toEqual([0, 1])
  })

  test('passes on what it hears', () => {
    const one = world()
    one.ready()
    one.says({ t: 'event', c: 'c', n: 3, k: 'message', at: 'x' })
    one.says({ t: 'head', c: 'c', n: 4 })
    one.says({ t: 'resync', c: 'c' })
    one.says({ t: 'person', c: 'c' })
    one.says({ t: 'inbox' })
    one.says({ t: 'something_new' })
    expect(one.hearer.event).toHaveBeenCalledExactlyOnceWith({ t: 'event', c: 'c', n: 3, k: 'message', at: 'x' })
    expect(one.hearer.head).toHaveBeenCalledExactlyOnceWith('c', 4)
    expect(one.hearer.resync).toHaveBeenCalledExactlyOnceWith('c')
    expect(one.hearer.person).toHaveBeenCalledExactlyOnceWith('c')
    expect(one.hearer.inbox).toHaveBeenCalledOnce()
  })

  test('watches once it is ready, and again from where it was read after reconnecting', () => {
    const one = world()
    let head = 4
    one.socket.watch('c', () => head)
    one.ready()
    expect(one.last().sent.slice(1)).toEqual([{ t: 'watch', c: 'c', after: 4 }])
    head = 9
    one.last().onclose?.({ code: 4003 })
    one.due().at(-1)?.what()
    one.last().onopen?.()
    one.says({ t: 'ready' })
    expect(one.last().sent.slice(1)).toEqual([{ t: 'watch', c: 'c', after: 9 }])
  })

  test('no longer watches what is no longer on screen', () => {
    const one = world()
    one.ready()
    one.socket.watch('c', () => 1)
    one.socket.unwatch('c')
    one.socket.unwatch('another')
    expect(one.last().sent.slice(1)).toEqual([{ t: 'watch', c: 'c', after: 1 }, { t: 'unwatch', c: 'c' }])
  })

  test('4001 leads to the sign-in and does not reconnect', () => {
    const one = world()
    one.ready()
    one.last().onclose?.({ code: 4001 })
    expect([one.hearer.refused.mock.calls.length, one.hearer.disconnected.mock.calls.length, one.due().length]).toEqual([1, 0, 0])
  })

  test.each([4002, 4003, 4004, 1006])('%i reconnects', (code) => {
    const one = world()
    one.ready()
    one.last().onclose?.({ code })
    expect(one.hearer.disconnected).toHaveBeenCalledOnce()
    one.due().at(-1)?.what()
    expect(one.wires).toHaveLength(2)
  })

  test('the pauses double up to half a minute and begin anew once it is ready', () => {
    const one = world()
    const pauses: number[] = []
    one.socket.connect()
    for (let attempt = 0; attempt < 7; attempt++) {
      one.last().onclose?.({ code: 1006 })
      pauses.push(one.due().at(-1)?.pause ?? 0)
      one.due().at(-1)?.what()
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000])
    one.says({ t: 'ready' })
    one.last().onclose?.({ code: 1006 })
    expect(one.due().at(-1)?.pause).toBe(1000)
  })

  test('a connection that watches and hears nothing for long is given up', () => {
    const one = world()
    one.ready()
    one.socket.watch('c', () => 1)
    const silence = one.due().at(-1)
    one.says({ t: 'head', c: 'c', n: 1 })
    expect(silence?.isCancelled).toBe(true)
    const first = one.last()
    one.due().at(-1)?.what()
    expect([first.isClosed, one.hearer.disconnected.mock.calls.length]).toEqual([true, 1])
    // The browser says later that it is closed, which changes nothing any more.
    first.onclose?.({ code: 1006 })
    expect(one.hearer.disconnected).toHaveBeenCalledOnce()
  })

  test('once it is closed it stays closed', () => {
    const one = world()
    one.ready()
    one.socket.close()
    one.last().onclose?.({ code: 1000 })
    one.socket.connect()
    expect([one.wires.length, one.last().isClosed, one.hearer.disconnected.mock.calls.length]).toEqual([1, true, 0])
  })
})
