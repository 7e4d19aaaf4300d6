/** The messenger's state as Svelte draws it, and the ends of its wires in the browser. */
import type { MessengerSettings } from '@bonafide/shared/frame'
import type { Page } from './bridge.ts'
import { browser } from './device/device.ts'
import { Messenger } from './messenger.ts'
import { AT_FIRST, type State } from './state.ts'

/** The messenger with what it shows. */
export interface Drawn {
  readonly state: State
  readonly messenger: Messenger
}

/** Starts the messenger of a channel for the page that made the handshake. */
export function begin({ key, multiple_conversations: isMultiple }: MessengerSettings, page: Page): Drawn {
  let state = $state.raw(AT_FIRST)
  const messenger = new Messenger(key, browser(key), page, (next) => (state = next), isMultiple)
  page.hear((said) => take(messenger, page, said))
  const wake = () => messenger.wake()
  addEventListener('online', wake)
  addEventListener('offline', () => messenger.reached(false))
  addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', wake)
  messenger.start()
  return {
    messenger,
    get state() {
      return state
    },
  }
}

function take(messenger: Messenger, page: Page, said: Parameters<Parameters<Page['hear']>[0]>[0]): void {
  switch (said.t) {
    case 'shown':
      return messenger.appear({ isShown: said.shown, isPhone: said.phone })
    case 'login':
      return void messenger.logIn(said.n)
    case 'logout':
      return void messenger.logOut()
    case 'reset':
      return void messenger.reset().then(() => page.say({ t: 'done', n: said.n }))
    case 'send':
      return messenger.writing.say(said.text, (refusal) => void answer(page, said.n, refusal), said.conversation)
    case 'locale':
      return messenger.appear({ locale: said.tag })
    case 'scheme':
      return messenger.appear({ scheme: said.scheme })
    case 'cookies':
      return messenger.allow(said.cookies)
    case 'metadata':
      return messenger.writing.describe(said.metadata)
    case 'availability':
      return void import('./availability.ts').then(({ tell }) => tell(page))
    case 'watch':
      return void import('./watch.ts').then(({ watch }) => watch(messenger, page))
  }
}

/** Says what became of the page's words. Few pages are ever refused, so the words for it come when they are needed. */
async function answer(page: Page, n: number, refusal: string | null): Promise<void> {
  if (refusal === null) return page.say({ t: 'done', n })
  const message = await import('./told.ts').then(({ refusalInWords }) => refusalInWords(refusal), () => refusal)
  page.say({ t: 'failed', n, message })
}
