//! The one table of endpoints.

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
use serde_json::{Map, Value};

use super::{ApiError, ErrorCode, Json, Table, get};
use crate::App;

/// Every endpoint there is.
pub fn table() -> Table {
    Table::new([
        get("/livez", livez).summary("Says that the process runs").gives::<Fine>(),
        get("/readyz", readyz)
            .summary("Says that the process runs and the database answers")
            .gives::<Fine>()
            .fails(&[ErrorCode::Unavailable, ErrorCode::Busy]),
        get("/openapi.json", openapi)
            .summary("Describes this API in OpenAPI 3.1")
            .gives::<Map<String, Value>>(),
    ])
}

/// All is well; anything else is an error's answer.
#[derive(Debug, Serialize, JsonSchema)]
struct Fine {
    /// Always `ok`.
    status: &'static str,
}

const FINE: Json<Fine> = Json(Fine { status: "ok" });

async fn livez() -> Json<Fine> {
    FINE
}

async fn readyz(State(app): State<App>) -> Result<Json<Fine>, ApiError> {
    app.store.read(Id::ZERO, |tx| installation::find(tx, installation::PUBLIC_URL)).await?;
    Ok(FINE)
}

async fn openapi() -> Response {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| table().openapi().to_string().into());
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.clone()).into_response()
}
