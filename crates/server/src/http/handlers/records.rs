//! Records, in the administrators' API (OMN-16).

use axum::extract::State;
use bonafide_domain::id::RecordId;

use crate::{
    App,
    http::{ApiError, Json, Path, Query, parse, record_lines},
    secrets::AgentToken,
    use_cases::records,
    wire::{
        Empty,
        record::{ImportRecords, PutRecord, Record, Records, RecordsAsked, RecordsImported},
    },
};

pub(crate) async fn list(
    State(app): State<App>,
    token: AgentToken,
    Query(asked): Query<RecordsAsked>,
) -> Result<Json<Records>, ApiError> {
    let search = asked.search.as_deref().map(parse::search).transpose()?;
    let page = app.read(token.account, move |tx| records::list(tx, &token, search.as_ref(), asked.after));
    let page = page.await?;
    Ok(Json(page.into()))
}

pub(crate) async fn find(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<RecordId>,
) -> Result<Json<Record>, ApiError> {
    Ok(Json(app.read(token.account, move |tx| records::find(tx, &token, id)).await?.into()))
}

pub(crate) async fn put(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<PutRecord>,
) -> Result<Json<Record>, ApiError> {
    let (setting, record) = (asked.setting, asked.record()?);
    let kept = app.write(token.account, move |tx| records::put(tx, &token, setting, &record)).await?;
    Ok(Json(kept.into()))
}

pub(crate) async fn delete(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<RecordId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| records::delete(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn import(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<ImportRecords>,
) -> Result<Json<RecordsImported>, ApiError> {
    let lines = record_lines::read(asked.format, &asked.text)?;
    Ok(Json(app.import_records(token, asked.setting, lines).await?.into()))
}
