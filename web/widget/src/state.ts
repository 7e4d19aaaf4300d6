/** What the screen is drawn from. */
import type { Scheme, Wait } from '@bonafide/shared/frame'
import type { ContactForm } from './contact/giving.ts'
import type { Several } from './conversation/choice.ts'
import { type Thread, UNREAD } from './model/thread.ts'
import type { Unsent } from './outbox/outbox.ts'
import type { Question } from './session/earlier.ts'
import type { OwnList } from './session/own.ts'

/** Who the person is to this messenger. */
export type Who =
  | { kind: 'nobody' }
  | { kind: 'signed_in'; name: string | null }
  /** Signed in until the session expired (SES-11). */
  | { kind: 'expired' }
  /** Banned (SES-13). */
  | { kind: 'gone' }

/** Something that the person is told once. */
export type Notice =
  | 'login_refused'
  /** Words of somebody else were discarded. */
  | 'discarded'
  /** The session had ended elsewhere. */
  | 'ended'
  /** This place is not there any more. */
  | 'closed'
  /** What they were asked could not be answered any more. */
  | 'too_late'

/** Everything the screen shows. */
export interface State {
  who: Who
  /** Their token failed, and nobody writes here without a good one then (CHT-10). */
  isTurnedAway: boolean
  isSigningIn: boolean
  isLeaving: boolean
  /** Somebody of the company asked the person to sign in (SEE-10). */
  isLoginRequested: boolean
  /** The person's sessions, while they look at them (SES-7). */
  sessions: OwnList | null
  /** What the person is asked of what was written on this device (MRG-11). */
  question: Question | null
  /** The person's conversations, where they have several or may begin another (MRG-9). */
  several: Several | null
  thread: Thread
  /** How they wait for an agent in the open conversation, where that is told (ROU-4). */
  wait: Wait | null
  /** What waits of this person, oldest first. */
  unsent: readonly Unsent[]
  draft: string
  /** The form that asks for name and address, where there is one (SEE-5). */
  form: ContactForm | null
  notice: Notice | null
  /** Since when the server cannot be reached, by this device's clock. */
  offlineSince: number | null
  isShown: boolean
  isPhone: boolean
  locale: string | null
  scheme: Scheme | null
}

/** Before anything is known. */
export const AT_FIRST: State = {
  who: { kind: 'nobody' },
  isTurnedAway: false,
  isSigningIn: false,
  isLeaving: false,
  isLoginRequested: false,
  sessions: null,
  question: null,
  several: null,
  thread: UNREAD,
  wait: null,
  unsent: [],
  draft: '',
  form: null,
  notice: null,
  offlineSince: null,
  isShown: false,
  isPhone: false,
  locale: null,
  scheme: null,
}
