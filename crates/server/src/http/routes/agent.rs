//! The rows about an agent's session, their inbox, and the conversations in it.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{AlreadySignedIn, BadRequest, RateLimited, SignInRefused, TicketClosed, UserBanned},
        Route,
        Who::Agent,
        get,
        handlers::agent,
        patch, post,
    },
    realtime::upgrade,
    wire,
};

/// What agents do with their session, tickets and conversations.
pub(super) fn agent() -> Vec<Route> {
    use wire::{
        agent::{AgentEvent, Answer, Answered, Colleagues, Page, SignIn, SignedIn},
        client::{After, Before, Missed},
        summary::ConversationSummary,
        ticket::{ChangeTicket, Inbox, InboxAsked, Ticket},
    };
    vec![
        post("/agent/v1/sign-in", agent::sign_in)
            .summary("Signs an agent in")
            .takes::<SignIn>()
            .gives::<SignedIn>()
            .fails(&[SignInRefused, RateLimited]),
        post("/agent/v1/sign-out", agent::sign_out)
            .who(Agent)
            .summary("Signs the agent out")
            .takes::<wire::Empty>()
            .gives::<wire::Empty>(),
        get("/agent/v1/socket", upgrade::agent)
            .summary("Becomes the WebSocket on which an agent hears what happens")
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .fails(&[BadRequest, RateLimited]),
        get("/agent/v1/me", agent::me)
            .who(Agent)
            .summary("Reads who is signed in")
            .gives::<wire::agent::Agent>(),
        get("/agent/v1/agents", agent::colleagues)
            .who(Agent)
            .summary("Lists everyone whom a ticket can be given to, by name")
            .gives::<Colleagues>(),
        get("/agent/v1/inbox", agent::inbox)
            .who(Agent)
            .summary("Reads a page of the tickets that are not closed, or of a view of them, the latest activity first")
            .asks::<InboxAsked>()
            .gives::<Inbox>(),
        patch("/agent/v1/tickets/{id}", agent::change_ticket)
            .who(Agent)
            .summary("Changes where a ticket stands and whose work it is")
            .takes::<ChangeTicket>()
            .gives::<Ticket>()
            .fails(&[TicketClosed]),
        get("/agent/v1/conversations/{id}", agent::conversation)
            .who(Agent)
            .summary("Reads a page of a conversation, with marks and evidence")
            .asks::<Before>()
            .gives::<Page>(),
        get("/agent/v1/conversations/{id}/summary", agent::summary)
            .who(Agent)
            .summary("Reads what is proven of a conversation, and what came signed with the login that speaks for it")
            .gives::<ConversationSummary>(),
        get("/agent/v1/conversations/{id}/events", agent::events)
            .who(Agent)
            .summary("Reads what happened in a conversation after a number")
            .asks::<After>()
            .gives::<Missed<AgentEvent>>(),
        post("/agent/v1/conversations/{id}/messages", agent::answer)
            .who(Agent)
            .summary("Writes an answer or a note")
            .takes::<Answer>()
            .gives::<Answered>()
            .status(StatusCode::CREATED)
            .repeats(),
        post("/agent/v1/conversations/{id}/login-request", agent::request_login)
            .who(Agent)
            .summary("Asks the person of a conversation to sign in")
            .takes::<wire::Empty>()
            .gives::<wire::Empty>()
            .fails(&[AlreadySignedIn, UserBanned]),
    ]
}
