//! The files that were built from `web/`.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

use crate::http::{ApiError, ErrorCode};

/// `web/dist`, as it was when the binary was built. A debug build reads the folder at run time instead.
#[derive(Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// A year, for files whose name changes with what is in them.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For files whose name stays: they are asked for again each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A text file, by its path below `web/dist`.
pub(super) fn text(path: &str) -> Option<String> {
    let file = Dist::get(path)?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// Answers with a file whose name carries a hash of what is in it.
pub(super) fn immutable(path: &str) -> Response {
    answer(path, FOREVER)
}

/// Answers with a file whose name stays the same.
pub(super) fn named(path: &str) -> Response {
    answer(path, ASK_AGAIN)
}

fn answer(path: &str, keep: HeaderValue) -> Response {
    let Some(EmbeddedFile { data, metadata, .. }) = Dist::get(path) else {
        return ApiError::new(ErrorCode::NotFound).into_response();
    };
    let mut response = Response::new(Body::from(data));
    if let Ok(kind) = HeaderValue::try_from(metadata.mimetype()) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, keep);
    response
}
