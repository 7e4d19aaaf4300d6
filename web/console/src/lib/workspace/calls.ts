import { api } from '$lib/api'
import { ask, type Answer } from '$lib/problem'
import type { Outgoing } from './outbox.ts'
import type {
  Answered, Colleagues, ConversationPage, Devices, Inbox, Missed, Person, Ticket, TicketStatus, View,
} from './wire.ts'

/** What the workspace asks of the server; every call gives an answer or a problem and never throws. */

/** A page of the queue; `before` is the `next` of the page before. */
export function readInbox(view: View, before?: string): Promise<Answer<Inbox>> {
  return ask(api.GET('/agent/v1/inbox', { params: { query: before === undefined ? { view } : { view, before } } }))
}

/** The newest messages of a conversation, or those before one of them. */
export function readConversation(id: string, before?: string): Promise<Answer<ConversationPage>> {
  const query = before === undefined ? {} : { before }
  return ask(api.GET('/agent/v1/conversations/{id}', { params: { path: { id }, query } }))
}

/** What happened after an event. */
export function readEvents(id: string, after: number): Promise<Answer<Missed>> {
  return ask(api.GET('/agent/v1/conversations/{id}/events', { params: { path: { id }, query: { after } } }))
}

/** Says something; repeating it is harmless. */
export function answer(id: string, { clientId, text, visibility }: Outgoing): Promise<Answer<Answered>> {
  const body = { client_id: clientId, text, visibility }
  return ask(api.POST('/agent/v1/conversations/{id}/messages', { params: { path: { id } }, body }))
}

/** Somebody's devices and sessions. */
export function readDevices(id: string): Promise<Answer<Devices>> {
  return ask(api.GET('/agent/v1/users/{id}/devices', { params: { path: { id } } }))
}

/** Bans somebody, or lifts the ban. */
export function setBan(id: string, isBanned: boolean): Promise<Answer<Person>> {
  const params = { path: { id } }
  return isBanned
    ? ask(api.PUT('/agent/v1/users/{id}/ban', { params, body: {} }))
    : ask(api.DELETE('/agent/v1/users/{id}/ban', { params }))
}

/** Everybody who can be given a ticket. */
export function readColleagues(): Promise<Answer<Colleagues>> {
  return ask(api.GET('/agent/v1/agents'))
}

/** Changes a ticket. */
export function changeTicket(
  id: string,
  change: { status: TicketStatus } | { assignee: string | null },
): Promise<Answer<Ticket>> {
  return ask(api.PATCH('/agent/v1/tickets/{id}', { params: { path: { id } }, body: change }))
}
