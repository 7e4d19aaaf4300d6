//! The answer to the beginning of a chat.

use axum::{
    http::{HeaderName, HeaderValue},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{headers::SESSION, token};
use crate::{
    App,
    http::{ApiError, ErrorCode},
    wire::{
        client::{Device, Session},
        metadata::Field,
    },
};

/// What the client comes to the chat service with, and what it sends to us with each later call. `fields` is what the page said
/// of the chat.
pub(super) async fn begun(
    app: &App,
    session: &Session,
    device: Device,
    fields: Vec<Field>,
) -> Result<Response, ApiError> {
    let visitor = visitor(&device.id.to_string());
    let body = json!({
        "ChatId": device.id,
        "VisitorId": visitor,
        "Token": token::of_session(&session.token, &visitor, session.expires_at, fields),
        "ExpiresIn": (session.expires_at.0.since(app.now()).as_millis() / 1000).to_string(),
        // It takes no other than https.
        "ACSEndpoint": app.public_url().await?.to_string(),
        "RegionGtms": "{}",
    });
    let mut kept = HeaderValue::try_from(session.token.as_str()).map_err(|_| ErrorCode::Internal)?;
    kept.set_sensitive(true);
    let header: [(HeaderName, HeaderValue); 1] = [(SESSION, kept)];
    Ok((header, axum::Json(body)).into_response())
}

/// What the client knows the person at a device by.
pub(super) fn visitor(device: &str) -> String {
    format!("8:bonafide:{device}")
}
