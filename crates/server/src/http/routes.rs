//! The one table of endpoints.

use axum::{Json as Document, extract::State};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Json, Table, get};
use crate::App;

/// Every endpoint there is.
pub fn table() -> Table {
    Table::new([
        get("/livez", livez).summary("Says that the process runs").gives::<Alive>(),
        get("/openapi.json", description)
            .summary("Describes this API in OpenAPI 3.1")
            .gives::<serde_json::Map<String, Value>>(),
    ])
}

/// The process runs, or the database answers.
#[derive(Debug, Serialize, JsonSchema)]
struct Alive {
    /// `ok`; anything else is an error's answer.
    status: &'static str,
}

async fn livez() -> Json<Alive> {
    Json(Alive { status: "ok" })
}

async fn description(State(_): State<App>) -> Document<Value> {
    Document(table().openapi())
}
