import type { ToLoader } from '@bonafide/shared/frame'
import { expect, it } from 'vitest'
import { settle } from './testing/clock.ts'
import { clock, server, tab } from './testing/world.ts'
import { watch } from './watch.ts'

const SECOND = { is: 'open', position: 2, minutes: 5 } as const

async function waiting(): Promise<string> {
  tab.write('one')
  await settle()
  const { id } = tab.state.thread
  server.sockets.at(-1)?.tell({ t: 'waits', c: id, wait: SECOND })
  return id ?? ''
}

it('rou_4_shows_how_the_person_waits_until_they_do_not_any_more', async () => {
  const c = await waiting()
  expect(tab.state.wait).toEqual(SECOND)
  server.sockets.at(-1)?.tell({ t: 'waits', c, wait: { is: 'closed' } })
  expect(tab.state.wait).toEqual({ is: 'closed' })
  server.sockets.at(-1)?.tell({ t: 'waits', c, wait: null })
  expect(tab.state.wait).toBeNull()
})

it('rou_4_shows_nothing_of_a_conversation_that_is_not_open', async () => {
  await waiting()
  server.sockets.at(-1)?.tell({ t: 'waits', c: 'another', wait: { is: 'closed' } })
  expect(tab.state.wait).toEqual(SECOND)
})

it('rou_4_what_was_told_before_the_connection_was_lost_does_not_stay', async () => {
  await waiting()
  server.sockets.at(-1)?.end(1006, '')
  await clock.pass(2000)
  expect(tab.state.wait).toBeNull()
})

it('rou_4_a_page_that_watches_is_told_once_of_each_change', async () => {
  const told: ToLoader[] = []
  watch(tab.messenger, { say: (said) => told.push(said) })
  const c = await waiting()
  server.sockets.at(-1)?.tell({ t: 'waits', c, wait: SECOND })
  server.sockets.at(-1)?.tell({ t: 'waits', c, wait: null })
  expect(told.filter(({ t }) => t === 'waits')).toEqual([{ t: 'waits', wait: SECOND }, { t: 'waits', wait: null }])
})
