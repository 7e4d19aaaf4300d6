import type { components } from '@bonafide/shared/api/schema'
import { DRAWINGS, type MarkState } from '@bonafide/shared/marks'

type Schemas = components['schemas']

/** A user, as agents see them. */
export type Person = Schemas['Person']
/** An address of a user, with what it rests on (SEE-2). */
export type Email = Schemas['Email']
/** What proved who somebody was, at one login or renewal. */
export type Evidence = Schemas['Evidence']
/** What is proven of a conversation, at a glance (ROU-5). */
export type Summary = Schemas['ConversationSummary']
/** A context variable that came signed, with how it stands to the definitions (OMN-7). */
export type SignedVariable = Schemas['SignedVariable']
/** Something that was said, with what is proven of it. */
export type Message = Schemas['MarkedMessage']
/** The newest messages of a conversation, or those before. */
export type ConversationPage = Schemas['MarkedPage']
/** An agent asked the person to sign in (SEE-10). */
export type LoginRequest = Schemas['LoginRequest']
/** The person said that an earlier conversation is theirs (MRG-11). */
export type Confirmation = Schemas['Confirmation']
/** A ticket of the agent's that was merged into another (MRG-3). */
export type MergedTicket = Schemas['MergedTicket']
/** All of those that they have not seen. */
export type MergedTickets = Schemas['MergedTickets']
/** A mail that a message is, and how far it is (EML-11). */
export type FollowUp = Schemas['FollowUp']
/** The answer to a follow-up. */
export type FollowedUp = Schemas['FollowedUp']
/** A numbered event of a conversation. */
export type Event = Schemas['AgentEvent']
/** A ticket as a change of it is answered and told. */
export type Ticket = Schemas['Ticket']
/** Another conversation of the person, with its newest ticket (MRG-9). */
export type OtherConversation = Schemas['OtherConversation']
/** A ticket with what the page has set on it, which proves nothing. */
export type TicketDetails = Schemas['TicketDetails']
/** Where an agent can put a ticket. */
export type TicketStatus = Schemas['TicketStatus']
/** A line of the queue. */
export type Line = Schemas['InboxLine']
/** Who sees what an agent says. */
export type Audience = Schemas['Audience']

/**
 * The mark that the server's member names, and null where it gave none or one that this console does not know.
 * This is the only way to a mark: whoever draws one passes through here.
 */
export function markOf(member: string | null | undefined): MarkState | null {
  return member != null && Object.hasOwn(DRAWINGS, member) ? (member as MarkState) : null
}
/** A page of the queue. */
export type Inbox = Schemas['Inbox']
/** The parts of the queue. */
export const VIEWS = ['mine', 'unassigned', 'open', 'solved'] as const
/** One of them. */
export type View = (typeof VIEWS)[number]
/** How the agent works, and what waits in which queue (ROU-4). */
export type Work = Schemas['Work']
/** A queue that tickets wait in, as agents see it. */
export type WorkQueue = Schemas['WorkQueue']
/** The ticket that was taken by hand, if one waited. */
export type Taken = Schemas['Taken']
/** How many tickets each part has. */
export type Counts = Inbox['counts']
/** The answer to something an agent said. */
export type Answered = Schemas['Answered']
/** What happened after a number. */
export type Missed = Schemas['MissedAgentEvent']
/** The devices and sessions of somebody. */
export type Devices = Schemas['Devices']
/** One of them. */
export type Device = Devices['devices'][number]
/** One of the company's people, by id and name. */
export type Colleague = Schemas['Colleague']
/** Everybody who can be given a ticket. */
export type Colleagues = Schemas['Colleagues']
/** The statuses of a ticket (TKT-1). */
export const STATUSES = ['new', 'open', 'pending', 'solved', 'closed'] as const
/** One of them. */
export type Status = (typeof STATUSES)[number]

/** The status that the server's member names; one that this console does not know counts as open. */
export function statusOf(member: string): Status {
  return STATUSES.find((status) => status === member) ?? 'open'
}
