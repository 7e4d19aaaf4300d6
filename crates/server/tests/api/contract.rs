//! What the table of endpoints promises, read from its OpenAPI document, and what every answer must have.

use std::{collections::BTreeSet, sync::OnceLock};

use bonafide_server::http::{ErrorCode, routes};
use serde_json::Value;

use crate::{answer::Answer, call::Call, schema};

/// The promises of all rows.
pub(crate) struct Contract {
    document: Value,
    rows: Vec<Row>,
}

/// One endpoint.
pub(crate) struct Row {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The statuses of success.
    pub(crate) successes: BTreeSet<u16>,
    /// The codes of its refusals.
    pub(crate) codes: BTreeSet<String>,
    operation: Value,
}

impl Contract {
    /// The contract of the server under test.
    pub(crate) fn of_the_table() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self::read(routes::table().openapi()))
    }

    fn read(document: Value) -> Self {
        let mut rows = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let row = Row::read(method, path, operation);
                // Sockets are tested where sockets are.
                if !row.successes.contains(&101) {
                    rows.push(row);
                }
            }
        }
        Self { document, rows }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// The row with this name, such as `GET /livez`.
    pub(crate) fn row(&self, name: &str) -> &Row {
        self.rows.iter().find(|row| row.name() == name).unwrap_or_else(|| panic!("there is no {name}"))
    }

    /// The row that a call arrives at.
    pub(crate) fn row_of(&self, call: &Call) -> Option<&Row> {
        self.rows.iter().find(|row| row.method == call.method && row.takes(call.path()))
    }

    /// The schema of what a row takes, without references.
    pub(crate) fn request<'a>(&'a self, row: &'a Row) -> Option<&'a Value> {
        let schema = row.operation.pointer("/requestBody/content/application~1json/schema")?;
        Some(schema::resolved(schema, &self.document))
    }

    /// The largest body that a row takes, in bytes.
    pub(crate) fn most(row: &Row) -> usize {
        let said = row.operation.pointer("/requestBody/x-max-bytes");
        said.map_or(100_000, |most| most.as_u64().unwrap().try_into().unwrap())
    }

    /// Checks what every answer must have, and what this row's must.
    pub(crate) fn check(&self, call: &Call, answer: &Answer) {
        headers_of_every_answer(answer);
        cross_origin(call, answer);
        match (self.row_of(call), answer.code()) {
            (_, Some(code)) => refusal(answer, &code),
            (None, None) if call.method == "OPTIONS" || call.method == "HEAD" => {}
            (None, None) => panic!("{} succeeded and is in no table: {answer:?}", answer.to),
            (Some(row), None) => self.success(row, answer),
        }
        if let (Some(row), Some(code)) = (self.row_of(call), answer.code()) {
            assert!(row.codes.contains(&code), "{} does not list {code}: {answer:?}", row.name());
        }
    }

    fn success(&self, row: &Row, answer: &Answer) {
        assert!(
            row.successes.contains(&answer.status),
            "{} does not list the status of {answer:?}",
            row.name()
        );
        assert_eq!(answer.header("retry-after"), None, "{answer:?}");
        let pointer = format!("/responses/{}/content/application~1json/schema", answer.status);
        let schema = row.operation.pointer(&pointer).unwrap();
        if let Err(wrong) = schema::check(&answer.json(), schema, &self.document) {
            panic!("{} is not as its schema says: {wrong}: {}", answer.to, answer.text);
        }
    }
}

impl Row {
    fn read(method: &str, path: &str, operation: &Value) -> Self {
        let mut row = Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            successes: BTreeSet::new(),
            codes: BTreeSet::new(),
            operation: operation.clone(),
        };
        for (status, answer) in operation["responses"].as_object().unwrap() {
            match status.parse::<u16>().unwrap() {
                status @ ..400 => {
                    row.successes.insert(status);
                }
                _ => row.codes.extend(quoted(answer["description"].as_str().unwrap())),
            }
        }
        row
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it needs a token of this kind: `session` or `agent`.
    pub(crate) fn is_for(&self, kind: &str) -> bool {
        self.operation["security"].as_array().unwrap().iter().any(|one| one.get(kind).is_some())
    }

    /// The names of the query's parameters.
    pub(crate) fn query(&self) -> Vec<&str> {
        let parameters = self.operation["parameters"].as_array().into_iter().flatten();
        parameters.filter(|it| it["in"] == "query").map(|it| it["name"].as_str().unwrap()).collect()
    }

    fn takes(&self, path: &str) -> bool {
        let (mine, theirs) = (self.path.split('/'), path.split('/'));
        mine.clone().count() == theirs.clone().count()
            && mine
                .zip(theirs)
                .all(|(mine, theirs)| mine == theirs || (mine.starts_with('{') && !theirs.is_empty()))
    }
}

/// The words between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

pub(crate) fn headers_of_every_answer(answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} of {answer:?}");
    }
    assert!(answer.header("permissions-policy").unwrap().contains("camera=()"), "{answer:?}");
    assert_eq!(answer.header("x-request-id").unwrap().len(), 16, "{answer:?}");
    assert_eq!(answer.header("set-cookie"), None, "{answer:?}");
}

/// Pages of any origin may read the client API, without credentials, and nothing else (details 29).
fn cross_origin(call: &Call, answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer:?}");
    let allowed = call.path().starts_with("/client/").then_some("*");
    assert_eq!(answer.header("access-control-allow-origin"), allowed, "{answer:?}");
}

fn refusal(answer: &Answer, code: &str) {
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
    let known = known.unwrap_or_else(|| panic!("{code} is no code: {answer:?}"));
    assert_eq!(known.status().as_u16(), answer.status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
    let body = answer.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "{answer:?}");
    let error = body["error"].as_object().unwrap();
    assert!(
        error.keys().all(|key| [
            "code",
            "description",
            "reason",
            "holder",
            "preview",
            "standing",
            "on_failure"
        ]
        .contains(&key.as_str())),
        "{answer:?}"
    );
    assert!(error["description"].as_str().unwrap().ends_with('.'), "{answer:?}");
    assert_eq!(error.contains_key("reason"), code == "invalid_auth", "{answer:?}");
    assert_eq!(error.contains_key("on_failure"), code == "invalid_auth", "{answer:?}");
    assert_eq!(
        error.contains_key("holder"),
        matches!(code, "address_held" | "address_claimed"),
        "{answer:?}"
    );
    assert_eq!(error.contains_key("preview"), code == "preview_outdated", "{answer:?}");
    assert_eq!(error.contains_key("standing"), code == "address_not_verified", "{answer:?}");
    let waits = matches!(answer.status, 429 | 503);
    assert_eq!(answer.header("retry-after").is_some(), waits, "{answer:?}");
    assert_eq!(answer.header("www-authenticate").is_some(), answer.status == 401, "{answer:?}");
}
