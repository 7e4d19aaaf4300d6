//! The one shape in which our own APIs say no: `{"error":{"code","description","reason"?}}`.

use std::borrow::Cow;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bonafide_domain::{channel::OnFailure, id::UserId, mark::EmailMark, token::Reason};
use bonafide_store::StoreError;
use schemars::JsonSchema;
use serde::Serialize;

use super::ErrorCode;
use crate::{
    limits::RetryAfter,
    passwords,
    secrets::{SealerError, Unopened},
    use_cases::email_policy::Preview,
    wire::policies::EmailPolicyPreview,
};

/// The answer to a request that was not carried out.
///
/// It carries only what the caller may know. What failed inside is logged where it is turned into one of these,
/// once, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    code: ErrorCode,
    description: Cow<'static, str>,
    reason: Option<&'static str>,
    holder: Option<UserId>,
    preview: Option<Box<Preview>>,
    standing: Option<EmailMark>,
    on_failure: Option<OnFailure>,
    retry_after: Option<RetryAfter>,
}

impl ApiError {
    /// The refusal with this code and its usual sentence.
    pub const fn new(code: ErrorCode) -> Self {
        let description = Cow::Borrowed(code.description());
        Self {
            code,
            description,
            reason: None,
            holder: None,
            preview: None,
            standing: None,
            on_failure: None,
            retry_after: None,
        }
    }

    /// A login that was refused (2-identity): `invalid_auth` with the name of the check that failed.
    ///
    /// The one reason that is not about the token is answered as every limit is.
    pub fn invalid_auth(reason: Reason) -> Self {
        if reason == Reason::RateLimited {
            return RetryAfter::LATER.into();
        }
        Self {
            description: Cow::Borrowed(reason.description()),
            reason: Some(reason.as_str()),
            ..Self::new(ErrorCode::InvalidAuth)
        }
    }

    /// An address that a user holds (EML-4).
    pub fn address_held(holder: UserId) -> Self {
        Self { holder: Some(holder), ..Self::new(ErrorCode::AddressHeld) }
    }

    /// An address that was claimed from the user whom it was to be attached to (EML-5).
    pub fn address_claimed(claimer: UserId) -> Self {
        Self { holder: Some(claimer), ..Self::new(ErrorCode::AddressClaimed) }
    }

    /// A confirmation that names a preview which is not true any more, with the one that is (EML-6).
    pub fn preview_outdated(preview: Preview) -> Self {
        Self { preview: Some(Box::new(preview)), ..Self::new(ErrorCode::PreviewOutdated) }
    }

    /// A warning that was not confirmed, with what is to be warned of (EML-11).
    pub fn address_not_verified(standing: EmailMark) -> Self {
        Self { standing: Some(standing), ..Self::new(ErrorCode::AddressNotVerified) }
    }

    /// Says what becomes of somebody whose login was refused for this reason, on a channel that does this where a token fails
    /// (CHT-10).
    #[must_use]
    pub fn going_on(mut self, on_failure: OnFailure, reason: Reason) -> Self {
        self.on_failure = Some(on_failure.after(reason));
        self
    }

    /// Says more exactly what was wrong, in place of the code's sentence.
    #[must_use]
    pub fn saying(mut self, description: impl Into<Cow<'static, str>>) -> Self {
        self.description = description.into();
        self
    }

    /// Says when to try again, in the header `Retry-After`.
    #[must_use]
    pub const fn after(mut self, retry_after: RetryAfter) -> Self {
        self.retry_after = Some(retry_after);
        self
    }

    /// The code.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// What was wrong and what to do, in a sentence.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The name of the check that failed, where a proof of identity was refused.
    pub const fn reason(&self) -> Option<&'static str> {
        self.reason
    }

    /// How many seconds to wait before trying again, where that helps.
    pub const fn retry_after(&self) -> Option<u32> {
        match self.retry_after {
            Some(RetryAfter(seconds)) => Some(seconds),
            None => None,
        }
    }

    /// What an answer says of it in its head.
    pub(crate) fn write_headers(&self, headers: &mut HeaderMap) {
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // RFC 9110, section 11.6.1: a 401 names how to authenticate.
        if self.code.status() == StatusCode::UNAUTHORIZED {
            let way = if self.code == ErrorCode::KeyRequired { "Basic realm=\"REST API\"" } else { "Bearer" };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(way));
        }
    }

    /// What is said of it, in an answer's body or in a frame.
    pub(crate) fn body(&self) -> ErrorBody<'_> {
        ErrorBody {
            error: ErrorDetail {
                code: self.code.as_str(),
                description: &self.description,
                reason: self.reason,
                holder: self.holder,
                preview: self.preview.as_deref().cloned().map(Into::into),
                standing: self.standing.map(EmailMark::as_str),
                on_failure: self.on_failure.map(OnFailure::as_str),
            },
        }
    }

    /// Something failed that should not: `what` goes to the log, and only the code to the caller.
    pub fn internal(what: &dyn std::fmt::Display) -> Self {
        tracing::error!(%what, "a request failed inside");
        Self::new(ErrorCode::Internal)
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<RetryAfter> for ApiError {
    fn from(retry_after: RetryAfter) -> Self {
        Self::new(ErrorCode::RateLimited).after(retry_after)
    }
}

/// What the database could not do. A constraint that refuses is expected by the use case that can meet it; one that
/// arrives here is a fault of ours.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::new(ErrorCode::Busy).after(RetryAfter::SOON),
            StoreError::Unavailable(_) => {
                tracing::warn!(%error, "a request found no database");
                Self::new(ErrorCode::Unavailable).after(RetryAfter::LATER)
            }
            StoreError::Unknown => {
                tracing::warn!(%error, "a request's outcome is unknown");
                Self::new(ErrorCode::OutcomeUnknown).after(RetryAfter::SOON)
            }
            StoreError::Conflict(_) | StoreError::Corrupt(_) | StoreError::Bug(_) | StoreError::Panicked => {
                Self::internal(&error)
            }
        }
    }
}

/// A key that cannot be had: the database's fault, or a fault inside.
impl From<SealerError> for ApiError {
    fn from(error: SealerError) -> Self {
        match error {
            SealerError::Store(error) => error.into(),
            SealerError::Master(_) | SealerError::Unopened(_) => Self::internal(&error),
        }
    }
}

impl From<Unopened> for ApiError {
    fn from(error: Unopened) -> Self {
        Self::internal(&error)
    }
}

/// The queue for passwords is full.
impl From<passwords::Busy> for ApiError {
    fn from(_: passwords::Busy) -> Self {
        RetryAfter::SOON.into()
    }
}

/// The body of an error's answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(crate) struct ErrorBody<'a> {
    error: ErrorDetail<'a>,
}

/// What was wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct ErrorDetail<'a> {
    /// A word for programs; it does not change.
    code: &'a str,
    /// What was wrong and what to do, for people; it may change.
    description: &'a str,
    /// The check that failed, where `code` is `invalid_auth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The user who holds the address, where `code` is `address_held` or `address_claimed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    holder: Option<UserId>,
    /// What would change now, where `code` is `preview_outdated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<EmailPolicyPreview>,
    /// What the address rests on, where `code` is `address_not_verified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'a str>,
    /// What becomes of the person, where `code` is `invalid_auth`: `anonymous` if they may go on as somebody who is not signed
    /// in, `refuse` if they may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_failure: Option<&'a str>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.code.status(), axum::Json(self.body())).into_response();
        self.write_headers(response.headers_mut());
        response
    }
}
