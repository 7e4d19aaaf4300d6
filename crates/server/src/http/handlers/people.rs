//! What administrators do about what is kept of people: erasing somebody, the audit log, how long logs are kept.

use axum::extract::State;
use bonafide_domain::id::{ErasureId, UserId};
use bonafide_store::audit_log::Filter;

use crate::{
    App,
    http::{ApiError, Json, Path, Query, parse},
    secrets::AgentToken,
    use_cases::{audit_log, ban, erase, erasures, retention},
    wire::{
        Empty,
        audit_log::{AuditLog, AuditLogAsked},
        erasure::{Erasure, ErasurePreview, Erasures, ErasuresAsked},
        retention::Retention,
    },
};

pub(crate) async fn preview_erasure(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
) -> Result<Json<ErasurePreview>, ApiError> {
    let account = token.account;
    let preview = app.read(account, move |tx| erase::preview(tx, &token, user)).await?;
    Ok(Json(preview.into()))
}

pub(crate) async fn erase_user(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
) -> Result<Json<Erasure>, ApiError> {
    // The account's key is made if it has none yet: not for whoever names an account, nor for a user who is not there.
    let (account, asked) = (token.account, token.clone());
    app.read(account, move |tx| erase::preview(tx, &asked, user)).await?;
    let key = app.account_key(account).await?;
    let erased = app.write(account, move |tx| {
        let done = erase::erase(tx, &token, user, &key)?;
        let value = erasures::find(tx, &token, done.value)?;
        Ok(bonafide_store::Done { value, announcements: done.announcements })
    });
    let erased = erased.await?;
    app.jobs.wake();
    Ok(Json(erased.into()))
}

pub(crate) async fn erasures(
    State(app): State<App>,
    token: AgentToken,
    Query(asked): Query<ErasuresAsked>,
) -> Result<Json<Erasures>, ApiError> {
    let account = token.account;
    let page = app.read(account, move |tx| erasures::list(tx, &token, asked.before)).await?;
    Ok(Json(Erasures { erasures: page.erasures.into_iter().map(Into::into).collect(), next: page.next }))
}

pub(crate) async fn erasure(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ErasureId>,
) -> Result<Json<Erasure>, ApiError> {
    let account = token.account;
    let found = app.read(account, move |tx| erasures::find(tx, &token, id)).await?;
    Ok(Json(found.into()))
}

pub(crate) async fn lift_kept_ban(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ErasureId>,
) -> Result<Json<Empty>, ApiError> {
    let account = token.account;
    app.write(account, move |tx| ban::lift_kept_ban(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn audit_log(
    State(app): State<App>,
    token: AgentToken,
    Query(asked): Query<AuditLogAsked>,
) -> Result<Json<AuditLog>, ApiError> {
    let filter = Filter {
        agent: asked.by,
        action: asked.action.map(|action| action.0),
        subject: asked.subject.as_deref().map(parse::subject).transpose()?,
        since: asked.since.as_deref().map(|text| parse::moment("since", text)).transpose()?,
        until: asked.until.as_deref().map(|text| parse::moment("until", text)).transpose()?,
    };
    let account = token.account;
    let page =
        app.read(account, move |tx| audit_log::read_audit_log(tx, &token, &filter, asked.before)).await?;
    Ok(Json(AuditLog { lines: page.lines.into_iter().map(Into::into).collect(), next: page.next }))
}

pub(crate) async fn retention(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<Retention>, ApiError> {
    let account = token.account;
    Ok(Json(app.read(account, move |tx| retention::read(tx, &token)).await?.into()))
}

pub(crate) async fn change_retention(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<Retention>,
) -> Result<Json<Retention>, ApiError> {
    let to = parse::retention(asked)?;
    let account = token.account;
    let kept = app.write(account, move |tx| retention::change(tx, &token, to)).await?;
    app.jobs.wake();
    Ok(Json(kept.into()))
}
