//! What every answer goes through, whether it succeeds, is refused, or was never routed.
//!
//! It is one layer and not one for each concern: axum clones, for every request, each layer together with all that it
//! holds.

mod cors;
mod panic;
mod security;
mod trace;

use std::convert::Infallible;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use tower::service_fn;

use super::extract::body_limit;
use crate::App;

/// Puts it around the routes.
pub(super) fn around(routes: Router<App>, app: &App) -> Router<App> {
    let state = (app.clone(), security::Headers::of(&app.config));
    routes.layer(middleware::from_fn_with_state(state, through))
}

/// From the inside out: a panic becomes an answer first, so that it is treated like any answer; the trace is outermost,
/// so that it sees what leaves.
async fn through(
    State((app, headers)): State<(App, security::Headers)>,
    mut request: Request,
    next: Next,
) -> Response {
    body_limit().apply(&mut request);
    let trace = trace::Trace::begin(&app, &request);
    let handler = service_fn(move |request| {
        let answer = panic::answered(next.clone().run(request));
        async { Ok::<_, Infallible>(answer.await) }
    });
    let mut response = trace.during(cors::for_pages(request, handler)).await;
    headers.add_to(&mut response);
    trace.end(&app, &mut response);
    response
}
