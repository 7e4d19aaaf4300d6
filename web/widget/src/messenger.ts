/** The messenger: it brings together who is here, what was said, what is written, and the page around it. */
import type { Cookies, Scheme } from '@bonafide/shared/frame'
import type { Page } from './bridge.ts'
import { Line } from './connection/line.ts'
import { Giving } from './contact/giving.ts'
import { Choice, keyOf } from './conversation/choice.ts'
import { Reader } from './conversation/reader.ts'
import { Sight } from './conversation/sight.ts'
import type { Device } from './device/device.ts'
import { isForOpen } from './model/several.ts'
import type { Verdict } from './model/verdict.ts'
import { Writing } from './outbox/writing.ts'
import { type Parts, parts } from './parts.ts'
import { Earlier } from './session/earlier.ts'
import { type Held, isUsable } from './session/held.ts'
import { Own } from './session/own.ts'
import { Presence } from './session/presence.ts'
import { AT_FIRST, type State, type Who } from './state.ts'
import type { Watcher } from './watch.ts'

/** One channel's messenger in one tab. */
export class Messenger {
  readonly #device: Device
  readonly #page: Pick<Page, 'say' | 'token'>
  readonly #draw: (state: State) => void
  readonly #parts: Parts
  readonly #presence: Presence
  readonly #reader: Reader
  readonly #line: Line
  readonly #sight: Sight
  /** Which of several conversations is open. */
  readonly choice: Choice
  /** The sessions of whoever is signed in. */
  readonly own: Own
  /** What was written on the device before the login. */
  readonly earlier: Earlier
  /** What the person and the page write. */
  readonly writing: Writing
  /** Name and address, given by form. */
  readonly giving: Giving
  /** Who tells the page more, where it asked for that. */
  watcher: Watcher | null = null
  #unread = 0
  #state = AT_FIRST

