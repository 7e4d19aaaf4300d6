//! The OpenAPI 3.1 document, from the rows of the table.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{ErrorCode, Route, Who, error::ErrorBody, extract::BODY_BYTES, route::SchemaOf};

/// Schemas as OpenAPI 3.1 has them: JSON Schema 2020-12, kept under `components`.
pub(super) fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
        .into_generator()
}

/// The document of these rows.
pub(super) fn document(rows: &[Route]) -> Value {
    let mut schemas = generator();
    let error = schemas.subschema_for::<ErrorBody<'static>>();
    let mut paths = Map::new();
    for row in rows {
        let operation = operation(row, &mut schemas, &error);
        let path = paths.entry(row.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(row.method.as_str().to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Bonafide", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "session": {
                    "type": "http", "scheme": "bearer", "description": "A session's token, beginning with `bfs_`.",
                },
                "agent": {
                    "type": "http", "scheme": "bearer", "description": "An agent's token, beginning with `bfa_`.",
                },
                "key": {
                    "type": "http", "scheme": "basic", "description": "The id and the secret of a key of the REST API.",
                },
                "key_token": {
                    "type": "http", "scheme": "bearer", "description": "A token that is signed with a key of the REST API.",
                },
            },
        },
    })
}

fn operation(row: &Route, schemas: &mut SchemaGenerator, error: &Schema) -> Value {
    let mut operation = Map::new();
    operation.insert("summary".into(), row.summary.into());
    operation.insert("security".into(), security(row.who));
    let parameters: Vec<Value> = path_parameters(row).chain(query_parameters(row.query, schemas)).collect();
    if !parameters.is_empty() {
        operation.insert("parameters".into(), parameters.into());
    }
    if let Some(request) = row.request {
        let content = json_content(&request(schemas));
        let mut body = Map::from_iter([("required".into(), true.into()), ("content".into(), content)]);
        if row.most != BODY_BYTES {
            body.insert("x-max-bytes".into(), row.most.into());
        }
        operation.insert("requestBody".into(), body.into());
    }
    operation.insert("responses".into(), responses(row, schemas, error));
    operation.into()
}

fn security(who: Who) -> Value {
    match who {
        Who::Anyone => json!([]),
        Who::Session => json!([{ "session": [] }]),
        Who::Agent | Who::Administrator => json!([{ "agent": [] }]),
        Who::Program => json!([{ "key": [] }, { "key_token": [] }]),
    }
}

fn path_parameters(row: &Route) -> impl Iterator<Item = Value> {
    row.parameters()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
}

/// Each field of the query's type is a parameter.
fn query_parameters(query: Option<SchemaOf>, schemas: &mut SchemaGenerator) -> Vec<Value> {
    let Some(query) = query else { return Vec::new() };
    let reference = query(schemas);
    let object = resolved(&reference, schemas.definitions());
    let required = |name: &str| {
        object.get("required").and_then(Value::as_array).is_some_and(|names| names.contains(&name.into()))
    };
    let fields = object.get("properties").and_then(Value::as_object).into_iter().flatten();
    fields
        .map(|(name, schema)| json!({ "name": name, "in": "query", "required": required(name), "schema": schema }))
        .collect()
}

/// The schema that a reference leads to, or the schema itself where it is none.
pub(super) fn resolved<'a>(schema: &'a Schema, definitions: &'a Map<String, Value>) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    name.and_then(|name| definitions.get(name)).unwrap_or(schema.as_value())
}

fn json_content(schema: &Schema) -> Value {
    json!({ "application/json": { "schema": schema } })
}

/// The one success, and for each status the errors that are answered with it.
fn responses(row: &Route, schemas: &mut SchemaGenerator, error: &Schema) -> Value {
    let mut success = json!({ "description": row.status.canonical_reason().unwrap_or_default() });
    if let (Some(response), Value::Object(success)) = (row.response, &mut success) {
        success.insert("content".into(), json_content(&response(schemas)));
    }
    let mut responses = Map::from_iter([(row.status.as_str().to_owned(), success.clone())]);
    if row.repeats {
        responses.insert(StatusCode::OK.as_str().to_owned(), success);
    }
    let mut by_status = BTreeMap::<u16, Vec<ErrorCode>>::new();
    for code in row.errors() {
        by_status.entry(code.status().as_u16()).or_default().push(code);
    }
    for (status, codes) in by_status {
        let words: Vec<_> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
        let answer = json!({ "description": words.join(", "), "content": json_content(error) });
        responses.insert(status.to_string(), answer);
    }
    responses.into()
}
