//! The rows about logins, conflicts and sessions.

use crate::{
    http::{ErrorCode::ChannelNotFound, Route, Who::Administrator, delete, get, handlers::admin, post},
    wire,
};

/// What administrators see and do about logins, conflicts and sessions.
pub(super) fn identity() -> Vec<Route> {
    use wire::{
        admin::{EndSessions, Sessions},
        conflict::{Conflicts, ConflictsAsked},
        explained::{ExplainToken, TokenExplained},
        login_log::{LoginLog, LoginLogAsked},
    };
    vec![
        get("/admin/v1/login-log", admin::login_log)
            .who(Administrator)
            .summary("Reads a page of the login log, newest first")
            .asks::<LoginLogAsked>()
            .gives::<LoginLog>(),
        post("/admin/v1/tokens/explain", admin::explain_token)
            .who(Administrator)
            .summary("Explains a token: every check that a login makes, and common mistakes")
            .takes::<ExplainToken>()
            .gives::<TokenExplained>()
            .fails(&[ChannelNotFound]),
        get("/admin/v1/conflicts", admin::conflicts)
            .who(Administrator)
            .summary("Lists logins that were refused because somebody else holds their address, newest first")
            .asks::<ConflictsAsked>()
            .gives::<Conflicts>(),
        post("/admin/v1/conflicts/{id}/release", admin::release_address)
            .who(Administrator)
            .summary("Takes the address from its holder, so that the next token that brings it gives it")
            .takes::<wire::Empty>()
            .gives::<wire::Empty>(),
        delete("/admin/v1/conflicts/{id}", admin::close_conflict)
            .who(Administrator)
            .summary("Closes a conflict that was seen to elsewhere")
            .gives::<wire::Empty>(),
        get("/admin/v1/users/{id}/sessions", admin::sessions)
            .who(Administrator)
            .summary("Lists a user's sessions that count now, newest first")
            .gives::<Sessions>(),
        delete("/admin/v1/users/{id}/sessions", admin::end_sessions)
            .who(Administrator)
            .summary("Ends all sessions of a user, and refuses their earlier tokens if asked to")
            .asks::<EndSessions>()
            .gives::<wire::Empty>(),
        delete("/admin/v1/users/{id}/refused-tokens", admin::accept_earlier_tokens)
            .who(Administrator)
            .summary("Accepts a user's earlier tokens again")
            .gives::<wire::Empty>(),
        delete("/admin/v1/sessions/{id}", admin::end_session)
            .who(Administrator)
            .summary("Ends a session")
            .gives::<wire::Empty>(),
    ]
}
