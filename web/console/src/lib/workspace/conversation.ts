import {
  markOf, type Confirmation, type ConversationPage, type Event, type Evidence, type FollowUp, type LoginRequest,
  type Message,
} from './wire.ts'
import type { OtherConversation, Person, Ticket, TicketDetails } from './wire.ts'

/** A conversation as far as this tab has read and heard of it. */
export interface Conversation {
  id: string
  /** The number of the last event that is in it. */
  head: number
  person: Person
  /** The person's other conversations, the one last written to first (MRG-9). */
  others: readonly OtherConversation[]
  /** Oldest first. */
  tickets: readonly TicketDetails[]
  /** Oldest first: by id. */
  messages: readonly Message[]
  /** Whether there are older ones. */
  hasMore: boolean
  /** Logins that were heard of, by an event or beside the person's mark. */
  logins: readonly Evidence[]
  /** Logouts that were heard of live. */
  logouts: readonly Logout[]
  /** When the person was asked to sign in, oldest first, as far back as the messages go. */
  requests: readonly LoginRequest[]
  /** When the person said that an earlier conversation is theirs, oldest first, as far back as the messages go (MRG-11). */
  confirmations: readonly Confirmation[]
  /** The mails among the messages, by the message. */
  mails: ReadonlyMap<string, FollowUp>
  /** Whether the installation sends mail. */
  sendsMail: boolean
}

/** A session of the person that was signed out. */
export interface Logout {
  session: string
  at: string
}

/** What is to be read after an event, because the event refers to it and does not say it. */
export type Next =
  | { read: 'nothing' }
  /** Events are missing in between. */
  | { read: 'gap' }
  /** Whose it is, what is proven of them, and its tickets. */
  | { read: 'facts' }
  | { read: 'page' }
  /** The conversation goes on in another one. */
  | { read: 'other'; conversation: string }

const NOTHING: Next = { read: 'nothing' }
const FACTS: Next = { read: 'facts' }

/** The conversation that a page shows. What was heard live before stays: a page does not repeat it. */
export function fromPage(page: ConversationPage, before: Conversation | null = null): Conversation {
  const isSame = before !== null && before.id === page.conversation.id
  return {
    id: page.conversation.id,
    head: page.conversation.head,
    person: page.user,
    others: page.others,
    tickets: page.tickets,
    messages: page.messages,
    hasMore: page.has_more,
    logins: withLogin(isSame ? before.logins : [], page.user),
    logouts: isSame ? before.logouts : [],
    requests: withRequests([], page.login_requests),
    confirmations: withConfirmations([], page.confirmations),
    mails: withMails(new Map(), page.follow_ups),
    sendsMail: page.sends_mail,
  }
}

/** With an older page before what is there. */
export function withOlder(conversation: Conversation, page: ConversationPage): Conversation {
  const requests = withRequests(conversation.requests, page.login_requests)
  const confirmations = withConfirmations(conversation.confirmations, page.confirmations)
  const messages = merged(conversation.messages, page.messages)
  // What was heard since goes before what an older page says.
  const mails = withMails(withMails(new Map(), page.follow_ups), [...conversation.mails.values()])
  return { ...conversation, messages, hasMore: page.has_more, requests, confirmations, mails }
}

