import { api } from '$lib/api'
import { ask, type Answer } from '$lib/problem'
import type { Standing } from './emails.ts'
import type { MailDraft } from './follow-ups.ts'
import type { Outgoing } from './outbox.ts'
import { queryOf, type Shown } from './shown.ts'
import type {
  Answered, Colleagues, ConversationPage, Devices, FollowedUp, Inbox, MergedTickets, Missed, Person, Summary, Taken, Ticket, TicketStatus, Work,
} from './wire.ts'

/** What the workspace asks of the server; every call gives an answer or a problem and never throws. */

/** A page of the queue; `before` is the `next` of the page before. */
export function readInbox(shown: Shown, before?: string): Promise<Answer<Inbox>> {
  const query = { ...queryOf(shown), ...(before !== undefined && { before }) }
  return ask(api.GET('/agent/v1/inbox', { params: { query } }))
}

/** How the agent works, and what waits in the queues. */
export function readWork(): Promise<Answer<Work>> {
  return ask(api.GET('/agent/v1/work'))
}

/** The agent says whether they are there, and may be given tickets. */
export function setAvailable(available: boolean): Promise<Answer<Work>> {
  return ask(api.PUT('/agent/v1/presence', { body: { available } }))
}

/** Takes the next ticket of the agent's queues by hand. */
export function takeNext(): Promise<Answer<Taken>> {
  return ask(api.POST('/agent/v1/next-ticket', { body: {} }))
}

/** The agent's tickets that were merged into others and that they have not seen yet (MRG-3). */
export function readMergedTickets(): Promise<Answer<MergedTickets>> {
  return ask(api.GET('/agent/v1/merged-tickets'))
}

/** The agent has seen what became of a ticket. */
export function seeMergedTicket(id: string): Promise<Answer<unknown>> {
  return ask(api.DELETE('/agent/v1/merged-tickets/{id}', { params: { path: { id } } }))
}

/** The newest messages of a conversation, or those before one of them. */
export function readConversation(id: string, before?: string): Promise<Answer<ConversationPage>> {
  const query = before === undefined ? {} : { before }
  return ask(api.GET('/agent/v1/conversations/{id}', { params: { path: { id }, query } }))
}

/** What is proven of a conversation, and what came signed with the login that speaks for it (ROU-5). */
export function readSummary(id: string): Promise<Answer<Summary>> {
  return ask(api.GET('/agent/v1/conversations/{id}/summary', { params: { path: { id } } }))
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

/** Asks the person of a conversation to sign in (SEE-10). */
export function requestLogin(id: string): Promise<Answer<unknown>> {
  return ask(api.POST('/agent/v1/conversations/{id}/login-request', { params: { path: { id } }, body: {} }))
}

/** A mail to be written, under the id that this computer made for it, with the standing that was warned of and confirmed. */
export interface Outgo extends MailDraft {
  clientId: string
  confirmed: Standing | null
}

/** What came of writing a mail: the mail, or a problem and, where it is that, what is to be warned of first. */
export interface Mailed {
  answer: Answer<FollowedUp>
  standing: string | null
}

/** Writes to an address of the person of a conversation (EML-11). */
export async function writeFollowUp(id: string, { clientId, email, subject, text, confirmed }: Outgo): Promise<Mailed> {
  const body = { client_id: clientId, email, subject: subject.trim(), text: text.trim(), confirmed }
  let standing: string | null = null
  const params = { path: { id } }
  const call = api.POST('/agent/v1/conversations/{id}/follow-ups', { params, body }).then((called) => {
    standing = called.error?.error.standing ?? null
    return called
  })
  return { answer: await ask(call), standing }
}

/** A user as they are now. */
export function readPerson(id: string): Promise<Answer<Person>> {
  return ask(api.GET('/agent/v1/users/{id}', { params: { path: { id } } }))
}

/** What came of attaching an address: the person, or a problem and, where it is that, who holds the address. */
export interface Attached {
  answer: Answer<Person>
  heldBy: string | null
}

/** Attaches an address to somebody, with how it was checked, if that is said (EML-4). */
export async function attachEmail(id: string, address: string, checkedHow: string): Promise<Attached> {
  const body = { address, checked_how: checkedHow === '' ? null : checkedHow }
  let heldBy: string | null = null
  const call = api.POST('/agent/v1/users/{id}/emails', { params: { path: { id } }, body }).then((called) => {
    heldBy = called.error?.error.holder ?? null
    return called
  })
  return { answer: await ask(call), heldBy }
}

/** Detaches an address that no token gave (EML-4). */
export function detachEmail(id: string, email: string): Promise<Answer<Person>> {
  return ask(api.DELETE('/agent/v1/users/{id}/emails/{email}', { params: { path: { id, email } } }))
}

/** Everybody who can be given a ticket. */
export function readColleagues(): Promise<Answer<Colleagues>> {
  return ask(api.GET('/agent/v1/agents'))
}

/** Changes a ticket. */
export function changeTicket(
  id: string,
  change: { status: TicketStatus } | { assignee: string | null } | { queue: string | null },
): Promise<Answer<Ticket>> {
  return ask(api.PATCH('/agent/v1/tickets/{id}', { params: { path: { id } }, body: change }))
}
