/** A world for each test: one server, one browser, one tab, and a clock that is moved by hand. */
import { beforeEach } from 'vitest'
import { FakeClock } from './clock.ts'
import { FakeBrowser, type Tab } from './device.ts'
import { FakeServer } from './server.ts'

export let clock: FakeClock
export let server: FakeServer
export let browser: FakeBrowser
/** The tab that the test is about. */
export let tab: Tab

beforeEach(() => {
  clock = new FakeClock()
  server = new FakeServer(clock)
  browser = new FakeBrowser(clock, server)
  tab = browser.tab()
})

/** Loads the page in the tab again, which gives this token from the beginning. */
export function reload(token: Tab['token'] = null): void {
  tab.close()
  tab = browser.tab(tab.tabStorage, token)
}

/** Starts the browser again, with what it has stored and one new tab. */
export function restart(): void {
  browser = Object.assign(new FakeBrowser(clock, server), { storage: browser.storage })
  tab = browser.tab()
}
