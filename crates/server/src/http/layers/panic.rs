//! A handler that panics answers like any other fault of ours.

use std::{any::Any, panic::AssertUnwindSafe};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;

use crate::http::ApiError;

/// Answers 500 where a handler panicked. What it worked on is dropped with it; shared state behind it is the store,
/// which undoes what was not committed.
pub(super) async fn answered(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(payload) => ApiError::internal(&words(payload.as_ref())).into_response(),
    }
}

/// The words of the panic, where it has any.
fn words(payload: &(dyn Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().copied();
    let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!("a handler panicked: {}", words.unwrap_or("without words"))
}
