//! How the REST API says no: `{"errors":[{"code","title"}]}`.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    http::{ApiError, ErrorCode},
    limits::RetryAfter,
};

/// Why a call was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RestError {
    /// No key of the app, or not proven to be had. Which of them is not told.
    Unauthorized,
    /// There is no such user.
    UserNotFound,
    /// Too many calls without a key came from there.
    TooMany(RetryAfter),
    /// What is refused in every interface alike.
    Other(ApiError),
}

#[derive(Serialize)]
struct Errors {
    errors: [Told; 1],
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    title: String,
}

impl RestError {
    fn told(&self) -> (StatusCode, Told) {
        let told = |status, code, title: &str| (status, Told { code, title: title.to_owned() });
        match self {
            Self::Unauthorized => told(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "No key of this app was proven: send its id and secret, or a token that is signed with it (HS256, kid, and the \
                 scope app, account or integration).",
            ),
            Self::UserNotFound => {
                told(StatusCode::NOT_FOUND, "user_not_found", "No user has this id or external id.")
            }
            Self::TooMany(_) => {
                let code = ErrorCode::RateLimited;
                told(code.status(), code.as_str(), code.description())
            }
            Self::Other(error) => (
                error.code().status(),
                Told { code: error.code().as_str(), title: error.code().description().to_owned() },
            ),
        }
    }
}

impl IntoResponse for RestError {
    fn into_response(self) -> Response {
        let (status, told) = self.told();
        let mut response = (status, Json(Errors { errors: [told] })).into_response();
        let headers = response.headers_mut();
        match self {
            Self::Unauthorized => {
                headers
                    .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"REST API\""));
            }
            Self::TooMany(RetryAfter(seconds)) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::UserNotFound | Self::Other(_) => {}
        }
        response
    }
}

impl From<ApiError> for RestError {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}
