//! What handlers take: bodies, path parameters and query strings, refused in our own shape.

use std::fmt::Display;

use std::time::Duration;

use axum::{
    RequestExt,
    body::Bytes,
    extract::{
        DefaultBodyLimit, FromRequest, FromRequestParts, Request,
        rejection::{BytesRejection, FailedToBufferBody},
    },
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;

use super::{ApiError, ErrorCode};

/// The largest body that an endpoint takes unless its row says otherwise, in bytes.
pub const BODY_BYTES: usize = 100_000;

/// How long a body may take to arrive, so that nobody keeps a request open for ever.
pub const BODY_WITHIN: Duration = Duration::from_secs(30);

/// The layer that holds bodies to [`BODY_BYTES`].
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_BYTES)
}

/// A JSON body: taken by a handler, or given back with status 200.
///
/// A wire type that is taken says `#[serde(deny_unknown_fields)]`, so that a misspelt field is not passed over.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !says_json(request.headers()) {
            return Err(ErrorCode::UnsupportedMediaType.into());
        }
        let bytes = timeout(BODY_WITHIN, request.extract::<Bytes, _>()).await.map_err(|_| late())?;
        let bytes = bytes.map_err(|refused| unread(&refused))?;
        if bytes.trim_ascii_start().starts_with(b"[") {
            // The parser would take it for the fields in the order in which they happen to be written here.
            return Err(malformed(&"it is a list and not an object"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| malformed(&error))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// `application/json`, with or without parameters such as a charset.
fn says_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn late() -> ApiError {
    ApiError::new(ErrorCode::BadRequest).saying("The body did not arrive within 30 seconds: send it again.")
}

fn unread(refused: &BytesRejection) -> ApiError {
    if let BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) = refused {
        return ErrorCode::TooLarge.into();
    }
    ApiError::new(ErrorCode::BadRequest).saying("The body did not arrive whole: send it again.")
}

/// Says where and what, in the words of the parser. They name fields and places; they can quote a value of the
/// caller's own, so they go into the answer and never into the log.
fn malformed(what: &dyn Display) -> ApiError {
    ApiError::new(ErrorCode::BadRequest).saying(format!("The body is not what this endpoint takes: {what}."))
}

/// The parameters of the path. One that cannot be read names nothing, so it is not found.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| ErrorCode::NotFound.into())
    }
}

/// The query string.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let written = parts.uri.query().unwrap_or_default();
        // The parser would put another character in the place of what cannot be read, and ask for something else.
        if percent_decode_str(written).decode_utf8().is_err() {
            return Err(not_taken("it is not UTF-8"));
        }
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|refused| not_taken(&refused.body_text()))
    }
}

fn not_taken(why: &str) -> ApiError {
    let says = format!("The query string is not what this endpoint takes: {why}.");
    ApiError::new(ErrorCode::BadRequest).saying(says)
}
