//! The service itself, and what is answered where there is nothing.

use crate::{
    call::{delete, get, options, post},
    cases,
    group::Group,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /livez", "GET /readyz", "GET /openapi.json"],
    samples: |_| vec![get("/livez"), get("/readyz"), get("/openapi.json")],
    cases: &[cases![
        a_server_that_runs_says_so,
        the_document_describes_the_server,
        an_address_that_is_not_there_is_not_found,
        a_wrong_method_is_refused,
        pages_may_ask_what_they_may_send,
        requests_that_are_no_http_are_refused,
    ]],
};

fn a_server_that_runs_says_so(world: &World) {
    for path in ["/livez", "/readyz"] {
        assert_eq!(world.ask(get(path)).gives(200)["status"], "ok");
    }
}

fn the_document_describes_the_server(world: &World) {
    let document = world.ask(get("/openapi.json")).gives(200);
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/client/v1/login"]["post"].is_object());
}

fn an_address_that_is_not_there_is_not_found(world: &World) {
    for path in [
        "/client",
        "/client/v1/",
        "/client/v1/nowhere",
        "/client/v2/login",
        "/admin",
        "//livez",
        "/livez/",
        "/%00",
    ] {
        world.ask(get(path)).refused("not_found");
    }
}

fn a_wrong_method_is_refused(world: &World) {
    for call in
        [post("/livez"), delete("/client/v1/login"), get("/admin/v1/setup"), options("/agent/v1/inbox")]
    {
        let answer = world.ask(call);
        answer.refused("method_not_allowed");
        assert!(answer.header("allow").is_some());
    }
}

fn pages_may_ask_what_they_may_send(world: &World) {
    let asks = |path: &str| {
        options(path).header("origin", "https://shop.example").header("access-control-request-method", "POST")
    };
    let answer = world.ask(asks("/client/v1/login"));
    assert!(answer.status < 300, "{answer:?}");
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization,content-type"));
    for path in ["/agent/v1/sign-in", "/admin/v1/keys", "/livez"] {
        let answer = world.ask(asks(path));
        answer.refused("method_not_allowed");
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control")), "{answer:?}");
    }
}

fn requests_that_are_no_http_are_refused(world: &World) {
    let long = format!("/livez?{}", "x".repeat(70_000));
    for call in [
        get("no path"),
        get(""),
        get(long),
        get("/livez").header("x\0y", "1"),
        get("/livez").header("x", "1\0"),
    ] {
        let answer = world.ask(call);
        assert!((400..500).contains(&answer.status), "{answer:?}");
    }
    world.ask(get("/livez")).gives(200);
}
