//! A user, as the REST API shows them.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use bonafide_domain::{id::UserId, identity::Verification};
use serde::Serialize;

use super::{caller::Caller, error::RestError};
use crate::{
    App,
    use_cases::{
        Refused, Stop,
        rest_users::{self, ShownUser},
    },
    wire::Time,
};

/// The answer: objects are named by what they are.
#[derive(Serialize)]
pub(super) struct Answer {
    user: User,
}

/// A user. What is not known is absent, and never empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: UserId,
    authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    signed_up_at: Time,
    to_be_retained: bool,
    profile: Profile,
    metadata: BTreeMap<String, String>,
    identities: Vec<Identity>,
}

/// Who they are, in the words of whoever signed their tokens.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
}

/// An address of theirs.
#[derive(Serialize)]
struct Identity {
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
    verification: &'static str,
}

/// `GET …/apps/{app}/users/{userIdOrExternalId}`.
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path((_, user)): Path<(String, String)>,
) -> Result<Json<Answer>, RestError> {
    let found = app.read(caller.account, move |tx| rest_users::find(tx, &user)).await;
    match found {
        Ok(user) => Ok(Json(Answer { user: user.into() })),
        Err(Stop::Refused(Refused::NotFound)) => Err(RestError::UserNotFound),
        Err(stop) => Err(RestError::Other(stop.into())),
    }
}

impl From<ShownUser> for User {
    fn from(user: ShownUser) -> Self {
        let identity = |(value, verification): (String, Verification)| Identity {
            kind: "email",
            value,
            verification: verification.as_str(),
        };
        Self {
            id: user.id,
            authenticated: user.authenticated,
            external_id: user.external_id,
            signed_up_at: Time(user.first_seen_at),
            to_be_retained: false,
            profile: Profile { given_name: user.name },
            metadata: BTreeMap::new(),
            identities: user.emails.into_iter().map(identity).collect(),
        }
    }
}
