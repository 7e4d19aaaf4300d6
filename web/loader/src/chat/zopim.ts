import { callPage } from '../callback.ts'
import type { Messenger } from '../messenger.ts'
import * as wanted from '../wanted.ts'
import type { Button } from '../button.ts'
import type { Profile, Said } from './profile.ts'
import { allSafe, type Call, forgiving } from './safe.ts'
import type { Department, Visit, VisitEvent } from './visit.ts'

/** What the names of its calls begin with. */
const LIVECHAT = '$zopim.livechat.'

/** What pages of the older chat call: `$zopim(fn)`, and `$zopim.livechat` in it. */
export type ChatFace = ((call: unknown) => void) & { livechat: object; set: (given: unknown) => void }

/** The parts that its calls reach. */
export interface ChatParts {
  messenger: Messenger
  visit: Visit
  profile: Profile
  button: Button
}

/**
 * The older chat's function for the page. Nothing of it ever throws, and one function of the page that fails never stops
 * the next. What there is no use for does nothing.
 */
export function createChatFace(parts: ChatParts): ChatFace {
  const { messenger, visit, profile, button } = parts
  const group = (name: string, calls: Record<string, Call>) => forgiving(`${LIVECHAT}${name}.`, allSafe(`${LIVECHAT}${name}.`, calls))
  const calls = allSafe(LIVECHAT, {
    ...saying(parts),
    ...telling(visit),
    authenticate: (options) => visit.authenticate(wanted.callback(wanted.member(options, 'jwtFn'), 'jwtFn')),
    clearAll: visit.clearAll,
    isChatting: visit.isTalking,
    endChat: messenger.screen.close,
    setStatus: nothing,
    setGreetings: nothing,
    sendVisitorPath: nothing,
  })
  const livechat = forgiving(LIVECHAT, {
    ...calls,
    window: group('window', ofTheWindow(parts)),
    button: group('button', { show: button.show, hide: button.hide, setPosition: nothing, setColor: nothing }),
    departments: group('departments', {
      getDepartment: (which) => department(visit, which),
      getAllDepartments: visit.departments,
      filter: nothing,
      // By its id or its name; a wish of the page's, which proves nothing and which rules may read as such.
      setVisitorDepartment: (which) => profile.say('department', department(visit, which)?.name ?? which),
      clearVisitorDepartment: () => profile.say('department', null),
    }),
    theme: group('theme', { setColor: nothing, setColors: nothing }),
  })
  const face = (given: unknown) => {
    if (typeof given === 'function') callPage(() => void (given as Call)())
  }
  // What older pages set before the chat was there: functions, or what `livechat.set` takes.
  const set = (given: unknown) => (typeof given === 'function' ? face(given) : void calls['set']?.(given))
  return Object.assign(face, { livechat, set })
}

/** The department of this id or name, if it is known. */
export function department(visit: Visit, which: unknown): Department | undefined {
  return visit.departments().find(({ id, name }) => id === which || name === which)
}

/** For a documented call that nothing here answers to. */
function nothing(): void {}

/** What the page says in the visitor's place. */
function saying({ messenger: { set, call, answers }, profile }: ChatParts): Record<string, Call> {
  const setLanguage = (language: unknown) => set({ t: 'locale', tag: wanted.locale(language) })
  const one = (field: Said) => (value: unknown) => profile.say(field, value)
  return {
    setName: one('name'),
    setEmail: one('email'),
    setPhone: one('phone'),
    getName: () => profile.said('name'),
    getEmail: () => profile.said('email'),
    getPhone: () => profile.said('phone'),
    setLanguage,
    set(given) {
      const has = (name: string) => wanted.member(given, name) !== undefined
      for (const field of ['name', 'email', 'phone', 'department'] as const) {
        if (has(field)) profile.say(field, wanted.member(given, field))
      }
      if (has('language')) setLanguage(wanted.member(given, 'language'))
    },
    addTags: (...tags) => profile.addTags(tags),
    removeTags: (...tags) => profile.removeTags(tags),
    say(text) {
      call({ t: 'send', n: answers.expect('SendFailedError', undefined), text: wanted.content({ content: text }) })
    },
  }
}

/** What the page wants to be told: of each kind, its last function counts. */
function telling(visit: Visit): Record<string, Call> {
  return {
    setOnConnected: slot(visit, 'connected'),
    setOnChatStart: slot(visit, 'start'),
    setOnChatEnd: slot(visit, 'end'),
    setOnStatus: slot(visit, 'status'),
    setOnUnreadMsgs: slot(visit, 'unread'),
  }
}

function slot(visit: Visit, name: VisitEvent): Call {
  let stop = nothing
  return (callback) => {
    const called = wanted.callback(callback, 'the callback')
    stop()
    stop = visit.on(name, called)
  }
}

function ofTheWindow({ messenger: { screen }, visit, button }: ChatParts): Record<string, Call> {
  return {
    show: button.open,
    hide: screen.close,
    toggle: button.toggle,
    getDisplay: () => screen.view.open,
    onShow: slot(visit, 'shown'),
    onHide: slot(visit, 'hidden'),
    setTitle: nothing,
    setColor: nothing,
    setPosition: nothing,
    // CHT-8: there is no other window, signed in or not.
    openPopout: nothing,
  }
}

/**
 * Puts the function where pages of the older chat call it, and carries out what its stub has collected: settings in `set._`,
 * then functions in `_`. Something else of this name is left alone.
 */
export function installChat(page: object, face: ChatFace): void {
  const stub: unknown = Reflect.get(page, '$zopim')
  if (stub !== undefined && typeof stub !== 'function') return
  Reflect.set(page, '$zopim', face)
  for (const given of collected(Reflect.get(Object(stub), 'set'))) face.set(given)
  for (const call of collected(stub)) face(call)
}

/** What a function of the page's has put aside. */
function collected(stub: unknown): unknown[] {
  const early: unknown = Reflect.get(Object(stub), '_')
  return Array.isArray(early) ? early : []
}
