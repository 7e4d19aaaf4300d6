//! The door of the REST API: the published interface of Sunshine Conversations, version 2, so that programs that speak it come to
//! us unchanged (7-rest). A program is let in with a key of the account, and sees what administrators see.
//!
//! It is a published protocol and not ours, so it stands beside the table of endpoints (`docs/reference/rest.md`).

mod caller;
mod error;
mod user;

use axum::{Router, routing::get};

use crate::App;

/// Where the interface is served.
const BASES: [&str; 2] = ["/v2", "/sc/v2"];

/// All that is answered.
pub(super) fn router() -> Router<App> {
    BASES.into_iter().fold(Router::new(), |router, base| {
        router.route(&format!("{base}/apps/{{app}}/users/{{user}}"), get(user::show))
    })
}
