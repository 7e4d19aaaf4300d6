import { callPage } from './callback.ts'
import { warn } from './console.ts'
import { EVENTS } from './events.ts'
import { failure } from './login.ts'
import type { Messenger } from './messenger.ts'
import * as wanted from './wanted.ts'

/** What a page calls: scope, name, and whatever belongs to it. */
export type Face = (...args: unknown[]) => unknown

type Call = (...args: unknown[]) => unknown

/**
 * The messenger's function for the page. It never throws: what is wrong is said in the console, in words. What the web
 * widget was called with, and functions, go to `older`.
 */
export function createFace(messenger: Messenger, setZIndex: (zIndex: number) => void, older: Face): Face {
  const calls = new Map<string, Call>([
    ...entries('messenger', doing(messenger)),
    ...entries('messenger:set', setting(messenger, setZIndex)),
    ...EVENTS.map((name): [string, Call] => [
      `messenger:on ${name}`,
      (callback) => messenger.events.on(name, wanted.callback(callback, 'the callback')),
    ]),
  ])
  return (scope, name, ...args) => {
    const isText = typeof scope === 'string'
    if (typeof scope === 'function' || (isText && scope.startsWith('webWidget'))) return older(scope, name, ...args)
    const spoken = `(${wanted.shown(scope)}, ${wanted.shown(name)})`
    const call = isText && typeof name === 'string' ? calls.get(`${scope} ${name}`) : undefined
    if (!call) return warn(`there is no call ${spoken}.`)
    try {
      return call(...args)
    } catch (error) {
      if (!(error instanceof wanted.Wrong)) throw error
      warn(`${spoken} did nothing: ${error.message}`)
    }
  }
}

function entries(scope: string, calls: Record<string, Call>): [string, Call][] {
  return Object.entries(calls).map(([name, call]) => [`${scope} ${name}`, call])
}

function doing({ screen, login, answers, call }: Messenger): Record<string, Call> {
  return {
    loginUser(jwtCallback, loginCallback) {
      const told = wanted.perhapsCallback(loginCallback, 'the second argument, loginCallback,')
      try {
        login.begin(wanted.callback(jwtCallback, 'the first argument, jwtCallback,'), told)
      } catch (error) {
        if (!(error instanceof wanted.Wrong) || !told) throw error
        callPage(() => told(failure('callback_invalid', `loginUser did nothing: ${error.message}`)))
      }
    },
    logoutUser() {
      login.forget()
      call({ t: 'logout' })
    },
    open: screen.open,
    close: screen.close,
    show: () => screen.hide(false),
    hide: () => screen.hide(true),
    resetWidget(callback) {
      const told = wanted.perhapsCallback(callback, 'the callback')
      login.forget()
      call({ t: 'reset', n: answers.expect('ResetFailedError', told) })
    },
    sendMessage(message, conversationId, callback) {
      const text = wanted.content(message)
      const told = wanted.perhapsCallback(callback, 'the third argument, the callback,')
      if (typeof conversationId === 'function') throw new wanted.Wrong('the callback must be the third argument.')
      const conversation = wanted.perhapsId(conversationId)
      if (wanted.member(message, 'metadata')) warn('sendMessage passes on the content alone.')
      call({ t: 'send', n: answers.expect('SendFailedError', told), text, ...conversation })
    },
  }
}

function setting({ set }: Messenger, setZIndex: (zIndex: number) => void): Record<string, Call> {
  return {
    locale: (value) => set({ t: 'locale', tag: wanted.locale(value) }),
    zIndex: (value) => setZIndex(wanted.zIndex(value)),
    cookies: (value) => set({ t: 'cookies', cookies: wanted.cookies(value) }),
    conversationFields: (value) => set({ t: 'metadata', metadata: { fields: wanted.fields(value) } }),
    conversationTags: (value) => set({ t: 'metadata', metadata: { tags: wanted.tags(value) } }),
  }
}
