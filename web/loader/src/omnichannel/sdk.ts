import type { Availability } from '@bonafide/shared/frame'
import { createButton } from '../button.ts'
import { warn } from '../console.ts'
import type { Messenger } from '../messenger.ts'
import type { Callback } from '../wanted.ts'
import { type ContextProvider, createContext } from './context.ts'
import { detailOf, type Fault } from './errors.ts'
import type { Provider } from './provider.ts'
import { createSigningIn } from './signing-in.ts'

/** What pages find at `Microsoft.Omnichannel.LiveChatWidget.SDK`. */
export interface Sdk {
  setAuthTokenProvider(provider: unknown): void
  getAuthTokenProvider(): Provider | null
  removeAuthTokenProvider(): void
  setContextProvider(provider: unknown): void
  getContextProvider(): ContextProvider | null
  removeContextProvider(): void
  startChat(options?: unknown): void
  startProactiveChat(notification?: unknown, showPrechat?: unknown, options?: unknown): void
  closeChat(): void
  getAgentAvailability(): Promise<{ isQueueAvailable: boolean; isAgentAvailable: boolean }>
}

/** Raises an event on the page's window, such as `lcw:ready`. */
export type Raise = (name: string, detail?: object) => void

/** How a channel knows who people are. */
export interface Proof {
  /** The page's function that the channel names, if any (OMN-1). */
  named: Provider | null
  /** Whether it has no authentication setting, so that what the page says can be context. */
  takesContext: boolean
}

/**
 * The SDK, and the events that come with it. The page's provider goes the way of every other login: it is asked when a chat
 * starts and whenever a new token is needed from then on.
 */
export function createSdk(messenger: Messenger, raise: Raise, hasButton: boolean, { named, takesContext }: Proof): Sdk {
  const button = createButton(messenger)
  if (!hasButton) button.hide()
  const fail = (fault: Fault, words: string, reason?: string) => raise('error', detailOf(fault, words, reason))
  const signingIn = createSigningIn(messenger, fail, named)
  const context = createContext(messenger, takesContext, fail)
  hear(messenger, raise, {
    opened() {
      context.begin()
      signingIn.begin()
    },
    failed(reason, words) {
      signingIn.failed()
      // Why the page gave none was said when it did not.
      if (reason !== 'token_missing') fail('token_refused', words, reason)
    },
    ended: signingIn.ended,
    expired: () => fail('session_expired', 'The session has expired, and no new token came.'),
  })
  const start = (options: unknown) => {
    button.open()
    signingIn.started()
    const given: unknown = Reflect.get(Object(options), 'customContext')
    if (given) context.say(given)
  }

  return {
    setAuthTokenProvider: (given) => signingIn.ask(callback(given, 'setAuthTokenProvider')),
    getAuthTokenProvider: signingIn.asked,
    removeAuthTokenProvider: signingIn.forget,
    setContextProvider: (given) => context.ask(callback(given, 'setContextProvider')),
    getContextProvider: context.asked,
    removeContextProvider: context.forget,
    startChat: start,
    startProactiveChat: (_notification, _showPrechat, options) => start(options),
    closeChat() {
      const wasOpen = messenger.screen.view.open
      messenger.screen.close()
      if (wasOpen) raise('closeChat')
    },
    getAgentAvailability: createAvailability(messenger),
  }
}

/** Asks whether anybody is there. Where that cannot be told, the promise fails. */
function createAvailability({ call, follow }: Messenger): Sdk['getAgentAvailability'] {
  const waiting: ((availability: Availability | null) => void)[] = []
  follow((message) => {
    if (message.t === 'availability') for (const answer of waiting.splice(0)) answer(message.availability)
  })
  return async () => {
    const availability = await new Promise<Availability | null>((resolve) => {
      waiting.push(resolve)
      call({ t: 'availability' })
    })
    if (!availability) throw new Error('Bonafide: it cannot be told now whether anybody is there.')
    const { attendance } = availability
    return { isQueueAvailable: attendance !== 'closed', isAgentAvailable: attendance === 'there' }
  }
}

/** What the SDK does at what it hears. */
interface Heard {
  opened(): void
  failed(reason: string, words: string): void
  ended(): void
  expired(): void
}

/** Raises what pages listen for. */
function hear({ events, follow, set }: Messenger, raise: Raise, heard: Heard): void {
  let [isStarted, isTalking]: (boolean | null)[] = [false, null]
  let isQueued = false
  const queue = () => {
    if (!isQueued) raise('chatQueued')
    isQueued = true
  }
  events.on('open', () => {
    raise('onMaximize')
    if (!isStarted) raise('startChat')
    isStarted = true
    heard.opened()
  })
  events.on('close', () => raise('onMinimize'))
  follow((message) => {
    if (message.t === 'login_failed') heard.failed(message.reason, message.message)
    if (message.t === 'logged_out') heard.ended()
    if (message.t === 'expired') heard.expired()
    if (message.t === 'said') {
      if (message.by === 'user') raise('onMessageSent')
      else raise('onMessageReceived', { messageType: message.by === 'system' ? 'system' : 'user', channelData: { tags: [] } })
    }
    if (message.t === 'waits' && message.wait?.is === 'open') {
      queue()
      const tags = ['system', 'queueposition', ...(message.wait.position === 1 ? ['customerqueuepositionnext'] : [])]
      raise('onMessageReceived', { messageType: 'system', channelData: { tags } })
    }
    if (message.t === 'waits' && !message.wait) isQueued = false
    if (message.t !== 'standing') return
    // The first words of a chat are what puts it into a queue.
    if (message.talking && isTalking === false) queue()
    if (!message.talking) isQueued = false
    isTalking = message.talking
  })
  set({ t: 'watch' })
}

/** The one thing that pages know to throw. */
function callback(value: unknown, name: string): Callback {
  if (typeof value === 'function') return value as Callback
  warn(`${name} needs a function.`)
  throw new TypeError(`${name} needs a function`)
}
