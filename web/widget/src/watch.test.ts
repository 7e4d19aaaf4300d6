import type { ToLoader } from '@bonafide/shared/frame'
import { beforeEach, expect, it } from 'vitest'
import { settle } from './testing/clock.ts'
import { clock, reload, server, tab } from './testing/world.ts'
import { watch } from './watch.ts'

const MINUTE = 60_000
let told: ToLoader[]

/** The page asked to be told more. */
function watched(): void {
  const heard: ToLoader[] = []
  watch(tab.messenger, { say: (said) => heard.push(said) })
  told = heard
}

beforeEach(() => watched())

it('says how things stand at once, and when that has changed', async () => {
  expect(told).toEqual([{ t: 'standing', talking: false, signedIn: false }])
  tab.write('one')
  await settle()
  await tab.logIn('mara for 600')
  await settle()
  await tab.messenger.logOut()
  expect(told.filter(({ t }) => t === 'standing')).toEqual([
    { t: 'standing', talking: false, signedIn: false },
    { t: 'standing', talking: true, signedIn: false },
    { t: 'standing', talking: true, signedIn: true },
    { t: 'standing', talking: false, signedIn: false },
  ])
})

it('says each message once, and none of those that were there before', async () => {
  tab.write('one')
  await settle()
  server.answer('two')
  await settle()
  expect(told.filter(({ t }) => t === 'said')).toEqual([{ t: 'said', by: 'user' }, { t: 'said', by: 'agent' }])
  reload()
  watched()
  await settle()
  expect(told.filter(({ t }) => t === 'said')).toEqual([])
  server.answer('three')
  await settle()
  expect(told.filter(({ t }) => t === 'said')).toEqual([{ t: 'said', by: 'agent' }])
})

it('ses_11_what_expires_is_not_stood_for_any_more', async () => {
  await tab.logIn('mara for 600')
  tab.write('of mara')
  await settle()
  tab.token = null
  await clock.pass(11 * MINUTE)
  expect(told.at(-1)).toEqual({ t: 'standing', talking: false, signedIn: false })
})

it('cht_4_says_each_reconnection_of_somebody_who_is_signed_in', async () => {
  await tab.logIn('mara for 600')
  tab.write('of mara')
  await settle()
  const lost = () => server.sockets.at(-1)?.end(1006, '')
  expect(told).not.toContainEqual({ t: 'reconnected' })
  for (const times of [1, 2]) {
    lost()
    await clock.pass(2000)
    expect(told.filter(({ t }) => t === 'reconnected')).toHaveLength(times)
  }
})

it('says nothing of the reconnection of somebody who is not', async () => {
  tab.write('one')
  await settle()
  server.sockets.at(-1)?.end(1006, '')
  await clock.pass(2000)
  expect(told).not.toContainEqual({ t: 'reconnected' })
})
