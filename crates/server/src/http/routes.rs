//! The one table of endpoints.

mod follow_ups;
mod identity;
mod keys;
mod merges;
mod people;
mod policies;
mod records;
mod rest_keys;
mod routing;
mod settings;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{
    ErrorCode::{
        self, AddressClaimed, AddressFromToken, AddressHeld, AddressTaken, AlreadySetUp, AlreadySignedIn,
        BadRequest, Busy, ChannelNotFound, ConversationFull, InvalidAuth, LinkSpent, LoginIdUsed,
        LoginRequired, NotFound, QuestionOver, RateLimited, SessionEnded, SessionExpired, SessionReplaced,
        SignInRefused, StillSignedIn, TicketClosed, TooManyConversations, Unavailable, UserBanned, WrongUser,
    },
    Route, Table,
    Who::{Administrator, Agent, Session},
    delete, get,
    handlers::{admin, agent, client, login, service},
    patch, post, put,
};
use crate::{realtime::upgrade, wire};

/// Every endpoint there is.
pub fn table() -> Table {
    Table::new(
        [
            service(),
            client(),
            agent(),
            admin(),
            keys::keys(),
            rest_keys::rest_keys(),
            identity::identity(),
            follow_ups::follow_ups(),
            merges::merges(),
            people::people(),
            policies::policies(),
            routing::routing(),
            records::records(),
            settings::settings(),
        ]
        .into_iter()
        .flatten(),
    )
}

fn service() -> Vec<Route> {
    vec![
        get("/livez", service::livez).summary("Says that the process runs").gives::<service::Fine>(),
        get("/readyz", service::readyz)
            .summary("Says that the process runs and the database answers")
            .gives::<service::Fine>()
            .fails(&[Unavailable, Busy]),
        get("/openapi.json", service::openapi)
            .summary("Describes this API in OpenAPI 3.1")
            .gives::<Map<String, Value>>(),
    ]
}

/// How a request fails whose session does not count. A logout asks only whether there is such a session.
const WITH_SESSION: &[ErrorCode] = &[SessionEnded, SessionExpired, SessionReplaced, UserBanned];

fn client() -> Vec<Route> {
    use wire::{
        client::{GiveContact, LoggedIn, Login, Missed, OpenSession, Opened, Page, Post, Posted},
        client_event::ClientEvent,
        own_conversation::{Since, Where},
        own_session::OwnSessions,
        question::{AnswerQuestion, QuestionAnswered},
    };
    vec![
        post("/client/v1/sessions", client::open_session)
            .summary("Opens an anonymous session on a device that is about to write")
            .takes::<OpenSession>()
            .gives::<Opened>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, UserBanned, ChannelNotFound, StillSignedIn, RateLimited]),
        post("/client/v1/login", login::log_in)
            .summary("Logs a device in with a token that the company's backend signed")
            .takes::<Login>()
            .gives::<LoggedIn>()
            .fails(&[BadRequest, InvalidAuth, ChannelNotFound, LoginIdUsed, RateLimited]),
        post("/client/v1/logout", client::log_out)
            .who(Session)
            .summary("Logs the device out")
            .takes::<wire::Empty>()
            .gives::<wire::Empty>(),
        post("/client/v1/messages", client::post)
            .who(Session)
            .summary("Writes a message")
            .takes::<Post>()
            .gives::<Posted>()
            .status(StatusCode::CREATED)
            .repeats()
            .fails(&[
                SessionEnded,
                SessionExpired,
                SessionReplaced,
                UserBanned,
                LoginRequired,
                WrongUser,
                NotFound,
                ConversationFull,
                TooManyConversations,
                RateLimited,
            ]),
        post("/client/v1/contact", client::give_contact)
            .who(Session)
            .summary("Gives the name and address that somebody who is not signed in is asked for")
            .takes::<GiveContact>()
            .gives::<Posted>()
            .status(StatusCode::CREATED)
            .repeats()
            .fails(&[
                SessionEnded,
                SessionExpired,
                SessionReplaced,
                UserBanned,
                LoginRequired,
                WrongUser,
                NotFound,
                ConversationFull,
                RateLimited,
            ]),
        get("/client/v1/conversation", client::conversation)
            .who(Session)
            .summary("Reads a page of the device's own conversation")
            .asks::<Where>()
            .gives::<Page>()
            .fails(&[SessionEnded, SessionExpired, SessionReplaced, UserBanned, NotFound]),
        post("/client/v1/earlier-conversation", client::answer_question)
            .who(Session)
            .summary("Answers whether the earlier conversation on the device is the user's")
            .takes::<AnswerQuestion>()
            .gives::<QuestionAnswered>()
            .fails(&[SessionEnded, SessionExpired, SessionReplaced, UserBanned, QuestionOver]),
        get("/client/v1/events", client::events)
            .who(Session)
            .summary("Reads what happened in the device's own conversation after a number")
            .asks::<Since>()
            .gives::<Missed<ClientEvent>>()
            .fails(&[SessionEnded, SessionExpired, SessionReplaced, UserBanned, NotFound]),
        get("/client/v1/sessions", client::sessions)
            .who(Session)
            .summary("Lists the sessions of the device's user that count now, newest first")
            .gives::<OwnSessions>()
            .fails(WITH_SESSION),
        delete("/client/v1/sessions/{id}", client::end_session)
            .who(Session)
            .summary("Ends a session of the device's user")
            .gives::<wire::Empty>()
            .fails(WITH_SESSION),
        delete("/client/v1/sessions", client::end_sessions)
            .who(Session)
            .summary("Ends all sessions of the device's user, its own too")
            .gives::<wire::Empty>()
            .fails(WITH_SESSION),
        get("/client/v1/socket", upgrade::client)
            .summary("Becomes the WebSocket on which a device hears what happens")
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .fails(&[BadRequest, RateLimited]),
    ]
}

