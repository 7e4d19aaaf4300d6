import { callPage } from './callback.ts'
import { warn } from './console.ts'
import type { Messenger } from './messenger.ts'
import * as wanted from './wanted.ts'

/** What pages of the older chat call: `$zopim(fn)`, and `$zopim.livechat` in it. */
export type ChatFace = ((call: unknown) => void) & { livechat: object }

/** What the older chat had and nothing here answers to yet: it does nothing, and says so once. */
const NOTHING = [
  'setPhone', 'set', 'endChat', 'isChatting', 'addTags', 'removeTags', 'sendVisitorPath', 'setStatus', 'setLanguage',
  'setGreetings', 'setOnConnected', 'setOnChatStart', 'setOnChatEnd', 'setOnStatus', 'setOnUnreadMsgs',
] as const
const OF_THE_WINDOW = ['getDisplay', 'onShow', 'onHide', 'setTitle', 'setColor', 'setPosition', 'openPopout'] as const
const OF_THE_BUTTON = ['show', 'hide', 'setPosition', 'setColor'] as const
const OF_DEPARTMENTS = [
  'getDepartment', 'getAllDepartments', 'filter', 'setVisitorDepartment', 'clearVisitorDepartment',
] as const
const OF_THE_THEME = ['setColor', 'setColors'] as const

type Call = (...args: unknown[]) => unknown

/**
 * The older chat's function for the page. Nothing of it ever throws, and one function of the page that fails never stops
 * the next.
 */
export function createChatFace({ screen, login, answers, call }: Messenger): ChatFace {
  const livechat = {
    ...nothing(NOTHING),
    authenticate: safe('authenticate', (options) => {
      const jwtFn = wanted.callback(wanted.member(options, 'jwtFn'), 'jwtFn')
      login.begin((answer) => jwtFn((token: unknown) => {
        if (typeof token !== 'string' || token === '') warn('invalid jwt in callback') // CHT-4
        answer(token)
      }))
    }),
    // CHT-9: whoever signs in after that needs no new page.
    clearAll: safe('clearAll', () => {
      login.forget()
      call({ t: 'logout' })
    }),
    // CHT-6: what a token says of the visitor is not the page's to change; and there is no other way to a name here.
    ...nothing(['setName', 'setEmail']),
    say: safe('say', (text) => {
      call({ t: 'send', n: answers.expect('SendFailedError', undefined), text: wanted.content({ content: text }) })
    }),
    window: {
      ...nothing(OF_THE_WINDOW),
      show: safe('window.show', screen.open),
      hide: safe('window.hide', screen.close),
      toggle: safe('window.toggle', screen.toggle),
    },
    button: nothing(OF_THE_BUTTON),
    departments: nothing(OF_DEPARTMENTS),
    theme: nothing(OF_THE_THEME),
  }
  const face = (given: unknown) => {
    if (typeof given === 'function') callPage(() => void (given as Call)())
  }
  return Object.assign(face, { livechat })
}

/** A call that does what it can, and says in words what was wrong with its arguments. */
function safe(name: string, call: Call): Call {
  return (...args) => {
    try {
      call(...args)
    } catch (error) {
      if (!(error instanceof wanted.Wrong)) throw error
      warn(`$zopim.livechat.${name} did nothing: ${error.message}`)
    }
  }
}

function nothing(names: readonly string[]): Record<string, Call> {
  return Object.fromEntries(names.map((name) => [name, () => warn(`$zopim.livechat: ${name} does nothing here.`)]))
}

/**
 * Puts the function where pages of the older chat call it, and carries out what its stub has collected: functions, in `_`.
 * A page that has no stub is left alone.
 */
export function installChat(page: object, face: ChatFace): void {
  const stub: unknown = Reflect.get(page, '$zopim')
  if (typeof stub !== 'function') return
  const early: unknown = Reflect.get(stub, '_')
  Reflect.set(page, '$zopim', face)
  if (Array.isArray(early)) for (const call of early) face(call)
}
