//! Channels.

use bonafide_server::embeddings::Page;
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{get, patch, post},
    cases, company,
    group::Group,
    visitor::{Visitor, opening},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/channels",
        "POST /admin/v1/channels",
        "GET /admin/v1/channels/{id}",
        "PATCH /admin/v1/channels/{id}",
        "GET /admin/v1/channels/{id}/embeddings",
    ],
    samples: |world| {
        let company = world.company();
        let one = format!("/admin/v1/channels/{}", company.channel_id);
        let whole = json!({"name": "Shop", "origins": ["https://shop.example"], "login_required": false,
            "asks_for_contact": false, "color": "#0a7d5a"});
        let mut new = whole.clone();
        new["kind"] = json!("messaging");
        vec![
            get("/admin/v1/channels"),
            post("/admin/v1/channels").json(&new),
            get(&one),
            patch(&one).json(&whole),
            get(format!("{one}/embeddings")),
        ]
        .into_iter()
        .map(|call| call.by(&company.administrator))
        .collect()
    },
    cases: &[cases![
        a_channel_is_made_with_defaults_and_listed,
        a_new_channel_takes_the_accounts_keys_and_visitors,
        what_is_absent_stays_as_it_is,
        origins_are_a_scheme_and_a_host,
        names_have_their_limits,
        pages_that_asked_for_the_messenger_are_told,
        see_8_changes_are_in_the_audit_log,
        a_colour_is_six_hexadecimal_digits_or_none,
    ]],
};

fn creates(world: &World, body: &Value) -> Answer {
    world.ask(post("/admin/v1/channels").by(&world.company().administrator).json(body))
}

fn a_channel_is_made_with_defaults_and_listed(world: &World) {
    let company = world.company();
    let made = creates(world, &json!({"name": "Shop"})).gives(201);
    assert_eq!((&made["name"], &made["kind"]), (&json!("Shop"), &json!("messaging")));
    assert_eq!((&made["origins"], &made["login_required"]), (&json!([]), &json!(false)));
    assert_eq!((&made["asks_for_contact"], &made["color"]), (&json!(true), &json!(null)), "SEE-5");
    assert_eq!(made["multiple_conversations"], false, "MRG-9");
    assert_eq!(made["public_key"].as_str().unwrap().len(), 32);
    let listed = world.ask(get("/admin/v1/channels").by(&company.administrator)).gives(200);
    let listed = listed["channels"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[1]), (2, &json!(company.channel_id), &made));
    let one = get(format!("/admin/v1/channels/{}", made["id"].as_str().unwrap())).by(&company.administrator);
    assert_eq!(world.ask(one).gives(200), made);
}

fn a_new_channel_takes_the_accounts_keys_and_visitors(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let made = creates(world, &json!({"name": "App"})).gives(201);
    let channel = made["public_key"].as_str().unwrap().to_owned();
    let body =
        json!({"channel": channel, "token": company::token(world, &key, "usr_1"), "login_id": "login_id_1"});
    let mara = Visitor::of(&world.ask(post("/client/v1/login").json(&body)).gives(200));
    assert_eq!(mara.user, Visitor::signed_in(world, company, &company::token(world, &key, "usr_1")).user);
    world.ask(opening(company).json(&json!({"channel": channel}))).gives(201);
}

fn what_is_absent_stays_as_it_is(world: &World) {
    let company = world.company();
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    let changes = |body: Value| world.ask(patch(&path).by(&company.administrator).json(&body)).gives(200);
    let told = changes(json!({"name": "Shop"}));
    assert_eq!((&told["name"], &told["origins"]), (&json!("Shop"), &json!(["https://shop.example"])));
    let told = changes(json!({"origins": ["https://b.example", "https://a.example"]}));
    assert_eq!(
        (&told["name"], &told["origins"]),
        (&json!("Shop"), &json!(["https://a.example", "https://b.example"]))
    );
    let told = changes(json!({"login_required": true}));
    assert_eq!((&told["login_required"], told["origins"].as_array().unwrap().len()), (&json!(true), 2));
    assert_eq!(changes(json!({})), told);
    assert_eq!(changes(json!({"asks_for_contact": true}))["asks_for_contact"], true);
    assert_eq!(changes(json!({"asks_for_contact": false})), told);
    assert_eq!(changes(json!({"name": null, "origins": null, "login_required": null})), told);
    assert_eq!(changes(json!({"origins": []}))["origins"], json!([]));
    assert_eq!(told["public_key"], company.channel, "the snippet stays good");
}