fn agent() -> Vec<Route> {
    use wire::{
        agent::{AgentEvent, Answer, Answered, Colleagues, Page, SignIn, SignedIn},
        client::{After, Before, Missed},
        evidence::Evidence,
        person::{AttachEmail, Devices, Person},
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
            .gives::<wire::summary::ConversationSummary>(),
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
        get("/agent/v1/users/{id}", agent::user)
            .who(Agent)
            .summary("Reads who a user is, and what proves it")
            .gives::<Person>(),
        get("/agent/v1/users/{id}/devices", agent::devices)
            .who(Agent)
            .summary("Lists a user's devices, the newest session first")
            .gives::<Devices>(),
        put("/agent/v1/users/{id}/ban", agent::ban)
            .who(Agent)
            .summary("Bans a user on every device")
            .takes::<wire::Empty>()
            .gives::<Person>(),
        delete("/agent/v1/users/{id}/ban", agent::lift_ban)
            .who(Agent)
            .summary("Lifts a ban")
            .gives::<Person>(),
        post("/agent/v1/users/{id}/emails", agent::attach_email)
            .who(Agent)
            .summary("Attaches an email address to a user")
            .takes::<AttachEmail>()
            .gives::<Person>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AddressHeld, AddressClaimed]),
        delete("/agent/v1/users/{id}/emails/{email}", agent::detach_email)
            .who(Agent)
            .summary("Detaches an email address that no token gave")
            .gives::<Person>()
            .fails(&[AddressFromToken]),
        get("/agent/v1/evidence/{id}", agent::evidence)
            .who(Agent)
            .summary("Reads what proved who someone was at one login")
            .gives::<Evidence>(),
    ]
}

fn admin() -> Vec<Route> {
    use wire::{
        admin::{Agents, CreateAgent, Embeddings, SetUp},
        agent::SignedIn,
        channel::{ChangeChannel, Channel, Channels, CreateChannel},
    };
    vec![
        post("/admin/v1/setup", admin::set_up)
            .summary("Makes the first administrator, by the one-time link")
            .takes::<SetUp>()
            .gives::<SignedIn>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, LinkSpent, AlreadySetUp, RateLimited]),
        get("/admin/v1/agents", admin::agents)
            .who(Administrator)
            .summary("Lists the agents and administrators, by name")
            .gives::<Agents>(),
        post("/admin/v1/agents", admin::create_agent)
            .who(Administrator)
            .summary("Makes another agent or administrator")
            .takes::<CreateAgent>()
            .gives::<wire::agent::Agent>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AddressTaken, RateLimited]),
        get("/admin/v1/channels", admin::channels)
            .who(Administrator)
            .summary("Lists the channels, oldest first")
            .gives::<Channels>(),
        post("/admin/v1/channels", admin::create_channel)
            .who(Administrator)
            .summary("Makes a channel")
            .takes::<CreateChannel>()
            .gives::<Channel>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest]),
        get("/admin/v1/channels/{id}", admin::channel)
            .who(Administrator)
            .summary("Reads a channel")
            .gives::<Channel>(),
        patch("/admin/v1/channels/{id}", admin::change_channel)
            .who(Administrator)
            .summary("Changes a channel")
            .takes::<ChangeChannel>()
            .gives::<Channel>()
            .fails(&[BadRequest]),
        get("/admin/v1/channels/{id}/embeddings", admin::embeddings)
            .who(Administrator)
            .summary("Tells which pages asked for a channel's messenger last")
            .gives::<Embeddings>(),
    ]
}
