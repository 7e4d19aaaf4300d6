import type { ToLoader, ToMessenger } from '@bonafide/shared/frame'
import { createAnswers, type Answers } from './answers.ts'
import type { Events } from './events.ts'
import type { Link } from './link.ts'
import { createLogin, failure, type Login } from './login.ts'
import { createScreen, type Screen, type Stage } from './screen.ts'

/** The parts of the messenger that the page's calls and the iframe's messages meet in. */
export interface Messenger {
  screen: Screen
  login: Login
  answers: Answers
  events: Events
  /** Says something that the messenger is needed for, and so brings it in. */
  call(message: ToMessenger): void
  /** Says what the page has set; a messenger that is not there yet is told when it comes. */
  set(message: Setting): void
  /** How things stand: what the messenger is told first. */
  standing(): ToMessenger[]
  /** Does what the iframe says. */
  hear(message: ToLoader): void
  /** Has somebody hear all that the iframe says, after it was done. */
  follow(listener: (message: ToLoader) => void): void
}

/** What the page sets, or its look does. The last one of each kind counts; `metadata` adds up. */
export type Setting = Extract<ToMessenger, { t: 'locale' | 'cookies' | 'metadata' | 'scheme' | 'watch' }>

const BANNED = 'The person is banned: the messenger is gone until the page is loaded again.'

/** A closed messenger that nothing was set for. */
export function createMessenger(stage: Stage, link: Pick<Link, 'say' | 'tell'>, events: Events): Messenger {
  const settings = new Map<Setting['t'], Setting>()
  const followers: ((message: ToLoader) => void)[] = []
  const answers = createAnswers()
  const screen = createScreen(stage, (message) => link.tell(message), events)
  let isGone = false

  const call = (message: ToMessenger) => {
    if (isGone) return refuse(message)
    stage.summon()
    link.say(message)
  }
  const login = createLogin(call, events)

  function refuse(message: ToMessenger): void {
    if (message.t === 'login') login.failed(message.n, failure('user_banned', BANNED))
    if (message.t === 'send' || message.t === 'reset') answers.failed(message.n, BANNED)
  }

  return {
    screen,
    login,
    answers,
    events,
    call,
    set(setting) {
      if (setting.t === 'locale') screen.speak(setting.tag)
      settings.set(setting.t, added(settings.get(setting.t), setting))
      link.tell(setting)
    },
    standing: () => [screen.shown(), ...settings.values()],
    hear(message) {
      if (message.t === 'gone') {
        isGone = true
        login.forget()
        screen.goAway()
      } else {
        hear(message, { screen, login, answers, events })
      }
      for (const follower of followers) follower(message)
    },
    follow: (listener) => void followers.push(listener),
  }
}

/** Fields and tags are set one without the other, and both stay. */
function added(before: Setting | undefined, setting: Setting): Setting {
  if (before?.t !== 'metadata' || setting.t !== 'metadata') return setting
  return { t: 'metadata', metadata: { ...before.metadata, ...setting.metadata } }
}

type Parts = Pick<Messenger, 'screen' | 'login' | 'answers' | 'events'>

/** Passes on what the iframe says. What a newer one may say besides is not for us. */
function hear(message: Exclude<ToLoader, { t: 'gone' }>, { screen, login, answers, events }: Parts): void {
  switch (message.t) {
    case 'ready':
    case 'standing':
    case 'said':
    case 'reconnected':
    case 'waits':
    case 'availability':
      return
    case 'token_wanted':
      return login.wanted(message.n)
    case 'logged_in':
      return login.succeeded(message.n)
    case 'login_failed':
      return login.failed(message.n, failure(message.reason, message.message))
    case 'logged_out':
      return login.ended()
    case 'expired':
      return login.expired()
    case 'login_requested':
      return events.emit('loginRequested')
    case 'unread':
      return screen.countUnread(message.count)
    case 'close_wanted':
      return screen.close()
    case 'done':
      return answers.done(message.n)
    case 'failed':
      return answers.failed(message.n, message.message)
  }
}
