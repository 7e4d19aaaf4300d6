//! Which program calls, told in the words of the REST API if none was proven.

use axum::{extract::FromRequestParts, http::request::Parts};
use bonafide_domain::id::AccountId;

use super::error::RestError;
use crate::{App, http::program::Program};

/// A program that was let in: the app is the account that its key belongs to.
pub(super) struct Caller {
    pub(super) account: AccountId,
}

impl FromRequestParts<App> for Caller {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestError> {
        let Program { account, .. } = Program::from_request_parts(parts, app).await?;
        Ok(Self { account })
    }
}
