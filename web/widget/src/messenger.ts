/** The messenger: it reads, writes, and says what to draw, for whoever is here. */
import type { Cookies, Metadata, Scheme } from '@bonafide/shared/frame'
import type { Page } from './bridge.ts'
import { Line } from './connection/line.ts'
import { Reader } from './conversation/reader.ts'
import type { Device } from './device/device.ts'
import type { Verdict } from './model/verdict.ts'
import { unread } from './model/unread.ts'
import { excess } from './model/limits.ts'
import { Sender } from './outbox/sender.ts'
import type { Unsent } from './outbox/outbox.ts'
import { type Parts, parts } from './parts.ts'
import { type Held, isSamePerson, isUsable } from './session/held.ts'
import { Presence } from './session/presence.ts'
import { AT_FIRST, type State, type Who } from './state.ts'

/** Hears what became of something that was written. */
export type Told = (refusal: string | null) => void

/** One channel's messenger in one tab. */
export class Messenger {
  readonly #device: Device
  readonly #page: Pick<Page, 'say' | 'token'>
  readonly #draw: (state: State) => void
  readonly #parts: Parts
  readonly #line: Line
  readonly #reader: Reader
  readonly #sender: Sender
  readonly #presence: Presence
  readonly #told = new Map<string, Told>()
  #metadata: Partial<Metadata> = {}
  #unread = 0
  #state = AT_FIRST

