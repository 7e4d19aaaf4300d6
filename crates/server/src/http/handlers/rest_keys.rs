//! The administrators' API on keys of the REST API.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::id::KeyId;

use super::admin;
use crate::{
    App,
    http::{ApiError, Json, Path, parse},
    key_making,
    secrets::AgentToken,
    use_cases::{Refused, admission, rest_keys},
    wire::{
        Empty,
        rest_key::{CreateRestKey, CreatedRestKey, RestKeys},
    },
};

pub(crate) async fn keys(State(app): State<App>, token: AgentToken) -> Result<Json<RestKeys>, ApiError> {
    let account = token.account;
    let all = app.read(account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        Ok(bonafide_store::rest_keys::all(tx)?)
    });
    let keys = all.await?.into_iter().map(Into::into).collect();
    Ok(Json(RestKeys { app: account.to_string(), keys }))
}

pub(crate) async fn create(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<CreateRestKey>,
) -> Result<(StatusCode, Json<CreatedRestKey>), ApiError> {
    // Sealing the secret makes the account's data key, if it has none yet: not for whoever names an account.
    admin::administrator(&app, &token).await?;
    let name = parse::key_name(&asked.name)?;
    let account = token.account;
    let (creation, secret) = key_making::make_rest_key(&app, account, name).await?;
    let made = CreatedRestKey {
        id: creation.id.kid(),
        name: creation.name.as_str().to_owned(),
        secret: secret.to_string(),
        app: account.to_string(),
    };
    let created = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        rest_keys::create(tx, Some(by.id), &creation)
    });
    created.await?;
    Ok((StatusCode::CREATED, Json(made)))
}

pub(crate) async fn delete(
    State(app): State<App>,
    token: AgentToken,
    Path(kid): Path<String>,
) -> Result<Json<Empty>, ApiError> {
    let id = KeyId::from_kid(&kid).map_err(|_| Refused::NotFound)?;
    let deleted = app.write(token.account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        rest_keys::delete(tx, Some(by.id), id)
    });
    deleted.await?;
    Ok(Json(Empty {}))
}
