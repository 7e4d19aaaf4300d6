/** What tests make their conversations of. */
import type { Conversation } from './conversation.ts'
import type { Email, Event, Evidence, FollowUp, Line, Message, Person, TicketDetails } from './wire.ts'

/** A minute of 22 November 2026 from 14:00 UTC on. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 22, 14, minute)).toISOString()
}

export function evidence(over: Partial<Evidence> = {}): Evidence {
  return {
    id: 'evidence-1',
    method: 'signed_token',
    rule: 'RES-1',
    session: 'session-1',
    device: 'device-1',
    channel: 'channel-1',
    issued_at: at(6),
    accepted_at: at(7),
    expires_at: at(66),
    external_id: 'usr_48213',
    key: { id: 'app_1', name: 'shop-2026' },
    token_sha256: 'aa',
    ...over,
  }
}

export function person(over: Partial<Person> = {}): Person {
  return {
    id: 'user-5a90', mark: 'not_verified', name: null, external_id: null, emails: [], evidence: null, first_seen_at: at(0), ...over,
  }
}

export function email(over: Partial<Email> = {}): Email {
  return { id: 'email-1', address: 'mara@mail.example', standing: 'added_by_agent', since: at(0), ...over }
}

export function followUp(over: Partial<FollowUp> = {}): FollowUp {
  return {
    message: 'message-0001', address: 'mara@mail.example', standing: 'added_by_agent', subject: 'Your bowl', state: 'waiting', attempts: 0, ...over,
  }
}

export function said(minute: number, over: Partial<Message> = {}): Message {
  return {
    id: `message-${String(minute).padStart(4, '0')}`,
    conversation: 'conversation-1',
    author: { kind: 'user', id: 'user-5a90', name: null },
    kind: 'text',
    text: 'Where is my order?',
    received_at: at(minute),
    visibility: 'all',
    mark: 'not_verified',
    evidence: null,
    session: 'session-0',
    device: 'device-1',
    ...over,
  }
}

export function proven(minute: number, over: Partial<Message> = {}): Message {
  return said(minute, {
    author: { kind: 'user', id: 'user-mara', name: 'Mara Lindqvist' },
    mark: 'verified_when_written',
    evidence: evidence(),
    session: 'session-1',
    ...over,
  })
}

export function answered(minute: number, over: Partial<Message> = {}): Message {
  return said(minute, { author: { kind: 'agent', id: 'noor', name: 'Noor Haddad' }, mark: null, session: null, device: null, ...over })
}

export function ticket(over: Partial<TicketDetails> = {}): TicketDetails {
  return { id: 'ticket-1', number: 1482, status: 'open', priority: 0, last_activity_at: at(0), assignee: null, fields: [], tags: [], ...over }
}

export function conversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: 'conversation-1', head: 10, person: person(), others: [], tickets: [ticket()], messages: [], hasMore: false, logins: [], logouts: [], requests: [], confirmations: [], mails: new Map(),
    sendsMail: true, ...over,
  }
}

export function event(n: number, over: Partial<Event>): Event {
  return { t: 'event', c: 'conversation-1', n, k: 'message', at: at(30), ...over }
}

export function line(id: string, over: Partial<Line> = {}): Line {
  return {
    id, conversation: `of-${id}`, number: 1, status: 'open', priority: 0, last_activity_at: at(0), requester: person(), assignee: null, waiting_since: null, ...over,
  }
}
