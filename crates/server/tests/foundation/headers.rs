//! What every answer carries, whether it succeeds, is refused, was never routed, or comes from a panic.

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
    response::IntoResponse,
};
use bonafide_server::http::{Table, get, post, put};

use crate::world::{Answer, Folder, ask, configured, open_with};

fn router(folder: &Folder, public_url: Option<&str>) -> Router {
    let mut settings = vec![("database.data", folder.path().to_str().unwrap())];
    settings.extend(public_url.map(|url| ("server.public_url", url)));
    let rows = |fine, panics, page| {
        [
            get(fine, async || "fine"),
            put(fine, async || "put"),
            post(panics, async || -> &'static str { panic!("a secret is in here") }),
            get(page, async || {
                let headers =
                    [("content-security-policy", "default-src 'self'"), ("cache-control", "max-age=300")];
                (headers, "page").into_response()
            }),
        ]
    };
    let table =
        Table::new(rows("/client/v1/fine", "/client/v1/panic", "/client/v1/page").into_iter().chain(rows(
            "/admin/v1/fine",
            "/admin/v1/panic",
            "/admin/v1/page",
        )));
    table.router(open_with(configured(&settings), None).unwrap())
}

fn send(router: &Router, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("origin", "https://shop.example");
    ask(router, request.body(Body::empty()).unwrap())
}

/// Answers of every kind from one of the APIs.
fn answers(router: &Router, api: &str) -> Vec<Answer> {
    let at = |path: &str| format!("/{api}/v1/{path}");
    vec![
        send(router, Method::GET, &at("fine")),
        send(router, Method::GET, &at("nowhere")),
        send(router, Method::POST, &at("fine")),
        send(router, Method::POST, &at("panic")),
    ]
}

#[test]
fn every_answer_tells_browsers_to_be_careful() {
    let folder = Folder::new();
    let router = router(&folder, None);
    let all = answers(&router, "client").into_iter().chain(answers(&router, "admin"));
    for answer in
        all.chain([send(&router, Method::GET, "/nowhere"), send(&router, Method::OPTIONS, "/client/v1/fine")])
    {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
        assert!(answer.header("permissions-policy").unwrap().contains("camera=()"));
        assert_eq!(answer.header("x-request-id").unwrap().len(), 16);
        assert_eq!(answer.header("strict-transport-security"), None, "plain http");
    }
}

#[test]
fn every_answer_has_a_number_of_its_own() {
    let folder = Folder::new();
    let router = router(&folder, None);
    let id = || send(&router, Method::GET, "/nowhere").header("x-request-id").unwrap().to_owned();
    assert_ne!(id(), id());
}

#[test]
fn with_a_public_address_of_https_browsers_are_told_to_stay_with_it() {
    let folder = Folder::new();
    let router = router(&folder, Some("https://chat.example.com"));
    for answer in answers(&router, "client") {
        assert!(answer.header("strict-transport-security").unwrap().starts_with("max-age="));
    }
}

#[test]
fn a_page_that_sets_its_own_headers_keeps_them() {
    let folder = Folder::new();
    let page = send(&router(&folder, None), Method::GET, "/admin/v1/page");
    assert_eq!(page.header("content-security-policy"), Some("default-src 'self'"));
    assert_eq!(page.header("cache-control"), Some("max-age=300"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn pages_of_any_origin_may_read_every_answer_of_the_client_api() {
    let folder = Folder::new();
    let router = router(&folder, None);
    for answer in answers(&router, "client") {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
        assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn pages_of_other_origins_may_read_nothing_else() {
    let folder = Folder::new();
    let router = router(&folder, None);
    let others = [send(&router, Method::GET, "/nowhere"), send(&router, Method::GET, "/clients")];
    for answer in answers(&router, "admin").into_iter().chain(others) {
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control")), "{answer:?}");
    }
    let preflight = send(&router, Method::OPTIONS, "/admin/v1/fine");
    assert_eq!(preflight.refusal(), (405, "method_not_allowed".to_owned()));
    assert_eq!(preflight.header("access-control-allow-origin"), None);
}

#[test]
fn a_page_that_asks_first_is_told_what_it_may_send() {
    let folder = Folder::new();
    let router = router(&folder, None);
    for path in ["/client/v1/fine", "/client/v1/nowhere"] {
        let request = Request::options(path)
            .header("origin", "https://shop.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let answer = ask(&router, request.body(Body::empty()).unwrap());
        assert!(answer.status.is_success());
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-allow-headers"), Some("authorization,content-type"));
        assert!(answer.header("access-control-allow-methods").unwrap().contains("POST"));
        assert_eq!(answer.header("access-control-max-age"), Some("86400"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn an_unknown_address_is_404() {
    let folder = Folder::new();
    let router = router(&folder, None);
    for path in ["/nowhere", "/client/v1/nowhere", "/client/v1/fine/", "/CLIENT/v1/fine", "//client/v1/fine"]
    {
        assert_eq!(send(&router, Method::GET, path).refusal(), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn a_wrong_method_is_405_and_names_the_right_ones() {
    let folder = Folder::new();
    let router = router(&folder, None);
    for method in [Method::POST, Method::DELETE, Method::TRACE, Method::from_bytes(b"PROPFIND").unwrap()] {
        let answer = send(&router, method.clone(), "/client/v1/fine");
        assert_eq!(answer.refusal(), (405, "method_not_allowed".to_owned()), "{method}");
        let mut allowed: Vec<_> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "PUT"], "{method}");
    }
}

#[test]
fn a_panic_is_500_and_tells_nothing() {
    let folder = Folder::new();
    let answer = send(&router(&folder, None), Method::POST, "/client/v1/panic");
    assert_eq!(answer.refusal(), (500, "internal".to_owned()));
    assert!(!answer.text.contains("secret"));
}
