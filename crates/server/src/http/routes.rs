//! The one table of endpoints.

mod agent;
mod follow_ups;
mod identity;
mod keys;
mod merges;
mod people;
mod policies;
mod programs;
mod records;
mod rest_keys;
mod routing;
mod settings;
mod users;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{
    ErrorCode::{
        self, AddressTaken, AlreadySetUp, BadRequest, Busy, ChannelNotFound, ConversationFull, InvalidAuth,
        LinkSpent, LoginIdUsed, LoginRequired, NotFound, QuestionOver, RateLimited, SessionEnded,
        SessionExpired, SessionReplaced, StillSignedIn, TooManyConversations, Unavailable, UserBanned,
        WrongUser,
    },
    Route, Table,
    Who::{Administrator, Session},
    delete, get,
    handlers::{admin, client, login, service},
    patch, post,
};
use crate::{realtime::upgrade, wire};

/// Every endpoint there is.
pub fn table() -> Table {
    Table::new(
        [
            service(),
            client(),
            agent::agent(),
            users::users(),
            admin(),
            keys::keys(),
            rest_keys::rest_keys(),
            programs::programs(),
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
