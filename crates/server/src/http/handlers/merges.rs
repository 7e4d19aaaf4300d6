//! Merges: the agents' part and the administrators' (MRG-8, MRG-12).

use axum::{extract::State, http::StatusCode};
use bonafide_domain::id::{ConflictId, MergeId, SuggestionId, TicketId, UserId};

use crate::{
    App,
    http::{ApiError, Json, Path, Query, parse},
    secrets::AgentToken,
    use_cases::{admission, conflicts, merge_notices, merge_users, suggestions, undo_merge},
    wire::{
        Empty,
        merge::{
            Kin, MergeAsked, MergeConflict, MergePreview, MergeUsers, MergedTickets, OnePerson, Undoing,
        },
    },
};

pub(crate) async fn kin(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
) -> Result<Json<Kin>, ApiError> {
    let account = token.account;
    Ok(Json(app.read(account, move |tx| suggestions::list(tx, &token, user)).await?.into()))
}

pub(crate) async fn preview(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
    Query(asked): Query<MergeAsked>,
) -> Result<Json<MergePreview>, ApiError> {
    let account = token.account;
    let preview = app.read(account, move |tx| merge_users::preview(tx, &token, user, asked.into));
    Ok(Json(preview.await?.into()))
}

pub(crate) async fn merge(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
    Json(asked): Json<MergeUsers>,
) -> Result<(StatusCode, Json<OnePerson>), ApiError> {
    let reason = parse::merge_reason(&asked.reason)?;
    let account = token.account;
    let merged =
        app.write(account, move |tx| merge_users::merge_users(tx, &token, user, asked.into, &reason));
    Ok((StatusCode::CREATED, Json(merged.await?.into())))
}

pub(crate) async fn dismiss(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SuggestionId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| suggestions::dismiss(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn merged_tickets(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<MergedTickets>, ApiError> {
    let notices = app.read(token.account, move |tx| merge_notices::list(tx, &token)).await?;
    Ok(Json(MergedTickets { tickets: notices.into_iter().map(Into::into).collect() }))
}

pub(crate) async fn see_merged_ticket(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<TicketId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| merge_notices::see(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn undo(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<MergeId>,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Undoing>, ApiError> {
    let account = token.account;
    Ok(Json(app.write(account, move |tx| undo_merge::undo_merge(tx, &token, id)).await?.into()))
}

pub(crate) async fn merge_conflict(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConflictId>,
    Json(asked): Json<MergeConflict>,
) -> Result<(StatusCode, Json<OnePerson>), ApiError> {
    let reason = parse::merge_reason(&asked.reason)?;
    // The account's key is made if it has none yet: not for whoever names an account.
    let (account, asked) = (token.account, token.clone());
    app.read(account, move |tx| admission::admit_administrator(tx, &asked)).await?;
    let key = app.account_key(account).await?;
    let merged = app.write(account, move |tx| conflicts::merge(tx, &token, id, &reason, &key));
    Ok((StatusCode::CREATED, Json(merged.await?.into())))
}
