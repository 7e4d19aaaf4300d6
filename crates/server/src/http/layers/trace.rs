//! The number that ties an answer to what is logged on the way to it, and one line in the log for each request.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    response::Response,
};
use tracing::{Instrument, Span};

use crate::{App, secrets::random};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request on its way.
pub(super) struct Trace {
    id: String,
    span: Span,
    began: Duration,
}

impl Trace {
    /// Notes method and route. Not the path itself, the query, headers or the address: they can hold tokens and people
    /// (house rules for logs).
    pub(super) fn begin(app: &App, request: &Request) -> Self {
        let id = format!("{:016x}", u64::from_be_bytes(random::array(&*app.random)));
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let span = tracing::info_span!("request", %id, method = %request.method(), route);
        Self { id, span, began: app.clock.uptime() }
    }

    /// Whatever is logged while `answering` runs carries what was noted.
    pub(super) fn during<F: Future>(&self, answering: F) -> impl Future<Output = F::Output> + use<F> {
        answering.instrument(self.span.clone())
    }

    /// Writes status and time. A line for every message is for whoever looks for something, and not for every day.
    pub(super) fn end(self, app: &App, response: &mut Response) {
        let millis = app.clock.uptime().saturating_sub(self.began).as_millis();
        self.span.in_scope(|| tracing::debug!(status = response.status().as_u16(), millis, "answered"));
        if let Ok(id) = HeaderValue::try_from(self.id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
    }
}
