import type { Attendance, Availability } from '@bonafide/shared/frame'
import { vi } from 'vitest'
import { createButton } from '../button.ts'
import { createEvents } from '../events.ts'
import { FakeLink, FakeStage } from '../fakes.ts'
import { createMessenger, type Messenger } from '../messenger.ts'
import { createProfile } from './profile.ts'
import { createVisit } from './visit.ts'
import { createChatFace, type ChatFace, type ChatParts } from './zopim.ts'

/** Calls of a page, by their names. */
export type Calls = Record<string, (...args: unknown[]) => unknown>

/** For tests: a page of the older chat, and what its messenger is told. */
export class FakeChat {
  readonly stage = new FakeStage()
  readonly link = new FakeLink()
  readonly messenger: Messenger = createMessenger(this.stage, this.link, createEvents())
  readonly parts: ChatParts
  readonly zopim: ChatFace
  readonly livechat: Calls & { window: Calls; button: Calls; departments: Calls; theme: Calls }

  constructor() {
    const visit = createVisit(this.messenger)
    const profile = createProfile(this.messenger, visit)
    this.parts = { messenger: this.messenger, visit, profile, button: createButton(this.messenger) }
    this.zopim = createChatFace(this.parts)
    this.livechat = this.zopim.livechat as FakeChat['livechat']
  }

  /** The messenger says how things stand. */
  stands(talking: boolean, signedIn: boolean): void {
    this.messenger.hear({ t: 'standing', talking, signedIn })
  }

  /** The messenger says whether anybody is there; null if that cannot be told. */
  available(attendance: Attendance | null, departments: Availability['departments'] = []): void {
    this.messenger.hear({ t: 'availability', availability: attendance && { attendance, departments } })
  }

  /** What goes with the next message, besides its words. */
  get metadata() {
    return this.messenger.standing().find((said) => said.t === 'metadata')?.metadata
  }
}

/** For tests: a page's function that fetches a token. */
export function jwtFn() {
  return vi.fn((callback: (token: unknown) => void) => callback('eyJ.a.b'))
}
