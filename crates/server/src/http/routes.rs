//! The one table of endpoints.

mod identity;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{
    ErrorCode::{
        self, AddressFromToken, AddressHeld, AddressTaken, AlreadyOne, AlreadySetUp, AlreadySignedIn,
        BadRequest, Busy, ChannelNotFound, ConfirmationRequired, ConversationFull, InvalidAuth,
        KeyLimitReached, KeyLinkSpent, LinkSpent, LoginIdUsed, LoginRequired, MergeNeedsAdministrator,
        MergeTooLong, MergeUndone, NameTaken, NotNewestMerge, PreviewOutdated, RateLimited, SessionEnded,
        SessionExpired, SessionReplaced, SignInRefused, StillSignedIn, TicketClosed, Unavailable, UserBanned,
        UserMerged, WrongUser,
    },
    Route, Table,
    Who::{Administrator, Agent, Session},
    delete, get,
    handlers::{admin, agent, client, keys, merges, people, policies, service},
    patch, post, put,
};
use crate::{realtime::upgrade, wire};

/// Every endpoint there is.
pub fn table() -> Table {
    Table::new(
        [service(), client(), agent(), admin(), keys(), identity::identity(), merges(), people(), policies()]
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
        client::{
            After, Before, ClientEvent, GiveContact, LoggedIn, Login, Missed, OpenSession, Opened, Page,
            Post, Posted,
        },
        own_session::OwnSessions,
    };
    vec![
        post("/client/v1/sessions", client::open_session)
            .summary("Opens an anonymous session on a device that is about to write")
            .takes::<OpenSession>()
            .gives::<Opened>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, UserBanned, ChannelNotFound, StillSignedIn, RateLimited]),
        post("/client/v1/login", client::log_in)
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
                ConversationFull,
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
                ConversationFull,
                RateLimited,
            ]),
        get("/client/v1/conversation", client::conversation)
            .who(Session)
            .summary("Reads a page of the device's own conversation")
            .asks::<Before>()
            .gives::<Page>()
            .fails(WITH_SESSION),
        get("/client/v1/events", client::events)
            .who(Session)
            .summary("Reads what happened in the device's own conversation after a number")
            .asks::<After>()
            .gives::<Missed<ClientEvent>>()
            .fails(WITH_SESSION),
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
            .fails(&[BadRequest, AddressHeld]),
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
        admin::{Agents, ChangeChannel, Channel, Channels, CreateAgent, CreateChannel, Embeddings, SetUp},
        agent::SignedIn,
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

fn keys() -> Vec<Route> {
    use wire::{
        admin::{CreateKey, CreatedKey, DeleteKey, DeletedKey, Keys},
        key_link::{KeyHandedOver, MadeKeyLink, MakeKeyLink, OpenKeyLink},
    };
    vec![
        get("/admin/v1/keys", keys::keys)
            .who(Administrator)
            .summary("Lists the signing keys, oldest first")
            .gives::<Keys>(),
        post("/admin/v1/keys", keys::create_key)
            .who(Administrator)
            .summary("Makes a signing key; the whole secret is in this answer and never again")
            .takes::<CreateKey>()
            .gives::<CreatedKey>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, NameTaken, KeyLimitReached]),
        delete("/admin/v1/keys/{kid}", keys::delete_key)
            .who(Administrator)
            .summary("Deletes a signing key: its tokens are refused from now on")
            .asks::<DeleteKey>()
            .gives::<DeletedKey>(),
        delete("/admin/v1/keys/{kid}/sessions", keys::end_sessions)
            .who(Administrator)
            .summary("Ends all sessions that were opened with a key, deleted or not")
            .gives::<wire::Empty>(),
        post("/admin/v1/keys/{kid}/links", keys::make_link)
            .who(Administrator)
            .summary("Makes a link that hands the key's id and secret to a developer, once and within a day")
            .takes::<MakeKeyLink>()
            .gives::<MadeKeyLink>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest]),
        delete("/admin/v1/keys/{kid}/links/{id}", keys::revoke_link)
            .who(Administrator)
            .summary("Revokes a link that nobody has opened")
            .gives::<wire::Empty>(),
        post("/admin/v1/key-links/open", keys::open_link)
            .summary("Opens a link to a signing key, which can be done once")
            .takes::<OpenKeyLink>()
            .gives::<KeyHandedOver>()
            .fails(&[BadRequest, KeyLinkSpent, RateLimited]),
    ]
}

