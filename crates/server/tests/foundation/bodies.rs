//! What handlers take: every refusal is in our shape and says where and what.

use axum::{
    Router,
    body::Body,
    http::{Request, request},
};
use bonafide_server::{
    http::{ErrorCode, Json, Path, Query, Table, Who, extract::BODY_BYTES, get, post},
    secrets::{AgentToken, SessionToken},
};
use serde::{Deserialize, Serialize};

use crate::world::{Answer, Folder, ask, open};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting {
    name: String,
    times: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    after: u64,
}

struct Bench {
    router: Router,
    _folder: Folder,
}

impl Bench {
    fn new() -> Self {
        let folder = Folder::new();
        let table = Table::new([
            post("/client/v1/greet", async |Json(greeting): Json<Greeting>| Json(greeting)),
            get("/things/{number}", async |Path(number): Path<u8>| number.to_string()),
            get("/pages", async |Query(page): Query<Page>| page.after.to_string()),
            get("/session", async |token: SessionToken| format!("{token:?}")).who(Who::Session),
            get("/guarded", async || "in").who(Who::Session),
            get("/agents", async |token: AgentToken| format!("{token:?}")).who(Who::Agent),
            get("/administrators", async || "in").who(Who::Administrator),
            get("/perhaps", async |token: Option<SessionToken>| format!("{}", token.is_some())),
        ]);
        Self { router: table.router(open(folder.path(), None).unwrap()), _folder: folder }
    }

    fn greet(&self, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post("/client/v1/greet").header("content-type", kind);
        ask(&self.router, request.body(body.into()).unwrap())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path))
    }

    fn ask(&self, request: request::Builder) -> Answer {
        ask(&self.router, request.body(Body::empty()).unwrap())
    }
}

#[test]
fn a_body_is_json_of_the_right_form() {
    let bench = Bench::new();
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        let answer = bench.greet(kind, r#"{"name":"Mara"}"#);
        assert_eq!(
            (answer.status.as_u16(), &*answer.text),
            (200, r#"{"name":"Mara","times":null}"#),
            "{kind}"
        );
    }
}

#[test]
fn a_body_of_another_form_is_400_and_says_where_and_what() {
    let bench = Bench::new();
    for (body, says) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("{", "EOF while parsing"),
        ("{\"name\": 'Mara'}", "line 1 column 10"),
        ("[]", "it is a list and not an object"),
        (" \n[]", "it is a list and not an object"),
        ("{}", "missing field `name`"),
        ("{\"name\":7}", "invalid type: integer `7`, expected a string at line 1 column 9"),
        ("{\"name\":\"a\",\"times\":300}", "expected u8"),
        ("{\"name\":\"a\",\"tiems\":3}", "unknown field `tiems`, expected `name` or `times`"),
        ("{\"name\":\"a\",\"name\":\"b\"}", "duplicate field `name`"),
        ("{\"name\":\"a\"} {}", "trailing characters"),
        ("{\"name\":\"\\ud800\"}", "hex escape"),
        // The parser would take a list for the fields in their order.
        ("[\"Mara\",3]", "it is a list and not an object"),
    ] {
        let answer = bench.greet("application/json", body);
        assert_eq!(answer.refusal(), (400, "bad_request".to_owned()), "{body}");
        let description = answer.json()["error"]["description"].as_str().unwrap().to_owned();
        assert!(description.contains(says), "{body}: {description}");
    }
    let answer = bench.greet("application/json", &b"{\"name\":\"\xff\"}"[..]);
    assert_eq!(answer.refusal(), (400, "bad_request".to_owned()), "not UTF-8");
}

#[test]
fn a_body_of_another_kind_is_415() {
    let bench = Bench::new();
    // A page of another origin can send these without asking first.
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "json",
        "application/jsonp",
    ] {
        let answer = bench.greet(kind, r#"{"name":"Mara"}"#);
        assert_eq!(answer.refusal(), (415, "unsupported_media_type".to_owned()), "{kind}");
    }
    let without = ask(&bench.router, Request::post("/client/v1/greet").body(Body::from("{}")).unwrap());
    assert_eq!(without.refusal(), (415, "unsupported_media_type".to_owned()));
}

