//! The service itself: whether it runs, and what it offers.

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use bonafide_domain::id::Id;
use bonafide_store::installation;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    App,
    http::{ApiError, Json, routes::table},
};

/// All is well; anything else is an error's answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Fine {
    /// Always `ok`.
    status: &'static str,
}

const FINE: Json<Fine> = Json(Fine { status: "ok" });

pub(crate) async fn livez() -> Json<Fine> {
    FINE
}

pub(crate) async fn readyz(State(app): State<App>) -> Result<Json<Fine>, ApiError> {
    app.store.read(Id::ZERO, |tx| installation::find(tx, installation::PUBLIC_URL)).await?;
    Ok(FINE)
}

pub(crate) async fn openapi() -> Response {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| table().openapi().to_string().into());
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.clone()).into_response()
}