/// What administrators see and do about what is kept of people.
fn people() -> Vec<Route> {
    use wire::{
        audit_log::{AuditLog, AuditLogAsked},
        erasure::{Erasure, ErasurePreview, Erasures, ErasuresAsked},
        retention::Retention,
    };
    vec![
        get("/admin/v1/users/{id}/erasure", people::preview_erasure)
            .who(Administrator)
            .summary("Says what erasing a user would free and lose")
            .gives::<ErasurePreview>(),
        delete("/admin/v1/users/{id}", people::erase_user)
            .who(Administrator)
            .summary("Erases a user: unreachable with the answer, and gone soon after")
            .gives::<Erasure>()
            .fails(&[UserMerged]),
        get("/admin/v1/erasures", people::erasures)
            .who(Administrator)
            .summary("Lists the erasures of users, newest first")
            .asks::<ErasuresAsked>()
            .gives::<Erasures>(),
        get("/admin/v1/erasures/{id}", people::erasure)
            .who(Administrator)
            .summary("Reads how far the erasure of a user has come, and how much of everything went")
            .gives::<Erasure>(),
        delete("/admin/v1/erasures/{id}/ban", people::lift_kept_ban)
            .who(Administrator)
            .summary("Lifts the ban of a user who was erased")
            .gives::<wire::Empty>(),
        get("/admin/v1/audit-log", people::audit_log)
            .who(Administrator)
            .summary("Reads a page of the audit log, newest first")
            .asks::<AuditLogAsked>()
            .gives::<AuditLog>(),
        get("/admin/v1/retention", people::retention)
            .who(Administrator)
            .summary("Reads for how long logs are kept")
            .gives::<Retention>(),
        put("/admin/v1/retention", people::change_retention)
            .who(Administrator)
            .summary("Keeps logs for another time from now on; what is older goes within a minute")
            .takes::<Retention>()
            .gives::<Retention>()
            .fails(&[BadRequest]),
    ]
}

/// Two users who are one person, or were taken for one.
fn merges() -> Vec<Route> {
    use wire::merge::{Kin, MergeAsked, MergeConflict, MergePreview, MergeUsers, OnePerson, Undoing};
    vec![
        get("/agent/v1/users/{id}/merges", merges::kin)
            .who(Agent)
            .summary("Lists the merges that lead to a user, newest first, and who may be the same person")
            .gives::<Kin>(),
        get("/agent/v1/users/{id}/merge-preview", merges::preview)
            .who(Agent)
            .summary("Says what merging a user into another would do, and does nothing")
            .asks::<MergeAsked>()
            .gives::<MergePreview>(),
        post("/agent/v1/users/{id}/merges", merges::merge)
            .who(Agent)
            .summary("Merges a user into another: they are one person")
            .takes::<MergeUsers>()
            .gives::<OnePerson>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AlreadyOne, MergeNeedsAdministrator, MergeTooLong]),
        delete("/agent/v1/suggestions/{id}", merges::dismiss)
            .who(Agent)
            .summary("Dismisses for good that two users may be one person")
            .gives::<wire::Empty>(),
        post("/admin/v1/merges/{id}/undo", merges::undo)
            .who(Administrator)
            .summary("Undoes a merge, by hand or by a login, and tells what came back")
            .takes::<wire::Empty>()
            .gives::<Undoing>()
            .fails(&[MergeUndone, NotNewestMerge]),
        post("/admin/v1/conflicts/{id}/merge", merges::merge_conflict)
            .who(Administrator)
            .summary("Merges who has the external id of a conflict into who holds its address")
            .takes::<MergeConflict>()
            .gives::<OnePerson>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AlreadyOne, MergeTooLong]),
    ]
}

/// What administrators choose about addresses and logins.
fn policies() -> Vec<Route> {
    use wire::policies::{
        ChangeLoginPolicies, ChooseEmailPolicy, EmailPolicyPreview, LoginPolicies, PolicyInForce,
        PreviewEmailPolicy,
    };
    vec![
        get("/admin/v1/email-policy", policies::email_policy)
            .who(Administrator)
            .summary("Reads the email policy in force")
            .gives::<PolicyInForce>(),
        post("/admin/v1/email-policy/preview", policies::preview_email_policy)
            .who(Administrator)
            .summary("Tells what a change of the email policy would take, and changes nothing")
            .takes::<PreviewEmailPolicy>()
            .gives::<EmailPolicyPreview>(),
        put("/admin/v1/email-policy", policies::choose_email_policy)
            .who(Administrator)
            .summary("Puts an email policy into force, and does what its preview named")
            .takes::<ChooseEmailPolicy>()
            .gives::<PolicyInForce>()
            .fails(&[PreviewOutdated, ConfirmationRequired]),
        get("/admin/v1/login-policies", policies::login_policies)
            .who(Administrator)
            .summary("Reads what can refuse a login, and whether it does or only reports")
            .gives::<LoginPolicies>(),
        patch("/admin/v1/login-policies", policies::change_login_policies)
            .who(Administrator)
            .summary("Changes what can refuse a login")
            .takes::<ChangeLoginPolicies>()
            .gives::<LoginPolicies>(),
    ]
}
