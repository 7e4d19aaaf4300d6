import type { Face } from '../calls.ts'
import { callPage } from '../callback.ts'
import { warn } from '../console.ts'
import * as wanted from '../wanted.ts'
import { allSafe, type Call } from './safe.ts'
import type { VisitEvent } from './visit.ts'
import { department, type ChatParts } from './zopim.ts'

/** `zE('webWidget', …)` and the older `zE(fn)`. */
export interface WebWidget {
  call: Face
  /** Takes what stands in the page's `zESettings`. */
  settings(zESettings: unknown): void
}

/** Where in `zESettings` the function that fetches tokens is. */
const JWT_FN = ['webWidget', 'authenticate', 'chat', 'jwtFn']

/** What there is to be told, by the names of the web widget. */
const TOLD: Record<string, VisitEvent> = {
  open: 'shown',
  close: 'hidden',
  'chat:connected': 'connected',
  'chat:start': 'start',
  'chat:end': 'end',
  'chat:status': 'status',
  'chat:unreadMessages': 'unread',
}

/** Documented calls that nothing here answers to. */
const NOTHING = [
  'webWidget clear', 'webWidget updatePath', 'webWidget popout', 'webWidget helpCenter:setSuggestions', 'webWidget helpCenter:reauthenticate',
  'webWidget:on userEvent', 'webWidget:on chat:departmentStatus',
]

/** The web widget's calls. None of them ever throws. */
export function createWebWidget(parts: ChatParts): WebWidget {
  const { visit } = parts
  let jwtFn: wanted.Callback | undefined

  const settings = (given: unknown) => {
    const found = JWT_FN.reduce(wanted.member, given)
    if (found === undefined) return
    jwtFn = wanted.callback(found, 'jwtFn')
    visit.authenticate(jwtFn)
  }
  const reauthenticate = () => visit.authenticate(wanted.callback(jwtFn, 'zESettings.webWidget.authenticate.chat.jwtFn'))

  const calls = new Map(Object.entries(allSafe('zE: ', {
    ...doing(parts),
    ...answering(parts),
    ...Object.fromEntries(NOTHING.map((name) => [name, () => {}])),
    ...Object.fromEntries(Object.entries(TOLD).map(([name, event]): [string, Call] => [
      `webWidget:on ${name}`,
      (callback) => visit.on(event, wanted.callback(callback, 'the callback')),
    ])),
    'webWidget chat:reauthenticate': reauthenticate,
    'webWidget updateSettings': settings,
  })))

  return {
    call(scope, name, ...args) {
      if (typeof scope === 'function') return void callPage(() => void (scope as Call)())
      const call = calls.get(`${String(scope)} ${typeof name === 'string' ? name : ''}`)
      return call ? call(...args) : warn(`there is no call (${wanted.shown(scope)}, ${wanted.shown(name)}).`)
    },
    settings: allSafe('', { zESettings: settings })['zESettings'] as WebWidget['settings'],
  }
}

function doing({ messenger, visit, profile, button }: ChatParts): Record<string, Call> {
  const { screen, set, call, answers } = messenger
  const identify: Call = (who) => {
    for (const field of ['name', 'email', 'phone'] as const) {
      const value = wanted.member(who, field)
      // `prefill` has each of them as `{value, readOnly}`.
      const given = wanted.member(value, 'value') ?? value
      if (given !== undefined) profile.say(field, given)
    }
  }
  return {
    'webWidget open': button.open,
    'webWidget close': screen.close,
    'webWidget toggle': button.toggle,
    'webWidget hide': () => screen.hide(true),
    'webWidget show': () => screen.hide(false),
    'webWidget logout': visit.clearAll,
    'webWidget reset': screen.close,
    'webWidget identify': identify,
    'webWidget prefill': identify,
    'webWidget setLocale': (locale) => set({ t: 'locale', tag: wanted.locale(locale) }),
    'webWidget chat:send': (text) => {
      call({ t: 'send', n: answers.expect('SendFailedError', undefined), text: wanted.content({ content: text }) })
    },
    'webWidget chat:end': screen.close,
    'webWidget chat:addTags': (...tags) => profile.addTags(tags),
    'webWidget chat:removeTags': (...tags) => profile.removeTags(tags),
  }
}

/** What is answered at once. */
function answering({ messenger: { screen }, visit }: ChatParts): Record<string, Call> {
  return {
    'webWidget:get display': () => (screen.view.hidden ? 'hidden' : screen.view.open ? 'chat' : 'launcher'),
    'webWidget:get chat:isChatting': visit.isTalking,
    'webWidget:get chat:status': visit.status,
    'webWidget:get chat:unreadMessages': visit.unread,
    'webWidget:get chat:departments': visit.departments,
    'webWidget:get chat:department': (which) => department(visit, which),
  }
}
