//! How the REST API says no: `{"errors":[{"code","title"}]}`.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::http::{ApiError, ErrorCode};

/// Why a call was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RestError {
    /// There is no such user.
    UserNotFound,
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
            Self::UserNotFound => {
                told(StatusCode::NOT_FOUND, "user_not_found", "No user has this id or external id.")
            }
            Self::Other(error) => {
                let code = error.code();
                told(code.status(), published(code), code.description())
            }
        }
    }
}

impl IntoResponse for RestError {
    fn into_response(self) -> Response {
        let (status, told) = self.told();
        let mut response = (status, Json(Errors { errors: [told] })).into_response();
        let headers = response.headers_mut();
        if let Self::Other(error) = self {
            error.write_headers(headers);
        }
        response
    }
}

/// The word that the published interface has for it, where that is not ours.
fn published(code: ErrorCode) -> &'static str {
    if code == ErrorCode::KeyRequired { "unauthorized" } else { code.as_str() }
}

impl From<ApiError> for RestError {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}
