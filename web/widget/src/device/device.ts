/** What the messenger needs of the browser it runs in. Tests bring their own. */
import type { Socket } from '../connection/line.ts'
import { BROWSER_CLOCK, type Clock } from './clock.ts'
import type { Storing } from './keep.ts'
import { type Hold, ownLocks, sharedLocks } from './locks.ts'
import { type Tabs, tabsOf } from './tabs.ts'

/** The browser. */
export interface Device {
  /** What all tabs share; null where nothing may be stored. */
  storage: Storing | null
  /** What this tab keeps through a reload; null where nothing may be stored. */
  tabStorage: Storing | null
  fetch: typeof fetch
  connect(): Socket
  clock: Clock
  hold: Hold
  tabs: Tabs
  /** A random id for a message or a login. */
  makeId(): string
  /** Whether somebody can see the page. */
  isVisible(): boolean
  /** The language the browser asks for, as a BCP 47 tag. */
  language(): string
}

/** The browser this runs in, for one channel. */
export function browser(channel: string): Device {
  return {
    storage: storage(() => localStorage),
    tabStorage: storage(() => sessionStorage),
    fetch: (...request) => fetch(...request),
    connect: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/client/v1/socket`),
    clock: BROWSER_CLOCK,
    // Pages without a secure context have no locks between tabs.
    hold: 'locks' in navigator ? sharedLocks(navigator.locks, channel) : ownLocks(),
    tabs: tabsOf(channel),
    makeId,
    isVisible: () => document.visibilityState === 'visible',
    language: () => navigator.language,
  }
}

/** Where storage is closed, even looking at it throws. */
function storage(open: () => Storage): Storage | null {
  try {
    return open()
  } catch {
    return null
  }
}

/** 128 random bits in hexadecimal. */
function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
