//! A handler that panics answers like any other fault of ours.

use std::panic::AssertUnwindSafe;

use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::http::{ApiError, ErrorCode};

/// Answers 500 where a handler panicked. What it worked on is dropped with it; shared state behind it is the store,
/// which undoes what was not committed. The hook of [`telemetry`](crate::telemetry) has logged it.
pub(super) async fn answered(handling: impl Future<Output = Response>) -> Response {
    match AssertUnwindSafe(handling).catch_unwind().await {
        Ok(response) => response,
        Err(_) => ApiError::new(ErrorCode::Internal).into_response(),
    }
}
