//! What a device says of itself besides its request.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use bonafide_domain::limits;

use crate::secrets::SessionToken;

/// The session a device sends along to say which device it is, if it has one. One that cannot be read is none: it
/// proves nothing, and the request does not rest on it.
#[derive(Debug, Clone)]
pub struct Presented(pub Option<SessionToken>);

impl<S: Send + Sync> FromRequestParts<S> for Presented {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(SessionToken::from_request_parts(parts, state).await.ok()))
    }
}

/// What the device says it is, in its header `User-Agent`: printable, and cut to
/// [`limits::AGENT_TEXT_CHARS`] characters.
#[derive(Debug, Clone)]
pub struct AgentText(pub String);

impl<S: Send + Sync> FromRequestParts<S> for AgentText {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let said = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Self(said.chars().filter(|c| !c.is_control()).take(limits::AGENT_TEXT_CHARS).collect()))
    }
}