/** Each once, oldest first. */
function withConfirmations(
  known: readonly Confirmation[], more: readonly Confirmation[],
): readonly Confirmation[] {
  const bySession = new Map([...known, ...more].map((one) => [one.evidence.session, one]))
  return [...bySession.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** With how far a mail is by now. */
export function withMail(conversation: Conversation, mail: FollowUp): Conversation {
  return { ...conversation, mails: withMails(conversation.mails, [mail]) }
}

function withMails(known: ReadonlyMap<string, FollowUp>, more: readonly FollowUp[]): ReadonlyMap<string, FollowUp> {
  return new Map([...known, ...more.map((mail) => [mail.message, mail] as const)])
}

/** Each once, oldest first. */
function withRequests(known: readonly LoginRequest[], more: readonly LoginRequest[]): readonly LoginRequest[] {
  const byTime = new Map([...known, ...more].map((request) => [`${request.at} ${request.by.id}`, request]))
  return [...byTime.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** With a message that arrived as an answer, or in an event. */
export function withMessage(conversation: Conversation, message: Message): Conversation {
  return { ...conversation, messages: merged(conversation.messages, [message]) }
}

/** With what a page says now of whose it is, which a login changes, and of its tickets. Messages come as events. */
export function withFacts(conversation: Conversation, page: ConversationPage): Conversation {
  const logins = withLogin(conversation.logins, page.user)
  return { ...conversation, person: page.user, others: page.others, tickets: page.tickets, logins }
}

/** The first evidence of a session that was seen is kept, so that the seam stays where it is when it is renewed. */
function withLogin(logins: readonly Evidence[], { mark, evidence }: Person): readonly Evidence[] {
  const isNew = evidence && !logins.some((login) => login.session === evidence.session)
  return isNew && markOf(mark) === 'verified_now' ? [...logins, evidence] : logins
}

/** Where the server has not been heard for so long that its word on the person may be over: no word, no mark. */
export function withoutMark(person: Person): Person {
  return { ...person, mark: '', evidence: null }
}

/** With what the server now says of a ticket. */
export function withTicket(conversation: Conversation, ticket: Ticket): Conversation {
  const isKnown = conversation.tickets.some((one) => one.id === ticket.id)
  const tickets = conversation.tickets.map((one) => (one.id === ticket.id ? { ...one, ...ticket } : one))
  return { ...conversation, tickets: isKnown ? tickets : [...tickets, { ...ticket, fields: [], tags: [] }] }
}

/** What an event makes of it. Events that were counted already change nothing, and one from beyond a gap waits. */
export function heard(conversation: Conversation, event: Event): { conversation: Conversation; next: Next } {
  if (event.c !== conversation.id || event.n <= conversation.head) return { conversation, next: NOTHING }
  if (event.n > conversation.head + 1) return { conversation, next: { read: 'gap' } }
  return told({ ...conversation, head: event.n }, event)
}

function told(conversation: Conversation, event: Event): { conversation: Conversation; next: Next } {
  switch (event.k) {
    case 'message':
      // A message may open a ticket, or reopen it.
      return { conversation: event.message ? withMessage(conversation, event.message) : conversation, next: FACTS }
    case 'signed_in': {
      const logins = event.evidence ? [...conversation.logins, event.evidence] : conversation.logins
      return { conversation: { ...conversation, logins }, next: FACTS }
    }
    case 'signed_out': {
      const logout = event.session ? [{ session: event.session, at: event.at }] : []
      return {
        conversation: { ...conversation, logouts: [...conversation.logouts, ...logout] },
        next: FACTS,
      }
    }
    case 'login_requested': {
      const request = event.by ? [{ by: event.by, at: event.at }] : []
      return { conversation: { ...conversation, requests: withRequests(conversation.requests, request) }, next: NOTHING }
    }
    case 'confirmed': {
      const said = event.evidence ? [{ evidence: event.evidence, at: event.at }] : []
      const confirmations = withConfirmations(conversation.confirmations, said)
      return { conversation: { ...conversation, confirmations }, next: NOTHING }
    }
    case 'follow_up':
      return { conversation: event.follow_up ? withMail(conversation, event.follow_up) : conversation, next: NOTHING }
    case 'ticket':
      return { conversation: event.ticket ? withTicket(conversation, event.ticket) : conversation, next: NOTHING }
    case 'joined':
    case 'parted':
      return { conversation, next: { read: 'page' } }
    case 'moved':
      return { conversation, next: event.into ? { read: 'other', conversation: event.into } : { read: 'page' } }
    default:
      // Kinds that this console does not know are counted, as the protocol says.
      return { conversation, next: NOTHING }
  }
}

/** The ticket that is worked on: the newest that is not closed, else the newest. */
export function currentTicket(tickets: readonly TicketDetails[]): TicketDetails | null {
  return tickets.findLast((ticket) => ticket.status !== 'closed') ?? tickets.at(-1) ?? null
}

function merged(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byId = new Map([...known, ...more].map((message) => [message.id, message]))
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
