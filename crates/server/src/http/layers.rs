//! What every answer goes through, whether it succeeds, is refused, or was never routed.

mod cors;
mod panic;
mod security;
mod trace;

use axum::{Router, middleware};

use super::extract::body_limit;
use crate::App;

/// Puts the layers around the routes. Written from the inside out: a panic becomes an answer first, so that the
/// others treat it like any answer; the trace is outermost, so that it sees what leaves.
pub(super) fn around(routes: Router<App>, app: &App) -> Router<App> {
    routes
        .layer(body_limit())
        .layer(middleware::from_fn(panic::answered))
        .layer(middleware::from_fn(cors::for_pages))
        .layer(middleware::from_fn_with_state(security::Headers::of(&app.config), security::added))
        .layer(middleware::from_fn_with_state(app.clone(), trace::traced))
}
