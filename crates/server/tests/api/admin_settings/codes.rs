//! Settings that exchange codes, and their secret (OMN-1, OMN-11).

use serde_json::{Value, json};

use super::{change, made, read};
use crate::{
    call::{patch, post},
    cases,
    group::Case,
    live_chat::PATH,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    omn_11_a_setting_that_exchanges_codes_is_made_changed_and_read_back,
    omn_11_fields_of_a_setting_that_exchanges_codes_are_those_of_its_kind,
    omn_1_a_client_secret_is_set_by_whoever_may_and_told_to_nobody,
    omn_1_where_a_secret_is_sent_is_changed_by_whoever_may_change_it,
    omn_18_the_kind_and_the_namespace_are_fixed,
];

fn code(action: &Value) -> Value {
    json!({
        "token_url": "https://id.example/token", "redirect_url": "https://shop.example/back", "client_id": "shop-chat",
        "client_authentication": "post", "scope": "openid email", "action": action,
    })
}

/// A setting that exchanges codes and has no secret yet.
pub(super) fn exchanging(world: &World) -> Value {
    let body = json!({"kind": "oauth2_code", "name": "Sign-in", "code": code(&json!({"kind": "id_token", "issuer": "https://id.example"}))});
    world.ask(post(PATH).by(&world.company().administrator).json(&body)).gives(201)
}

fn omn_11_a_setting_that_exchanges_codes_is_made_changed_and_read_back(world: &World) {
    let made = exchanging(world);
    assert_eq!(
        (&made["kind"], &made["url"], &made["has_client_secret"]),
        (&json!("oauth2_code"), &Value::Null, &json!(false))
    );
    let action = json!({
        "kind": "id_token", "issuer": "https://id.example", "algorithms": ["RS256"], "url": null, "id_field": null,
    });
    assert_eq!(made["code"], code(&action));
    assert_eq!(read(world, &made), made);
    let action = json!({
        "kind": "userinfo", "issuer": null, "algorithms": null, "url": "https://id.example/me", "id_field": "customer",
    });
    let changed = change(world, &made, &json!({"name": "Another", "code": code(&action)})).gives(200);
    assert_eq!((&changed["name"], &changed["code"]), (&json!("Another"), &code(&action)));
    let action = json!({"kind": "endpoint", "url": "https://shop.example/who"});
    let changed = change(world, &made, &json!({"code": code(&action)})).gives(200);
    assert!(changed["calls_public_key"].as_str().unwrap().starts_with("-----BEGIN PUBLIC KEY-----"));
    assert_eq!(read(world, &made), changed);
    // It needs no keys.
    let path = format!("{PATH}/{}/fetch", made["id"].as_str().unwrap());
    world.ask(post(path).by(&world.company().administrator).json(&json!({}))).refused("bad_request");
}

fn omn_11_fields_of_a_setting_that_exchanges_codes_are_those_of_its_kind(world: &World) {
    let good = || code(&json!({"kind": "id_token", "issuer": "https://id.example"}));
    let with = |member: &str, value: Value| {
        let mut wrong = good();
        wrong[member] = value;
        wrong
    };
    let setting = exchanging(world);
    for wrong in [
        with("token_url", json!("http://id.example/token")),
        with("redirect_url", json!("/back")),
        with("redirect_url", json!("https://shop.example/#x")),
        with("client_id", json!("")),
        with("client_authentication", json!("none")),
        with("scope", json!("a  b")),
        code(&json!({"kind": "id_token"})),
        code(&json!({"kind": "id_token", "issuer": "id.example"})),
        code(&json!({"kind": "id_token", "issuer": "https://id.example", "url": "https://id.example"})),
        code(&json!({"kind": "id_token", "issuer": "https://id.example", "algorithms": ["HS256"]})),
        code(&json!({"kind": "userinfo"})),
        code(&json!({"kind": "userinfo", "url": "https://id.example", "algorithms": ["RS256"]})),
        code(&json!({"kind": "introspection", "url": "https://id.example", "id_field": "a b"})),
        code(&json!({"kind": "endpoint", "url": "http://shop.example"})),
        code(&json!({"kind": "endpoint", "url": "https://shop.example", "id_field": "id"})),
        code(&json!({"kind": "something"})),
    ] {
        change(world, &setting, &json!({"code": wrong})).refused("bad_request");
    }
    change(world, &setting, &json!({"issuer": "https://id.example"})).refused("bad_request");
    change(world, &made(world, &json!({})), &json!({"code": good()})).refused("bad_request");
    assert_eq!(read(world, &setting), setting);
    let create = |body: Value| world.ask(post(PATH).by(&world.company().administrator).json(&body));
    for body in [
        json!({"kind": "oauth2_code", "name": "Sign-in"}),
        json!({"kind": "oauth2_code", "name": "Sign-in", "code": good(), "url": "https://id.example"}),
        json!({"kind": "oauth2_code", "name": "Sign-in", "code": good(), "audience": "x"}),
        json!({"kind": "oauth2_implicit", "name": "Portal", "url": "https://id.example", "code": good()}),
        json!({"kind": "oauth2_implicit", "name": "Portal"}),
        // It has its place, and cannot be made yet.
        json!({"kind": "openid_connect", "name": "Apple"}),
    ] {
        create(body).refused("bad_request");
    }
}

