/** The messenger's state as Svelte draws it, and the ends of its wires in the browser. */
import type { MessengerSettings } from '@bonafide/shared/frame'
import type { Page } from './bridge.ts'
import { browser } from './device/device.ts'
import { Messenger } from './messenger.ts'
import { AT_FIRST, type State } from './state.ts'
import { refusalInWords } from './told.ts'

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
      return messenger.writing.say(said.text, (refusal) =>
        page.say(refusal === null ? { t: 'done', n: said.n } : { t: 'failed', n: said.n, message: refusalInWords(refusal) }),
        said.conversation)
    case 'locale':
      return messenger.appear({ locale: said.tag })
    case 'scheme':
      return messenger.appear({ scheme: said.scheme })
    case 'cookies':
      return messenger.allow(said.cookies)
    case 'metadata':
      return messenger.writing.describe(said.metadata)
  }
}