  constructor(channel: string, device: Device, page: Pick<Page, 'say' | 'token'>, draw: (state: State) => void) {
    this.#device = device
    this.#page = page
    this.#draw = draw
    this.#parts = parts(device, channel, () => this.#state.locale ?? device.language(), (isUp) => this.reached(isUp))
    this.#presence = new Presence(this.#parts, page, {
      follow: (before, held, isNew) => this.#follow(before, held, isNew),
      signedIn: (at) => this.#signedIn(at),
      wipe: () => this.#wipe(),
      changed: () => this.#show({}),
      notice: (notice) => this.#show({ notice }),
    })
    const refused = this.#presence.stopped.bind(this.#presence)
    this.#reader = new Reader(this.#parts, { changed: () => this.#show({}), refused })
    this.#line = new Line(device.clock, {
      connect: () => device.connect(),
      introduce: () => this.#introduction(),
      hear: (frame, heads) => this.#reader.hear(frame, heads),
      refused: (what, token) => void this.#hungUp(what, token),
      reached: (isUp) => this.reached(isUp),
    })
    this.#sender = new Sender(this.#parts, {
      begun: () => this.#begun(),
      sent: (posted, unsent, held) => {
        if (this.#parts.sessions.held()?.id === held.id) this.#reader.posted(posted)
        this.#settled(unsent, null)
      },
      refused: (unsent, why) => this.#settled(unsent, why),
      discarded: (unsent) => {
        this.#show({ notice: 'discarded' })
        this.#settled(unsent, 'wrong_user')
      },
      stopped: refused,
    })
    this.#parts.tabs.hear((changed) => {
      if (changed === 'session') this.#presence.follow()
      else if (changed === 'logged_out') this.#presence.heardLogout()
      else this.#show({})
    })
  }
  /** Takes up what the device has kept. Without a session nothing is asked of the server (SES-1). */
  start(): void {
    this.#presence.start()
    this.#page.say({ t: 'ready' })
  }

  /** The page asked for a login, or the person did. */
  logIn(n?: number): void {
    void this.#presence.logIn(n)
  }

  logOut(): Promise<void> {
    return this.#presence.logOut()
  }

  /** Forgets everything on this device. */
  async reset(): Promise<void> {
    await this.#presence.logOut()
    for (const name of this.#parts.keep.names('')) this.#parts.keep.remove(name)
    this.#show({})
  }

  /** The person types. */
  type(text: string): void {
    this.#parts.drafts.type(text, this.#presence.held, this.#device.clock.now())
    this.#show({})
  }

  /** Sends what was typed. */
  sendDraft(): void {
    const draft = this.#parts.drafts.read()
    if (!draft || draft.text.trim() === '' || excess(draft.text) > 0) return
    this.#parts.drafts.wipe()
    this.#add(draft)
  }

  /** Sends something that the page says, as if typed; tells once what became of it. */
  say(text: string, told: Told): void {
    if (this.#presence.isGone) return told('user_banned')
    if (text.trim() === '' || excess(text) > 0) return told('bad_request')
    const held = this.#presence.held
    const as_user = held?.user.id ?? null
    this.#add({ text, as_user, composed_authenticated: held?.kind === 'authenticated' }, told)
  }

  /** Tries once more to send what was not taken. */
  retry(unsent: Unsent): void {
    const { refused: _, ...again } = unsent
    this.#parts.outbox.update(again)
    this.#parts.tabs.tell('outbox')
    this.#show({})
    void this.#sender.send()
  }

  /** Gives up what was not taken. */
  discard(unsent: Unsent): void {
    this.#parts.outbox.remove(unsent.client_id)
    this.#parts.tabs.tell('outbox')
    this.#show({})
  }

  older(): Promise<void> {
    return this.#reader.older()
  }

  close(): void {
    this.#page.say({ t: 'close_wanted' })
  }

  dismiss(): void {
    this.#show({ notice: null })
  }

  shown(isShown: boolean, isPhone: boolean): void {
    this.#show({ isShown, isPhone })
  }

  locale(tag: string): void {
    this.#show({ locale: tag })
  }

  scheme(scheme: Scheme): void {
    this.#show({ scheme })
  }

  metadata(metadata: Partial<Metadata>): void {
    this.#metadata = { ...this.#metadata, ...metadata }
  }

  cookies(allowed: Cookies): void {
    this.#parts.keep.allow(allowed)
    this.#parts.tabKeep.allow(allowed)
  }

  /** The device may be back: whatever waits, tries again now. */
  wake(): void {
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

  #add(typed: Pick<Unsent, 'text' | 'as_user' | 'composed_authenticated'>, told?: Told): void {
    const { text, as_user, composed_authenticated } = typed
    const client_id = this.#device.makeId()
    const at = this.#device.clock.now()
    if (told) this.#told.set(client_id, told)
    this.#parts.outbox.add({ client_id, text, as_user, composed_authenticated, at, metadata: this.#metadata })
    this.#parts.tabs.tell('outbox')
    this.#show({})
    void this.#sender.send()
  }

  #settled(unsent: Unsent, refusal: string | null): void {
    this.#told.get(unsent.client_id)?.(refusal)
    this.#told.delete(unsent.client_id)
    this.#parts.tabs.tell('outbox')
    this.#show({})
  }

  #follow(before: Held | null, held: Held | null, isNew: boolean): void {
    if (!isUsable(held)) {
      this.#line.close()
      this.#reader.forget()
      return
    }
    if (!isUsable(before) || before.id !== held.id) {
      const isForeign = this.#parts.drafts.discardIfForeign(held, this.#device.clock.now())
      if (isForeign) this.#show({ notice: 'discarded' })
      this.#reader.forget(isNew)
      this.#line.open()
      if (!isNew) void this.#reader.read()
    }
    void this.#sender.send()
  }

  #begun(): void {
    this.#presence.follow(true)
    this.#parts.tabs.tell('session')
  }

  async #signedIn(at: number | null): Promise<void> {
    await this.#reader.read()
    if (at !== null) this.#reader.signedIn(new Date(at).toISOString())
  }

  #introduction() {
    const held = this.#parts.sessions.held()
    return isUsable(held) ? { session: held.token, heads: this.#reader.heads } : null
  }

  async #hungUp(what: Verdict, token: string): Promise<void> {
    if (what !== 'banned' && (await this.#parts.sessions.hasNewer(token))) {
      this.#presence.follow()
      this.#line.open()
    } else this.#presence.stopped(what, token)
  }

  #wipe(): void {
    this.#parts.outbox.wipe()
    this.#parts.drafts.wipe()
    this.#parts.seams.wipe()
    this.#parts.keep.remove('seen')
    for (const told of this.#told.values()) told('discarded')
    this.#told.clear()
  }

  /** Draws everything as it is now. */
  #show(change: Partial<State>): void {
    const { outbox, drafts } = this.#parts
    const held = this.#presence.held
    const thread = this.#reader.thread
    this.#state = {
      ...this.#state,
      ...change,
      who: whoIs(held, this.#presence.isGone),
      isSigningIn: this.#presence.isSigningIn,
      isLeaving: this.#presence.isLeaving,
      thread,
      unsent: outbox.all().filter((unsent) => isSamePerson(held, unsent.as_user)),
      draft: drafts.read()?.text ?? '',
    }
    this.#see()
    this.#draw(this.#state)
  }

  /** Notes what the person sees, and tells the page how much they do not. */
  #see(): void {
    const { keep, tabs } = this.#parts
    const { isShown, thread } = this.#state
    const last = thread.messages.at(-1)?.id ?? ''
    const seen = keep.read('seen') ?? ''
    if (isShown && this.#device.isVisible() && last > seen) {
      keep.write('seen', last)
      tabs.tell('seen')
    }
    const count = unread(thread.messages, keep.read('seen') ?? '')
    if (count !== this.#unread) this.#page.say({ t: 'unread', count })
    this.#unread = count
  }
}

function whoIs(held: Held | null, isGone: boolean): Who {
  if (isGone) return { kind: 'gone' }
  if (held?.isExpired) return { kind: 'expired' }
  if (!isUsable(held) || held.kind === 'anonymous') return { kind: 'nobody' }
  return { kind: 'signed_in', name: held.user.name }
}
