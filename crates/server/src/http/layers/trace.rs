//! One line in the log for each request, and the number that ties an answer to it.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{App, secrets::random};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Writes method, route, status and time. Not the path itself, the query, headers or the address: they can hold
/// tokens and people (house rules for logs).
pub(super) async fn traced(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = format!("{:016x}", u64::from_be_bytes(random::array(&*app.random)));
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %id, method = %request.method(), route);
    let began = app.clock.uptime();
    let mut response = next.run(request).instrument(span.clone()).await;
    let millis = app.clock.uptime().saturating_sub(began).as_millis();
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), millis, "answered"));
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