fn omn_1_a_client_secret_is_set_by_whoever_may_and_told_to_nobody(world: &World) {
    let company = world.company();
    let setting = exchanging(world);
    let path = format!("{PATH}/{}/secret", setting["id"].as_str().unwrap());
    let set = |by: &str, secret: &str| world.ask(post(&path).by(by).json(&json!({"client_secret": secret})));
    let told = set(&company.administrator, "a secret: of + ours").gives(200);
    assert_eq!(told["has_client_secret"], true);
    for text in
        [told.to_string(), read(world, &setting).to_string(), format!("{:?}", company.audit_log(world))]
    {
        assert!(!text.contains("a secret: of"), "{text}");
    }
    assert_eq!(company.audit_log(world)[0].action.as_str(), "setting.set_secret");
    let long = "x".repeat(1001);
    for wrong in ["", "ä", "a\nb", long.as_str()] {
        set(&company.administrator, wrong).refused("bad_request");
    }
    let of_keys = format!("{PATH}/{}/secret", made(world, &json!({}))["id"].as_str().unwrap());
    let by = &company.administrator;
    world.ask(post(of_keys).by(by).json(&json!({"client_secret": "s"}))).refused("bad_request");
    // Another administrator may not, until somebody who may says so.
    let (dora, id) = crate::admin_agents::another_administrator(world);
    set(&dora, "another").refused("secrets_not_permitted");
    let permits = |by: &str, may: bool| {
        world.ask(post(format!("/admin/v1/agents/{id}/secrets-permission")).by(by).json(&json!({"may": may})))
    };
    permits(&company.administrator, true).gives(200);
    set(&dora, "another").gives(200);
    permits(&company.administrator, false).gives(200);
    set(&dora, "a third").refused("secrets_not_permitted");
    set(&company.agent, "x").refused("administrator_required");
}

fn omn_1_where_a_secret_is_sent_is_changed_by_whoever_may_change_it(world: &World) {
    let company = world.company();
    let (dora, _) = crate::admin_agents::another_administrator(world);
    let setting = exchanging(world);
    let path = format!("{PATH}/{}", setting["id"].as_str().unwrap());
    let changes = |by: &str, code: &Value| world.ask(patch(&path).by(by).json(&json!({"code": code})));
    let at = |url: &str, action: &Value| {
        let mut code = code(action);
        code["token_url"] = json!(url);
        code
    };
    let id_token = json!({"kind": "id_token", "issuer": "https://id.example"});
    let introspection = json!({"kind": "introspection", "url": "https://doras.example/introspect"});
    // There is nothing yet that could be read there.
    changes(&dora, &at("https://first.example/token", &id_token)).gives(200);
    let secret = json!({"client_secret": "a secret of ours"});
    world.ask(post(format!("{path}/secret")).by(&company.administrator).json(&secret)).gives(200);
    for code in [
        at("https://doras.example/token", &id_token),
        at("https://first.example/token", &introspection),
        at("https://doras.example/token", &introspection),
    ] {
        changes(&dora, &code).refused("secrets_not_permitted");
    }
    // All else she changes, and whoever may change secrets this as well.
    let user_info = json!({"kind": "userinfo", "url": "https://doras.example/me"});
    changes(&dora, &at("https://first.example/token", &user_info)).gives(200);
    world.ask(patch(&path).by(&dora).json(&json!({"name": "Another"}))).gives(200);
    let moved =
        changes(&company.administrator, &at("https://second.example/token", &introspection)).gives(200);
    assert_eq!(
        (&moved["code"]["token_url"], &moved["has_client_secret"]),
        (&json!("https://second.example/token"), &json!(true))
    );
    // What she leaves as it is is no change.
    changes(&dora, &moved["code"]).gives(200);
}

fn omn_18_the_kind_and_the_namespace_are_fixed(world: &World) {
    for setting in [made(world, &json!({})), exchanging(world)] {
        for wrong in [
            json!({"kind": "oauth2_implicit"}),
            json!({"kind": "oauth2_code"}),
            json!({"kind": setting["kind"]}),
            json!({"external_ids": "account"}),
            json!({"channel_kind": "apple"}),
        ] {
            change(world, &setting, &wrong).refused("bad_request");
        }
        assert_eq!(read(world, &setting), setting);
    }
}