#[test]
fn a_body_over_100_kb_is_413() {
    let bench = Bench::new();
    let body = |length: usize| {
        let frame = r#"{"name":""}"#.len();
        format!(r#"{{"name":"{}"}}"#, "a".repeat(length - frame))
    };
    assert_eq!(bench.greet("application/json", body(BODY_BYTES)).status, 200);
    let answer = bench.greet("application/json", body(BODY_BYTES + 1));
    assert_eq!(answer.refusal(), (413, "too_large".to_owned()));

    // The same without a length in the head.
    let parts = vec![Ok::<_, std::io::Error>(body(BODY_BYTES + 1))];
    let answer = bench.greet("application/json", Body::from_stream(futures_util::stream::iter(parts)));
    assert_eq!(answer.refusal(), (413, "too_large".to_owned()));
}

#[test]
fn a_body_that_breaks_off_is_400() {
    let bench = Bench::new();
    let parts = [Ok("{\"name\":"), Err(std::io::Error::other("gone"))];
    let answer = bench.greet("application/json", Body::from_stream(futures_util::stream::iter(parts)));
    assert_eq!(answer.refusal(), (400, "bad_request".to_owned()));
}

#[test]
fn a_path_that_names_nothing_is_404() {
    let bench = Bench::new();
    assert_eq!(bench.get("/things/7").text, "7");
    for path in ["/things/256", "/things/seven", "/things/%ff", "/things/", "/things", "/things/7/8"] {
        assert_eq!(bench.get(path).refusal(), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn a_query_of_another_form_is_400() {
    let bench = Bench::new();
    assert_eq!(bench.get("/pages?after=7").text, "7");
    for query in ["", "?after", "?after=x", "?after=7&before=8", "?after=7&after=8"] {
        let answer = bench.get(&format!("/pages{query}"));
        assert_eq!(answer.refusal(), (400, "bad_request".to_owned()), "{query}");
    }
}

const ID: &str = "0123456789ab00cdef012345";

fn token(prefix: &str) -> String {
    format!("{prefix}{ID}{ID}_{}", "A".repeat(43))
}

#[test]
fn an_endpoint_for_sessions_asks_for_a_sessions_token() {
    let bench = Bench::new();
    let ours = token("bfs_");
    for scheme in ["Bearer", "bearer"] {
        let request = || Request::get("/session").header("authorization", format!("{scheme} {ours}"));
        assert_eq!(bench.ask(request()).text, format!("bfs_{ID}{ID}_(hidden)"));
    }
    let refused = [
        None,
        Some(String::new()),
        Some("Bearer".to_owned()),
        Some(ours.clone()),
        Some(format!("Basic {ours}")),
        Some(format!("Bearer  {ours}")),
        Some(format!("Bearer {ours}x")),
        Some(format!("Bearer {}", token("bfa_"))),
    ];
    for value in refused {
        for path in ["/session", "/guarded"] {
            let mut request = Request::get(path);
            if let Some(value) = &value {
                request = request.header("authorization", value);
            }
            assert_eq!(bench.ask(request).refusal(), (401, "session_missing".to_owned()), "{value:?}");
        }
    }
    let both = format!("Bearer {ours}");
    let twice = Request::get("/session").header("authorization", &both).header("authorization", &both);
    assert_eq!(bench.ask(twice).refusal(), (401, "session_missing".to_owned()));
}

#[test]
fn an_endpoint_for_agents_asks_for_an_agents_token() {
    let bench = Bench::new();
    for path in ["/agents", "/administrators"] {
        let with = |prefix| Request::get(path).header("authorization", format!("Bearer {}", token(prefix)));
        assert_eq!(bench.ask(with("bfa_")).status, 200);
        assert_eq!(bench.ask(with("bfs_")).refusal(), (401, "sign_in_required".to_owned()));
        assert_eq!(bench.get(path).refusal(), (401, "sign_in_required".to_owned()));
    }
}

#[test]
fn where_a_token_may_be_missing_a_wrong_one_is_refused_all_the_same() {
    let bench = Bench::new();
    assert_eq!(bench.get("/perhaps").text, "false");
    let with = |value: String| Request::get("/perhaps").header("authorization", value);
    assert_eq!(bench.ask(with(format!("Bearer {}", token("bfs_")))).text, "true");
    assert_eq!(bench.ask(with("Bearer x".to_owned())).refusal(), (401, "session_missing".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_not_waited_for_for_ever() {
    let never = futures_util::stream::pending::<Result<bytes::Bytes, std::io::Error>>();
    let request = Request::post("/client/v1/greet")
        .header("content-type", "application/json")
        .body(Body::from_stream(never))
        .unwrap();
    let refused = <Json<Greeting> as axum::extract::FromRequest<()>>::from_request(request, &()).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::BadRequest);
}
