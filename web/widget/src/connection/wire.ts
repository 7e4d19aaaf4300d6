/** The parts of the server's answers that the messenger reads (docs/reference/protocol.md); it ignores all others. */

import type { Wait } from '@bonafide/shared/frame'

/** Whom a session belongs to. */
export interface User {
  id: string
  external_id: string | null
  name: string | null
}

/** A session as it is handed out, this once. */
export interface Session {
  token: string
  id: string
  kind: 'anonymous' | 'authenticated'
  expires_at: string
  renew_at?: string | null
}

/** A conversation and the number of the last event that the answer shows. */
export interface Head {
  id: string
  head: number
}

/** Something that was said. Messages are ordered by `id`. */
export interface Message {
  id: string
  conversation: string
  /** `id` is null for the system. */
  author: { kind: string; id: string | null; name?: string | null }
  /** `contact_asked` has no words: it is the form. */
  kind: string
  text: string
  /** What was typed into the form; only of the kind `contact`. */
  contact?: { name: string | null; email: string } | null
  client_id?: string | null
  received_at: string
}

/** The answer to `POST /client/v1/sessions`. */
export interface Opened {
  session: Session
  user: User
}

/** The answer to `POST /client/v1/login`. */
export interface LoggedIn extends Opened {
  conversation: Head | null
  joined: boolean
}

/** The answer to `POST /client/v1/messages`. */
export interface Posted {
  message: Message
  conversation: Head
}

/** A conversation of the user, with the last that was said in it. */
export interface Listed extends Head {
  last_message: Message | null
}

/** The user's conversations, the one last written to first (MRG-9). */
export interface OwnConversations {
  may_begin: boolean
  all: Listed[]
}

/** The answer to `GET /client/v1/conversation`. */
export interface Page {
  conversation: Head | null
  /** Only where the user has several or may begin another. */
  conversations?: OwnConversations
  messages: Message[]
  has_more: boolean
  user: User
  /** When somebody who is not signed in was last asked to sign in. */
  login_requested_at?: string | null
  earlier_conversation?: EarlierConversation | null
}

/** What was written on the device before the login, of which the person is asked whether it is theirs. */
export interface EarlierConversation {
  last_written_at: string
}

/** The answer to `POST /client/v1/earlier-conversation`. */
export interface QuestionAnswered {
  joined: boolean
  conversation: Head | null
  signed_in_at: string
}

/** A session of the user, of those that `GET /client/v1/sessions` gives. */
export interface OwnSession {
  id: string
  /** It is the one that asked. */
  this: boolean
  agent_text: string
  opened_at: string
}

/** The answer to `GET /client/v1/sessions`. */
export interface OwnSessions {
  sessions: OwnSession[]
}

/** One numbered event of a conversation. */
export interface ConversationEvent {
  t: 'event'
  /** The conversation. */
  c: string
  n: number
  k: string
  at: string
  message?: Message | null
  /** Where a conversation that moved goes on. */
  into?: string | null
}

/** The answer to `GET /client/v1/events`. */
export interface Missed {
  events?: ConversationEvent[]
  resync?: boolean
  head: number
}

/** What the server says on the socket. */
export type Frame =
  | { t: 'ready'; user: User; conversation: Head | null; conversations?: Head[]; expires_at: string }
  | ConversationEvent
  | { t: 'head'; c: string; n: number }
  | { t: 'resync'; c: string }
  | { t: 'waits'; c: string; wait: Wait | null }

/** What the form is sent as. */
export interface GiveContact {
  client_id: string
  email: string
  name?: string
  as_user: string
  conversation?: string
}

/** What a message is sent as. */
export interface Post {
  client_id: string
  text: string
  as_user: string
  composed_authenticated: boolean
  conversation?: string
  begun_by?: string
  fields?: { id: string; value: string | number | boolean }[]
  tags?: string[]
}
