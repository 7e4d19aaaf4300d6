//! The one table: what is built from it tells of every endpoint, once, and of nothing else.

use axum::http::StatusCode;
use bonafide_server::http::{
    ErrorCode, Json, Path, Query, Table, Who, get, post, routes,
    schema::{IdText, TimeText},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is ordered.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    /// How many, at least one.
    count: u32,
    /// Where to.
    address: Option<Address>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Address {
    street: String,
}

#[derive(Serialize, JsonSchema)]
struct Receipt {
    /// The order's id.
    #[schemars(with = "IdText")]
    id: String,
    #[schemars(with = "TimeText")]
    at: String,
    state: State,
    orders: Vec<Order>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is asked for")]
enum State {
    Taken,
    Sent,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is asked for")]
struct Filter {
    /// Only those after this one.
    after: String,
    limit: Option<u32>,
}

fn shop() -> Table {
    Table::new([
        post("/shop/v1/orders", async |Json(order): Json<Order>| Json(order))
            .who(Who::Session)
            .summary("Orders something")
            .takes::<Order>()
            .gives::<Receipt>()
            .status(StatusCode::CREATED)
            .fails(&[ErrorCode::RateLimited, ErrorCode::NameTaken]),
        get("/shop/v1/orders", async |Query(filter): Query<Filter>| filter.after)
            .who(Who::Agent)
            .summary("Lists orders")
            .asks::<Filter>()
            .gives::<Vec<Receipt>>(),
        post("/shop/v1/orders/{order}/lines/{line}", async |Path((_, _)): Path<(String, String)>| ())
            .who(Who::Administrator)
            .summary("Touches a line"),
    ])
}

/// Every reference in a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let (true, Value::String(reference)) = (name == "$ref", member) {
                    found.push(reference.clone());
                }
                references(member, found);
            }
        }
        Value::Array(members) => members.iter().for_each(|member| references(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The paths with their methods.
fn operations(document: &Value) -> Vec<String> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| {
        item.as_object().unwrap().keys().map(|method| format!("{method} {path}")).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

#[test]
fn the_document_tells_of_every_endpoint_once() {
    let document = shop().openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let mut told = operations(&document);
    told.sort();
    assert_eq!(
        told,
        ["get /shop/v1/orders", "post /shop/v1/orders", "post /shop/v1/orders/{order}/lines/{line}"]
    );
}

#[test]
fn every_reference_in_a_document_leads_somewhere() {
    for document in [shop().openapi(), routes::table().openapi()] {
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("references stay within the document");
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}

#[test]
fn an_operation_says_who_what_and_how_it_fails() {
    let document = shop().openapi();
    let operation = &document["paths"]["/shop/v1/orders"]["post"];
    assert_eq!(operation["summary"], "Orders something");
    assert_eq!(operation["security"], json!([{ "session": [] }]));
    let request = &operation["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(*request, json!({ "$ref": "#/components/schemas/Order" }));
    let answers = operation["responses"].as_object().unwrap();
    let statuses: Vec<_> = answers.keys().collect();
    assert_eq!(statuses, ["201", "400", "401", "409", "413", "415", "429", "500", "503"]);
    assert_eq!(
        answers["201"]["content"]["application/json"]["schema"],
        json!({ "$ref": "#/components/schemas/Receipt" })
    );
    assert_eq!(answers["409"]["description"], "`name_taken`");
    for (status, answer) in answers.iter().filter(|(status, _)| *status != "201") {
        let schema = &answer["content"]["application/json"]["schema"];
        assert_eq!(*schema, json!({ "$ref": "#/components/schemas/Error" }), "{status}");
    }
}

#[test]
fn who_may_call_is_told_by_the_kind_of_token() {
    let document = shop().openapi();
    let security = |path: &str, method: &str| document["paths"][path][method]["security"].clone();
    assert_eq!(security("/shop/v1/orders", "get"), json!([{ "agent": [] }]));
    assert_eq!(security("/shop/v1/orders/{order}/lines/{line}", "post"), json!([{ "agent": [] }]));
    assert_eq!(routes::table().openapi()["paths"]["/livez"]["get"]["security"], json!([]));
}

#[test]
fn parameters_of_path_and_query_are_told() {
    let document = shop().openapi();
    let query = document["paths"]["/shop/v1/orders"]["get"]["parameters"].as_array().unwrap();
    let told: Vec<_> = query.iter().map(|it| json!([it["name"], it["in"], it["required"]])).collect();
    assert_eq!(told, [json!(["after", "query", true]), json!(["limit", "query", false])]);
    assert_eq!(query[0]["schema"]["description"], "Only those after this one.");

    let path =
        document["paths"]["/shop/v1/orders/{order}/lines/{line}"]["post"]["parameters"].as_array().unwrap();
    let told: Vec<_> = path.iter().map(|it| json!([it["name"], it["in"], it["required"]])).collect();
    assert_eq!(told, [json!(["order", "path", true]), json!(["line", "path", true])]);
}

#[test]
fn without_an_answer_it_is_an_empty_204() {
    let document = shop().openapi();
    let answers = &document["paths"]["/shop/v1/orders/{order}/lines/{line}"]["post"]["responses"];
    assert_eq!(answers["204"], json!({ "description": "No Content" }));
    assert_eq!(answers["403"]["description"], "`administrator_required`");
    assert_eq!(answers["404"]["description"], "`not_found`");
}

#[test]
fn ids_and_times_have_their_form() {
    let receipt = &shop().openapi()["components"]["schemas"]["Receipt"]["properties"];
    assert_eq!(receipt["id"]["pattern"], "^[0-9a-f]{24}$");
    assert_eq!(receipt["at"]["format"], "date-time");
}

#[test]
fn the_reference_tells_the_same_to_people() {
    let page = shop().reference();
    for words in [
        "## POST /shop/v1/orders\n\nOrders something. For a session.\n",
        "| `count` | integer | How many, at least one. |",
        "| `address` | Address or null, optional | Where to. |",
        "Gives 201:",
        "| `state` | State |  |",
        "| `orders` | list of Order |  |",
        "## GET /shop/v1/orders\n\nLists orders. For an agent.\n\nQuery:\n",
        "| `limit` | integer or null, optional |  |",
        "Gives 200: list of Receipt.",
        "\nFails with `bad_request`, `sign_in_required`, `internal`, `busy`, `unavailable`.\n",
        "## State\n\n`\"taken\"` or `\"sent\"`.\n",
        "## Order\n\nWhat is ordered.\n\n| field",
        "Touches a line. For an administrator.",
    ] {
        assert!(page.contains(words), "{words}\n\n{page}");
    }
}

#[test]
fn every_endpoint_of_ours_says_what_it_does() {
    let document = routes::table().openapi();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{operation}");
        }
    }
}