fn origins_are_a_scheme_and_a_host(world: &World) {
    let of = |origin: &str| creates(world, &json!({"name": "Shop", "origins": [origin]}));
    for origin in [
        "https://shop.example",
        "http://localhost:*",
        "https://shop.example:8443",
        "http://127.0.0.1:3000",
        "http://[::1]:8080",
    ] {
        assert_eq!(of(origin).gives(201)["origins"], json!([origin]));
    }
    // A scheme's own port is left out, as browsers do.
    let twice = json!({"name": "Shop", "origins": ["https://shop.example:443", "https://shop.example"]});
    assert_eq!(creates(world, &twice).gives(201)["origins"], json!(["https://shop.example"]));
    for origin in [
        "",
        "*",
        "null",
        "shop.example",
        "ftp://shop.example",
        "https://",
        "https://shop.example/",
        "https://Shop.example",
        "https://shop.example/path",
        "https://a@shop.example",
        "https://*.example",
        "https://shop.example?x",
        "https://shop.example\0",
        "https://shop.example; script-src *",
        "https://a b",
        "https://é.example",
        "javascript://a",
    ] {
        of(origin).refused("bad_request");
    }
    let twice = json!({"name": "Shop", "origins": ["https://a.example", "https://a.example"]});
    assert_eq!(creates(world, &twice).gives(201)["origins"], json!(["https://a.example"]));
    let many = |count| {
        let origins: Vec<_> = (0..count).map(|number| format!("https://a{number}.example")).collect();
        creates(world, &json!({"name": "Shop", "origins": origins}))
    };
    many(100).gives(201);
    many(101).refused("bad_request");
}

fn names_have_their_limits(world: &World) {
    for name in ["", " ", "Shop\0", "Sh\nop", &"x".repeat(256)] {
        creates(world, &json!({"name": name})).refused("bad_request");
        let path = format!("/admin/v1/channels/{}", world.company().channel_id);
        world
            .ask(patch(path).by(&world.company().administrator).json(&json!({"name": name})))
            .refused("bad_request");
    }
    creates(world, &json!({"name": "x".repeat(255)})).gives(201);
    creates(world, &json!({"name": "Shop", "kind": "apple"})).refused("bad_request");
}

fn see_8_changes_are_in_the_audit_log(world: &World) {
    let company = world.company();
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    world
        .ask(
            patch(path)
                .by(&company.administrator)
                .json(&json!({"login_required": true, "multiple_conversations": true})),
        )
        .gives(200);
    let line = &company.audit_log(world)[0];
    assert_eq!((line.action.as_str(), &line.subject), ("channel.change", &company.channel_id));
    for change in ["\"login_required\":true", "\"multiple_conversations\":true"] {
        assert!(line.detail.contains(change), "{}", line.detail);
    }
}

fn pages_that_asked_for_the_messenger_are_told(world: &World) {
    let made = creates(world, &json!({"name": "Shop", "origins": ["https://shop.example"]})).gives(201);
    let id = made["id"].as_str().unwrap();
    let tells = || {
        let path = format!("/admin/v1/channels/{id}/embeddings");
        world.ask(get(path).by(&world.company().administrator)).gives(200)
    };
    assert_eq!(tells(), json!({"shown": null, "refused": null}));

    let origins = ["https://shop.example".to_owned()];
    for origin in ["https://blog.example", "https://shop.example"] {
        let page = Page { origin: origin.to_owned(), at: world.app.now() };
        world.app.embeddings.note(id.parse().unwrap(), &origins, page);
    }
    let told = tells();
    assert_eq!(told["shown"]["origin"], "https://shop.example");
    assert_eq!(told["refused"]["origin"], "https://blog.example");
}

fn a_colour_is_six_hexadecimal_digits_or_none(world: &World) {
    let company = world.company();
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    let changes = |body: Value| world.ask(patch(&path).by(&company.administrator).json(&body));
    assert_eq!(creates(world, &json!({"name": "Shop", "color": "#0A7D5a"})).gives(201)["color"], "#0a7d5a");
    assert_eq!(creates(world, &json!({"name": "Shop", "color": null})).gives(201)["color"], json!(null));
    assert_eq!(changes(json!({"color": "#FF8800"})).gives(200)["color"], "#ff8800");
    assert_eq!(changes(json!({"name": "Shop"})).gives(200)["color"], "#ff8800", "what is absent stays");
    for color in ["", "red", "#f80", "ff8800", "#ff880", "#ff88000", "#gg8800", "#ff8800\0", "rgb(1,2,3)"] {
        creates(world, &json!({"name": "Shop", "color": color})).refused("bad_request");
        let refused = changes(json!({"color": color})).refused("bad_request");
        assert!(refused.description.contains("`color`"), "{}", refused.description);
    }
    assert_eq!(changes(json!({"color": null})).gives(200)["color"], json!(null));
    assert!(company.audit_log(world)[0].detail.contains("\"color\":null"));
}
