/**
 * What the loader on the host's page and the messenger in its iframe say to each other.
 *
 * One handshake by `postMessage` with exact origins on both sides hands over a `MessagePort`; everything after goes
 * through the port (details 30). A session's token never crosses: the page could read it. A user's token crosses
 * inwards, for it comes from the page.
 */

/** The version of this protocol. Loader and messenger are served by one server, but a cached loader may be older. */
export const VERSION = 1

/** The handshake: the loader posts it to the iframe, to exactly the server's origin, with one port. */
export interface Hello {
  v: number
  /** The channel's public key. */
  key: string
}

/** Whether something received is the handshake for this channel. */
export function isHello(data: unknown, key: string): data is Hello {
  return typeof data === 'object' && data !== null && 'v' in data && data.v === VERSION && 'key' in data && data.key === key
}

/** Fields and tags that the page gives a conversation (KEY-7). They prove nothing. */
export interface Metadata {
  fields: { id: string; value: string | number | boolean }[]
  tags: string[]
}

/** How somebody waits for an agent, where that is told (ROU-4): as the how many-th, and for about so many minutes if that can be
 *  said; or outside opening hours (ROU-8). */
export type Wait = { is: 'open'; position: number; minutes: number | null } | { is: 'closed' }

/** Who is there for whoever writes now: somebody who can take the next, nobody, or it is outside opening hours. */
export type Attendance = 'there' | 'away' | 'closed'

/** What everybody may know of a channel (`GET /client/v1/availability`). */
export interface Availability {
  attendance: Attendance
  departments: { id: string; name: string; attendance: Attendance }[]
}

/** What may be kept on the visitor's device. */
export type Cookies = 'all' | 'functional' | 'none'

/** How light the page is; the messenger follows it. */
export type Scheme = 'light' | 'dark'

/** What the loader says. */
export type ToMessenger =
  /**
   * The panel is on screen now, or is not. The first one comes right after the handshake, and `scheme` and whatever
   * the page has set (`cookies`, `locale`, `metadata`) with it; all else waits for `ready`.
   */
  | { t: 'shown'; shown: boolean; phone: boolean }
  /** The page called `loginUser`: ask for a token and log in. `n` names the call in the answer. */
  | { t: 'login'; n: number }
  /** The answer to `token_wanted` with the same `n`: what the page's callback gave, or why there is none. */
  | { t: 'token'; n: number; token: string }
  | { t: 'no_token'; n: number }
  /** The page called `logoutUser`. */
  | { t: 'logout' }
  /** Forget everything on this device, and say `done` with this `n`. */
  | { t: 'reset'; n: number }
  /** Say this, as if typed, and answer `done` or `failed` with this `n`. `conversation` names one of several (MRG-9). */
  | { t: 'send'; n: number; text: string; conversation?: string }
  | { t: 'locale'; tag: string }
  | { t: 'scheme'; scheme: Scheme }
  | { t: 'cookies'; cookies: Cookies }
  | { t: 'metadata'; metadata: Partial<Metadata> }
  /** The page calls us as one of the systems replaced: say `standing`, `said` and `reconnected` as well. */
  | { t: 'watch' }
  /** Say `availability`. */
  | { t: 'availability' }

/** What the messenger says. */
export type ToLoader =
  /** It has what it needs and hears. */
  | { t: 'ready' }
  /** It needs a user's token from the page: at login, before each expiry, at return from an expired session. */
  | { t: 'token_wanted'; n: number }
  /** The login named `n` went well; or a renewal, without `n`. */
  | { t: 'logged_in'; n?: number }
  /** The login named `n` was refused; or a renewal, without `n`. */
  | { t: 'login_failed'; n?: number; reason: string; message: string }
  /** The session ended by a logout here or in another tab of the page. */
  | { t: 'logged_out' }
  /** The session expired and no new token came (SES-4). */
  | { t: 'expired' }
  /** The person is to sign in on the page: an agent asked for it (SEE-10), or they pressed *sign in*. */
  | { t: 'login_requested' }
  | { t: 'unread'; count: number }
  /** The person pressed close, or Escape. */
  | { t: 'close_wanted' }
  /** The messenger goes away and does not come back: the person is banned (SES-13). */
  | { t: 'gone' }
  | { t: 'done'; n: number }
  | { t: 'failed'; n: number; message: string }
  /** Only to who watches: whether something was said in the open conversation, and whether the person is signed in; now, and
   *  whenever either changes. */
  | { t: 'standing'; talking: boolean; signedIn: boolean }
  /** Only to who watches: something was said just now, by somebody of this kind (`user`, `agent`, `system`). */
  | { t: 'said'; by: string }
  /** Only to who watches: how the person waits in the open conversation; null if they do not, or are not told. */
  | { t: 'waits'; wait: Wait | null }
  /** Whether anybody is there, since the page asked; null if that cannot be told. */
  | { t: 'availability'; availability: Availability | null }
  /** Only to who watches: somebody signed in had lost the connection and has it again. */
  | { t: 'reconnected' }

/** What the server bakes into the loader. */
export interface LoaderSettings {
  /** The channel's public key. */
  key: string
  /** The channel's name, which the launcher and the panel are called by. */
  name: string
  /** The host's own colour as `#rrggbb`, or null for ours. */
  color: string | null
  /** The page's function that gives tokens, where the channel's setting names one (OMN-1). */
  client_function?: string
  /** The channel has no authentication setting, so what the page says can be context (OMN-8, ROU-3). */
  takes_context?: boolean
  /** Where whoever opens the chat without being signed in is sent first, where the channel names that (OMN-14). */
  sign_in_page?: string
}

/** What the server writes into the messenger's page, as JSON in the element with the id `channel`. */
export interface MessengerSettings extends LoaderSettings {
  /** Whether nothing can be sent without signing in (SES-6). */
  login_required: boolean
  /** Whether a person may have several conversations (MRG-9). */
  multiple_conversations: boolean
  /** The origins of the pages that may embed it, such as `https://shop.example` or `http://localhost:*`. */
  origins: string[]
}