  /**
   * `draw` is called with everything there is to see, whenever any of it has changed. `isMultiple` says whether the channel
   * has multiple conversations on (MRG-9).
   */
  constructor(
    channel: string, device: Device, page: Pick<Page, 'say' | 'token'>, draw: (state: State) => void, isMultiple = false,
  ) {
    this.#device = device
    this.#page = page
    this.#draw = draw
    this.#parts = parts(device, channel, () => this.#state.locale ?? device.language(), (isUp) => this.reached(isUp))
    const { keep, tabs } = this.#parts
    this.#sight = new Sight(keep, tabs)
    this.#presence = this.#makePresence()
    this.#reader = new Reader({ ...this.#parts, isMultiple }, {
      changed: () => this.#show({}),
      refused: (what, token) => this.#presence.stopped(what, token),
      placed: (after) => this.#parts.drafts.moveTo(keyOf(after)),
    })
    this.choice = new Choice({ ...this.#parts, reader: this.#reader, sight: this.#sight }, () => this.#show({}))
    this.own = this.#makeOwn()
    this.earlier = this.#makeEarlier()
    this.writing = this.#makeWriting()
    this.giving = new Giving(this.#parts, {
      changed: () => this.#show({}),
      posted: (posted) => this.#reader.posted(posted),
      conversation: () => this.choice.address().address.conversation,
      stopped: (what, token) => this.#presence.stopped(what, token),
    })
    this.#line = this.#makeLine()
    tabs.hear((changed) => {
      if (changed === 'session') this.#presence.heardChange()
      else if (changed === 'logged_out') this.#presence.heardLogout()
      else if (changed === 'earlier') void this.#reader.read()
      else this.#show({})
    })
  }

  /** Takes up what the device has kept. Without a session nothing is asked of the server (SES-1). */
  start(): void {
    this.#page.say({ t: 'ready' })
    this.#presence.start()
  }

  /** Logs in with a token of the page: for its `loginUser` named `n`, or because the person asked for it. */
  logIn(n?: number): Promise<void> {
    return this.#presence.logIn(n)
  }

  /** Logs out (SES-5). */
  logOut(): Promise<void> {
    return this.#presence.logOut()
  }

  /** Ends all sessions of the person (SES-7): this device is then logged out as any other. */
  async logOutEverywhere(): Promise<void> {
    if (await this.own.endAll()) await this.#presence.logOut()
  }

  /** The person wants to sign in, which is done on the page. */
  wantLogin(): void {
    this.#page.say({ t: 'login_requested' })
  }

  /** Forgets everything on this device. */
  async reset(): Promise<void> {
    await this.#presence.logOut()
    for (const name of this.#parts.keep.names('')) this.#parts.keep.remove(name)
    this.#show({})
  }

  /** Reads the page of messages before the oldest one. */
  older(): Promise<void> {
    return this.#reader.older()
  }

  /** The person wants the panel closed. */
  close(): void {
    this.#page.say({ t: 'close_wanted' })
  }

  /** The person has read the notice. */
  dismiss(): void {
    this.#show({ notice: null })
  }

  /** How the page shows the messenger, and in which language and light. */
  appear(how: Partial<{ isShown: boolean; isPhone: boolean; locale: string; scheme: Scheme }>): void {
    this.#show(how)
  }

  /** What may be kept on the device from now on. */
  allow(cookies: Cookies): void {
    const { keep, tabKeep, tabs } = this.#parts
    const wasShared = keep.isShared
    keep.allow(cookies)
    tabKeep.allow(cookies)
    if (keep.isShared === wasShared) return
    // The others had this tab's session, or have one that this tab is to have.
    tabs.tell('session')
    this.#presence.heardChange()
  }

  /** The device may be back, or somebody looks again: whatever waits tries now. */
  wake(): void {
    this.#presence.wake()
    this.#parts.patience.wake()
    this.#line.wake()
    this.#show({})
  }

  /** Whether the server can be reached, as the last try showed. */
  reached(isUp: boolean): void {
    const { offlineSince } = this.#state
    if (isUp && offlineSince !== null) this.#show({ offlineSince: null })
    if (!isUp && offlineSince === null) this.#show({ offlineSince: this.#device.clock.now() })
  }

  #makePresence(): Presence {
    return new Presence(this.#parts, this.#page, {
      follow: (before, held, isNew) => this.#follow(before, held, isNew),
      signedIn: (conversation) => this.#reader.signedIn(conversation),
      wipe: () => this.#wipe(),
      wipeTab: () => this.#wipeTab(),
      changed: () => this.#show({}),
      notice: (notice) => this.#show({ notice }),
    })
  }

  #makeOwn(): Own {
    const { api, sessions, patience } = this.#parts
    const refused = (what: Verdict, token: string) => this.#presence.stopped(what, token)
    return new Own({ api, sessions, patience, refused }, () => this.#show({}))
  }

  #makeEarlier(): Earlier {
    const { api, sessions, patience, tabs } = this.#parts
    const refused = (what: Verdict, token: string) => this.#presence.stopped(what, token)
    return new Earlier({ api, sessions, patience, tabs, refused }, {
      changed: () => this.#show({}),
      answered: (signedInAt) => this.#reader.answered(signedInAt),
      tooLate: () => this.#show({ notice: 'too_late' }),
    })
  }

  #makeWriting(): Writing {
    return new Writing(this.#parts, {
      // What is written while somebody leaves is not theirs any more.
      held: () => (this.#presence.held?.isLeaving ? null : this.#presence.held),
      address: () => this.choice.address(),
      isForOpen: (unsent) => isForOpen(this.#reader.place, this.#reader, unsent),
      changed: () => this.#show({}),
      begun: () => {
        this.#presence.follow(true)
        this.#parts.tabs.tell('session')
      },
      posted: (posted) => this.#reader.posted(posted),
      discarded: () => this.#show({ notice: 'discarded' }),
      stopped: (what, token) => this.#presence.stopped(what, token),
    })
  }

  #makeLine(): Line {
    return new Line(this.#device.clock, {
      connect: () => this.#device.connect(),
      introduce: () => {
        const held = this.#parts.sessions.held()
        return isUsable(held) ? { session: held.token, heads: this.#reader.heads } : null
      },
      hear: (frame, heads) => this.#reader.hear(frame, heads),
      refused: (what, token) => void this.#hungUp(what, token),
      reached: (isUp, isAgain) => {
        this.reached(isUp)
        if (isAgain) this.watcher?.reconnected()
      },
    })
  }

  #follow(before: Held | null, held: Held | null, isNew: boolean): void {
    if (before?.id !== held?.id || !isUsable(held)) {
      this.own.hide()
      this.earlier.forget()
    }
    if (held === null) this.writing.handOver(null)
    if (!isUsable(held)) {
      this.#line.close()
      this.#forget()
      // What was written while the last one left begins anew (SES-5).
      if (held === null) this.writing.send()
      return
    }
    if (!isUsable(before) || before.id !== held.id) {
      this.writing.handOver(held)
      this.#forget(isNew)
      this.#line.open()
      if (!isNew) void this.#reader.read()
      // What could not be sent before waits for nothing any more.
      this.#parts.patience.wake()
    }
    this.writing.send()
  }

  #forget(isNew = false): void {
    this.#reader.forget(isNew)
    this.choice.reset()
  }

  async #hungUp(what: Verdict, token: string): Promise<void> {
    if (await this.#parts.sessions.hasNewer(token)) {
      this.#presence.follow()
      this.#line.open()
    } else this.#presence.stopped(what, token)
  }

  #wipe(): void {
    this.#parts.outbox.wipe()
    this.giving.wipe()
    this.#parts.seams.wipe()
    this.#sight.wipe()
    this.#wipeTab()
  }

  #wipeTab(): void {
    this.writing.wipeTab()
    this.giving.callOff()
    this.#parts.tabKeep.remove('login_requested')
  }

  /** Draws everything as it is now, and tells the page how much of it nobody has seen. */
  #show(change: Partial<State>): void {
    const { held, isGone, isBarred, isTurnedAway, isSigningIn, isLeaving } = this.#presence
    const { thread, wait } = this.#reader
    const { unsent, draft } = this.writing
    const form = this.giving.form(thread, held)
    const who = whoIs(held, isGone || isBarred)
    const isLoginRequested = who.kind === 'nobody' && thread.loginRequestedAt !== null
    const [sessions, question] = [this.own.list, this.earlier.question(thread)]
    const unseen = this.#look(change.isShown ?? this.#state.isShown)
    const several = this.choice.several(this.writing.all)
    const signing = { isTurnedAway, isSigningIn, isLeaving, isLoginRequested }
    const now = { who, ...signing, sessions, question, several, thread, wait, unsent, draft, form }
    this.#state = { ...this.#state, ...change, ...now }
    if (isLoginRequested) this.#tellRequest(thread.loginRequestedAt)
    const count = unseen + (several?.unread ?? 0)
    if (count !== this.#unread) this.#page.say({ t: 'unread', count })
    this.#unread = count
    this.#draw(this.#state)
    this.watcher?.drawn(this.#state, isUsable(held))
  }

  /** Notes what is on screen as seen, if somebody looks; answers how much of the open conversation nobody has seen. */
  #look(isShown: boolean): number {
    const { thread, several } = this.#reader
    const isLookedAt = isShown && this.#device.isVisible() && !this.choice.isListed
    return this.#sight.look(thread.messages, isLookedAt, several === null ? null : thread.id)
  }

  /** The page is told once of each request, also if it was not open at the time (SEE-10). */
  #tellRequest(at: string | null): void {
    const { tabKeep } = this.#parts
    if (at === null || tabKeep.read('login_requested') === at) return
    tabKeep.write('login_requested', at)
    this.#page.say({ t: 'login_requested' })
  }
}

function whoIs(held: Held | null, isGone: boolean): Who {
  if (isGone) return { kind: 'gone' }
  if (held?.isExpired && !held.isLeaving) return { kind: 'expired' }
  if (!isUsable(held) || held.kind === 'anonymous') return { kind: 'nobody' }
  return { kind: 'signed_in', name: held.user.name }
}
