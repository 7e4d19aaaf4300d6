import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../testing/clock.ts'
import { FakeSocket } from '../testing/socket.ts'
import type { Verdict } from '../model/verdict.ts'
import { Line } from './line.ts'
import { backoff, LONGEST } from './backoff.ts'

let clock: FakeClock
let sockets: FakeSocket[]
let refused: [Verdict, string][]
let reached: boolean[]
let line: Line
let session: string | null

beforeEach(() => {
  clock = new FakeClock()
  sockets = []
  refused = []
  reached = []
  session = 'bfs_1'
  line = new Line(clock, {
    connect: () => {
      const socket = new FakeSocket(() => undefined)
      sockets.push(socket)
      return socket
    },
    introduce: () => (session === null ? null : { session, heads: {} }),
    hear: () => undefined,
    refused: (what, token) => refused.push([what, token]),
    reached: (isUp) => reached.push(isUp),
  })
})

const ready = (conversation: object | null) => sockets.at(-1)?.tell({ t: 'ready', user: {}, conversation, expires_at: '' })

describe('the line', () => {
  it('needs_a_session', () => {
    session = null
    line.open()
    expect(sockets).toEqual([])
  })

  it('comes_back_after_half_a_second_to_one_and_a_half_and_doubles_up_to_thirty', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 99].map((failed) => backoff(failed, () => 0.5))
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, LONGEST, LONGEST, LONGEST])
    expect([backoff(0, () => 0), backoff(0, () => 1)]).toEqual([500, 1500])
  })

  it.each([1006, 4003, 4004])('connects_again_after_%i', async (code) => {
    line.open()
    sockets.at(-1)?.end(code, 'moving')
    await clock.pass(999)
    expect(sockets).toHaveLength(1)
    await clock.pass(1)
    expect(sockets).toHaveLength(2)
    expect(refused).toEqual([])
  })

  it('counts_tries_anew_once_the_server_was_ready', async () => {
    line.open()
    sockets.at(-1)?.end(1006, '')
    await clock.pass(1000)
    sockets.at(-1)?.end(1006, '')
    await clock.pass(2000)
    ready(null)
    sockets.at(-1)?.end(1006, '')
    await clock.pass(1000)
    expect(sockets).toHaveLength(4)
  })

  it('says_that_the_server_is_out_of_reach_only_when_a_second_try_failed', async () => {
    line.open()
    sockets.at(-1)?.end(1006, '')
    expect(reached).toEqual([])
    await clock.pass(1000)
    sockets.at(-1)?.end(1006, '')
    expect(reached).toEqual([false])
  })

  it.each([
    [4001, 'session_unknown', 'over'],
    [4001, '', 'over'],
    [4002, 'session_ended', 'over'],
    [4002, 'session_expired', 'expired'],
    [4002, 'session_replaced', 'replaced'],
    [4002, 'user_banned', 'banned'],
  ])('stays_closed_after_%i_%s_which_means_%s', async (code, reason, what) => {
    line.open()
    sockets.at(-1)?.end(code, reason)
    await clock.pass(60_000)
    expect(refused).toEqual([[what, 'bfs_1']])
    expect(sockets).toHaveLength(1)
  })

  it('tries_at_once_when_woken', () => {
    line.open()
    sockets.at(-1)?.end(1006, '')
    line.wake()
    expect(sockets).toHaveLength(2)
  })

  it('stays_closed_when_woken_after_it_was_closed', () => {
    line.open()
    line.close()
    line.wake()
    expect(sockets).toHaveLength(1)
  })

  it('gives_up_a_socket_that_fell_silent', async () => {
    line.open()
    ready({ id: 'c', head: 1 })
    await clock.pass(61_000)
    expect(sockets).toHaveLength(2)
  })

  it('lets_a_socket_be_silent_where_nothing_was_said_yet', async () => {
    line.open()
    ready(null)
    await clock.pass(600_000)
    expect(sockets).toHaveLength(1)
  })

  it('ignores_frames_that_are_no_json', () => {
    line.open()
    sockets.at(-1)?.onmessage?.call(undefined as never, { data: '{' } as MessageEvent)
    expect(refused).toEqual([])
  })
})
