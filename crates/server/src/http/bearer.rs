//! The token in the header `Authorization`.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{header, request::Parts},
};
use bonafide_domain::id;

use super::{ApiError, ErrorCode};
use crate::secrets::bearer::{Bearer, Kind};

/// A kind of session that a request can be made in.
pub trait Presented: Kind {
    /// What is answered where its token is missing, or is not one.
    const MISSING: ErrorCode;
}

impl Presented for id::Session {
    const MISSING: ErrorCode = ErrorCode::SessionMissing;
}
impl Presented for id::AgentSession {
    const MISSING: ErrorCode = ErrorCode::SignInRequired;
}

/// Takes `Authorization: Bearer …` if its token has the form of this kind's. Whether the session is there, counts
/// and has this secret is for the use case to find out, in its transaction.
impl<K: Presented, S: Sync> FromRequestParts<S> for Bearer<K> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
        let (Some(only), None) = (values.next(), values.next()) else { return Err(K::MISSING.into()) };
        let (scheme, token) = only.to_str().ok().and_then(|value| value.split_once(' ')).ok_or(K::MISSING)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(K::MISSING.into());
        }
        token.parse().map_err(|_| K::MISSING.into())
    }
}

/// For endpoints that go on without a token. One that is there must have the right form all the same.
impl<K: Presented, S: Sync> OptionalFromRequestParts<S> for Bearer<K> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, ApiError> {
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}
