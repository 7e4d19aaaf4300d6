/** The parts that the messenger is put together of. */
import { Api } from './connection/api.ts'
import { Patience } from './connection/patience.ts'
import { Seams } from './conversation/seams.ts'
import type { Clock } from './device/clock.ts'
import type { Device } from './device/device.ts'
import { Keep } from './device/keep.ts'
import type { Hold } from './device/locks.ts'
import type { Tabs } from './device/tabs.ts'
import { Drafts } from './outbox/draft.ts'
import { Outbox } from './outbox/outbox.ts'
import { Sessions } from './session/sessions.ts'
import { SessionStore } from './session/store.ts'

/** What all of the messenger shares. */
export interface Parts {
  keep: Keep
  tabKeep: Keep
  api: Api
  sessions: Sessions
  outbox: Outbox
  drafts: Drafts
  seams: Seams
  patience: Patience
  hold: Hold
  tabs: Tabs
  clock: Clock
  /** A random id for a message or a login. */
  makeId: () => string
}

/** Puts the parts together. `reached` hears of every call whether the server could be reached. */
export function parts(
  device: Device, channel: string, locale: () => string, reached: (isUp: boolean) => void,
): Parts {
  const { clock, hold, tabs, makeId } = device
  const keep = new Keep(channel, device.storage)
  const tabKeep = new Keep(channel, device.tabStorage)
  const api = new Api(watched(device.fetch, reached))
  const patience = new Patience(clock)
  const store = new SessionStore(keep, makeId)
  const sessions = new Sessions({ channel, api, store, hold, patience, clock, locale })
  const [outbox, drafts, seams] = [new Outbox(keep), new Drafts(tabKeep), new Seams(keep)]
  return { keep, tabKeep, api, sessions, outbox, drafts, seams, patience, hold, tabs, clock, makeId }
}

function watched(fetcher: typeof fetch, reached: (isUp: boolean) => void): typeof fetch {
  return async (input, init) => {
    try {
      const response = await fetcher(input, init)
      reached(true)
      return response
    } catch (error) {
      reached(false)
      throw error
    }
  }
}
