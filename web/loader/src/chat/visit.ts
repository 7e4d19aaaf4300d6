import type { Attendance, Availability } from '@bonafide/shared/frame'
import { callPage } from '../callback.ts'
import { warn } from '../console.ts'
import type { Messenger } from '../messenger.ts'
import type { JwtCallback } from '../token.ts'
import type { Callback } from '../wanted.ts'

/** What pages of the older chat are told of. */
export type VisitEvent = 'connected' | 'start' | 'end' | 'status' | 'unread' | 'shown' | 'hidden'

/** What pages of the older chat know and do, whichever of its two functions they call. */
export interface Visit {
  /** Whether somebody is signed in. */
  isSignedIn(): boolean
  /** Whether something was said in the conversation that is open. */
  isTalking(): boolean
  /** How many messages nobody has seen. */
  unread(): number
  /** Whether anybody is there, as far as that is known: whoever writes is taken at any hour. */
  status(): Status
  /** The departments, once they are known. */
  departments(): Department[]
  /** Calls back at each event of this name, until the function that is returned is called. */
  on(name: VisitEvent, callback: Callback): () => void
  /** CHT-4: from now on this function of the page is asked whenever a token is needed, and now. */
  authenticate(jwtFn: Callback): void
  /** CHT-9: logs out and wipes the device. Whoever signs in after that needs no new page. */
  clearAll(): void
}

/** What pages hear of whether anybody is there. */
export type Status = 'online' | 'away' | 'offline'

/** A department, as pages know it: a queue that visitors may wish for. */
export interface Department {
  id: string
  name: string
  status: Status
}

const STATUSES: Record<Attendance, Status> = { there: 'online', away: 'away', closed: 'offline' }

/** How often it is asked whether anybody is there, in milliseconds. */
const OFTEN = 60_000

/** Nothing is known yet: the messenger tells. */
export function createVisit({ login, events, screen, call, set, follow }: Messenger): Visit {
  const listeners = new Set<{ name: VisitEvent; callback: Callback }>()
  let [isConnected, isTalking, isSignedIn, isAsked] = [false, false, false, false]
  let status: Status | null = null
  let departments: Department[] = []

  const emit = (name: VisitEvent, ...payload: unknown[]) => {
    for (const listener of [...listeners]) if (listener.name === name) callPage(() => listener.callback(...payload))
  }

  events.on('open', () => emit('shown'))
  events.on('close', () => emit('hidden'))
  events.on('unreadMessages', (count) => emit('unread', count))
  follow((message) => {
    if (message.t === 'logged_in') isSignedIn = true
    if (message.t === 'logged_out' || message.t === 'expired') isSignedIn = false
    // SES-5: a logout forgets the page's function, in whatever tab it was.
    if (message.t === 'logged_out' && !login.isPending()) isAsked = false
    // CHT-4: a new token after each reconnection. A login that is under way has asked for one already.
    if (message.t === 'reconnected' && isAsked && !login.isPending()) call({ t: 'login', n: 0 })
    if (message.t === 'availability') {
      const before = status
      // What cannot be told now stays as it was.
      status = message.availability ? STATUSES[message.availability.attendance] : (status ?? 'online')
      if (message.availability) departments = message.availability.departments.map(departmentOf)
      if (status !== before) emit('status', status)
    }
    if (message.t !== 'standing') return
    const [wasConnected, wasTalking] = [isConnected, isTalking]
    isConnected = true
    isTalking = message.talking
    isSignedIn = message.signedIn
    if (!wasConnected) {
      emit('connected')
      call({ t: 'availability' })
      // Only pages that want to hear of it are told when it changes.
      setInterval(() => [...listeners].some(({ name }) => name === 'status') && call({ t: 'availability' }), OFTEN)
    }
    if (isTalking !== wasTalking) emit(isTalking ? 'start' : 'end')
  })
  set({ t: 'watch' })

  return {
    isSignedIn: () => isSignedIn,
    isTalking: () => isTalking,
    unread: () => screen.view.unread,
    status: () => status ?? 'online',
    departments: () => departments.map((one) => ({ ...one })),
    on(name, callback) {
      const listener = { name, callback }
      listeners.add(listener)
      // Pages say what they want to hear before or after it has come about.
      if (isConnected && name === 'connected') callPage(() => callback())
      if (status && name === 'status') callPage(() => callback(status))
      return () => void listeners.delete(listener)
    },
    authenticate(jwtFn) {
      isAsked = true
      login.begin(asking(jwtFn))
    },
    clearAll() {
      isAsked = false
      login.forget()
      call({ t: 'logout' })
    },
  }
}

function departmentOf({ id, name, attendance }: Availability['departments'][number]): Department {
  return { id, name, status: STATUSES[attendance] }
}

/** CHT-4: what the page's function answers counts once, and anything but a token is said in the console. */
function asking(jwtFn: Callback): JwtCallback {
  return (answer) => jwtFn((token: unknown) => {
    if (typeof token !== 'string' || token === '') warn('invalid jwt in callback')
    answer(token)
  })
}
