//! The administrators' API on signing keys.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::{
    id::{KeyId, KeyLinkId},
    limits,
};
use bonafide_store::key_links::Opener;

use super::admin;
use crate::{
    App,
    http::{ApiError, Json, Path, Peer, Query, parse, presented::AgentText},
    key_making,
    secrets::{AgentToken, KeyLinkCode},
    use_cases::{
        Refused, admission, key_links,
        keys::{self, Sessions as KeySessions},
    },
    wire::{
        Empty, Time,
        admin::{CreateKey, CreatedKey, DeleteKey, DeletedKey, Keys},
        key_link::{KeyHandedOver, MadeKeyLink, MakeKeyLink, OpenKeyLink},
    },
};

pub(crate) async fn keys(State(app): State<App>, token: AgentToken) -> Result<Json<Keys>, ApiError> {
    let account = token.account;
    let all = app.read(account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        keys::list_keys(tx)
    });
    Ok(Json(Keys::shown(all.await?, app.now())))
}

pub(crate) async fn create_key(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<CreateKey>,
) -> Result<(StatusCode, Json<CreatedKey>), ApiError> {
    // Sealing the secret makes the account's data key, if it has none yet: not for whoever names an account.
    admin::administrator(&app, &token).await?;
    let name = parse::key_name(&asked.name)?;
    let account = token.account;
    let (creation, secret) = key_making::make(&app, account, name).await?;
    let made = CreatedKey {
        id: creation.id.kid(),
        name: creation.name.as_str().to_owned(),
        secret: secret.to_string(),
    };
    let created = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        keys::create_key(tx, Some(by.id), &creation)
    });
    created.await?;
    Ok((StatusCode::CREATED, Json(made)))
}

pub(crate) async fn delete_key(
    State(app): State<App>,
    token: AgentToken,
    Path(kid): Path<String>,
    Query(asked): Query<DeleteKey>,
) -> Result<Json<DeletedKey>, ApiError> {
    let id = key_id(&kid)?;
    let sessions = if asked.end_sessions { KeySessions::End } else { KeySessions::GoOn };
    let account = token.account;
    let deleted = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        keys::delete_key(tx, Some(by.id), id, sessions)
    });
    Ok(Json(DeletedKey { sessions: deleted.await? }))
}

pub(crate) async fn end_sessions(
    State(app): State<App>,
    token: AgentToken,
    Path(kid): Path<String>,
) -> Result<Json<Empty>, ApiError> {
    let (id, account) = (key_id(&kid)?, token.account);
    let ended = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        keys::end_sessions(tx, by.id, id)
    });
    ended.await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn make_link(
    State(app): State<App>,
    token: AgentToken,
    Path(kid): Path<String>,
    Json(asked): Json<MakeKeyLink>,
) -> Result<(StatusCode, Json<MadeKeyLink>), ApiError> {
    let code = app.make_key_link(token, key_id(&kid)?, &asked.secret).await?;
    let url = format!("{}/key#{}", app.public_url().await?, *code.text());
    let expires_at = Time(code.session.made_at().plus(limits::ONE_TIME_LINK));
    Ok((StatusCode::CREATED, Json(MadeKeyLink { url, expires_at })))
}

pub(crate) async fn revoke_link(
    State(app): State<App>,
    token: AgentToken,
    Path((kid, link)): Path<(String, KeyLinkId)>,
) -> Result<Json<Empty>, ApiError> {
    let (id, account) = (key_id(&kid)?, token.account);
    app.write(account, move |tx| key_links::revoke(tx, &token, id, link)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn open_link(
    State(app): State<App>,
    Peer(address): Peer,
    AgentText(agent_text): AgentText,
    Json(asked): Json<OpenKeyLink>,
) -> Result<Json<KeyHandedOver>, ApiError> {
    app.limits.key_link(address)?;
    let name = parse::name(&asked.name)?.as_str().to_owned();
    let code: KeyLinkCode = asked.code.parse().map_err(|_| Refused::KeyLinkSpent)?;
    let opener = Opener { name, address: address.to_string(), agent_text };
    Ok(Json(app.open_key_link(code, opener).await?.into()))
}

/// What is no key id names no key.
fn key_id(kid: &str) -> Result<KeyId, ApiError> {
    Ok(KeyId::from_kid(kid).map_err(|_| Refused::NotFound)?)
}
