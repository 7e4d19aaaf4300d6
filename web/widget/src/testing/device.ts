/** A browser with tabs, and a page with a loader, for tests. */
import type { ToLoader } from '@bonafide/shared/frame'
import type { Device } from '../device/device.ts'
import type { Storing } from '../device/keep.ts'
import { type Hold, ownLocks } from '../device/locks.ts'
import type { Changed } from '../device/tabs.ts'
import { Messenger } from '../messenger.ts'
import { AT_FIRST, type State } from '../state.ts'
import type { FakeClock } from './clock.ts'
import type { FakeServer } from './server.ts'

/** Storage in memory. */
export class FakeStorage implements Storing {
  readonly items = new Map<string, string>()

  get length(): number {
    return this.items.size
  }

  key(at: number): string | null {
    return [...this.items.keys()][at] ?? null
  }

  getItem(name: string): string | null {
    return this.items.get(name) ?? null
  }

  setItem(name: string, value: string): void {
    this.items.set(name, value)
  }

  removeItem(name: string): void {
    this.items.delete(name)
  }
}

/** One browser: what its tabs share. */
export class FakeBrowser {
  readonly storage = new FakeStorage()
  readonly clock: FakeClock
  readonly server: FakeServer
  readonly #hold: Hold = ownLocks()
  readonly #closed = new Map<object, AbortController>()
  readonly #listeners = new Map<object, ((changed: Changed) => void)[]>()
  /** Whether tabs hear nothing of each other, as where one is frozen. */
  isHushed = false
  #ids = 0

  constructor(clock: FakeClock, server: FakeServer) {
    this.clock = clock
    this.server = server
  }

  /** A tab; with the storage of one before, that tab reloaded. `token` is what its page gives from the beginning. */
  tab(tabStorage = new FakeStorage(), token: Tab['token'] = null): Tab {
    return new Tab(this, tabStorage, token)
  }

  device(tabStorage: FakeStorage, me: object): Device {
    const closed = new AbortController()
    this.#closed.set(me, closed)
    const { signal } = closed
    const isClosed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    return {
      storage: this.storage,
      tabStorage,
      fetch: (input, init) => (signal.aborted ? new Promise<Response>(() => undefined) : this.server.fetch(input, init)),
      connect: () => this.server.connect(),
      clock: this.clock,
      hold: (name, work) => this.#holdWhileOpen(name, work, isClosed),
      tabs: {
        tell: (changed) => this.#tell(me, changed),
        hear: (listener) => this.#listeners.set(me, [...(this.#listeners.get(me) ?? []), listener]),
      },
      makeId: () => `made-by-client-${(this.#ids += 1)}`,
      isVisible: () => true,
      language: () => 'en',
    }
  }

  /** The tab is closed: it asks for nothing more, and whatever it held is free. */
  close(me: object): void {
    this.#listeners.delete(me)
    this.#closed.get(me)?.abort()
  }

  /** A tab that was frozen hears at last what it was told. */
  hears(me: object, changed: Changed): void {
    for (const listener of this.#listeners.get(me) ?? []) listener(changed)
  }

  #holdWhileOpen<Result>(name: 'session' | 'outbox', work: () => Promise<Result>, isClosed: Promise<void>): Promise<Result> {
    return new Promise((resolve, reject) => {
      void this.#hold(name, async () => {
        const done = work()
        done.then(resolve, reject)
        await Promise.race([done.catch(() => undefined), isClosed])
      })
    })
  }

  #tell(me: object, changed: Changed): void {
    if (this.isHushed) return
    for (const [tab, listeners] of this.#listeners) {
      if (tab !== me) for (const listener of listeners) queueMicrotask(() => listener(changed))
    }
  }
}

/** A messenger in a tab, and what it said to its page. */
export class Tab {
  readonly said: ToLoader[] = []
  readonly messenger: Messenger
  readonly tabStorage: FakeStorage
  /** What the page's callback gives when it is asked, perhaps later; null for none, undefined for no answer at all. */
  token: string | null | undefined | Promise<string>
  state: State = AT_FIRST
  readonly #browser: FakeBrowser

  constructor(browser: FakeBrowser, tabStorage: FakeStorage, token: Tab['token']) {
    this.token = token
    this.#browser = browser
    this.tabStorage = tabStorage
    const page = {
      say: (said: ToLoader) => void this.said.push(said),
      token: (signal: AbortSignal) => this.#answer(signal),
    }
    this.messenger = new Messenger('shop', browser.device(tabStorage, this), page, (state) => (this.state = state), browser.server.isMultiple)
    this.messenger.start()
  }

  /** The person writes. */
  write(text: string): void {
    this.messenger.writing.type(text)
    this.messenger.writing.sendDraft()
  }

  /** The page calls `loginUser` with a callback that gives this token. */
  async logIn(token: string, n = 1): Promise<void> {
    this.token = token
    await this.messenger.logIn(n)
  }

  /** What the log shows: what was said, then what waits, in brackets. */
  get shown(): string[] {
    const sent = new Set(this.state.thread.messages.map((message) => message.client_id))
    const waiting = this.state.unsent.filter((unsent) => !sent.has(unsent.client_id))
    return [...this.state.thread.messages.map(({ text }) => text), ...waiting.map(({ text }) => `(${text})`)]
  }

  close(): void {
    this.#browser.close(this)
  }

  #answer(signal: AbortSignal): Promise<string | null> {
    const { token } = this
    const calledOff = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)))
    return token === undefined ? calledOff : Promise.race([token, calledOff])
  }
}
