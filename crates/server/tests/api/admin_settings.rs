//! Authentication settings (OMN-1, OMN-18).

mod codes;

use bonafide_testkit::portal::Pair;
use serde_json::{Value, json};

use crate::{
    call::{delete, get, patch, post},
    cases,
    group::Group,
    live_chat::{LiveChat, PATH},
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/authentication-settings",
        "POST /admin/v1/authentication-settings",
        "GET /admin/v1/authentication-settings/{id}",
        "PATCH /admin/v1/authentication-settings/{id}",
        "DELETE /admin/v1/authentication-settings/{id}",
        "POST /admin/v1/authentication-settings/{id}/fetch",
        "POST /admin/v1/authentication-settings/{id}/secret",
    ],
    samples: |world| {
        let by = &world.company().administrator;
        let of_one = || format!("{PATH}/{}", made(world, &json!({}))["id"].as_str().unwrap());
        let path = of_one();
        vec![
            get(PATH).by(by),
            post(PATH).by(by).json(&body(&json!({}))),
            get(&path).by(by),
            patch(&path).by(by).json(&json!({"name": "Another"})),
            delete(of_one()).by(by),
            post(format!("{path}/fetch")).by(by).json(&json!({})),
            post(format!("{PATH}/{}/secret", codes::exchanging(world)["id"].as_str().unwrap()))
                .by(by)
                .json(&json!({"client_secret": "s3cret"})),
        ]
    },
    cases: &[
        cases![
            omn_1_a_setting_is_made_and_read_back,
            omn_1_its_owner_is_its_maker_unless_changed,
            omn_1_what_can_be_changed_is_changed_and_the_rest_stays,
            omn_1_fields_that_cannot_be_are_refused,
            omn_4_the_state_of_the_last_fetch_is_shown_with_its_keys,
            omn_4_test_now_tells_what_is_wrong,
            omn_18_a_setting_is_attached_to_a_channel_that_it_fits,
            omn_18_a_setting_that_is_attached_is_not_deleted,
            omn_18_without_a_setting_nobody_has_to_sign_in,
            omn_10_the_first_setting_of_a_channel_switches_required_login_on,
            omn_10_a_channel_can_allow_to_begin_unauthenticated_and_to_sign_in_within_the_conversation,
            omn_14_a_channel_names_a_sign_in_page_where_people_can_sign_in,
            see_8_settings_leave_lines_in_the_audit_log,
        ],
        codes::CASES,
    ],
};

fn body(more: &Value) -> Value {
    let mut body = json!({"kind": "oauth2_implicit", "name": "Portal", "url": "https://127.0.0.1:1/keys"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn made(world: &World, more: &Value) -> Value {
    world.ask(post(PATH).by(&world.company().administrator).json(&body(more))).gives(201)
}

fn read(world: &World, setting: &Value) -> Value {
    let path = format!("{PATH}/{}", setting["id"].as_str().unwrap());
    world.ask(get(path).by(&world.company().administrator)).gives(200)
}

fn change(world: &World, setting: &Value, body: &Value) -> crate::answer::Answer {
    let path = format!("{PATH}/{}", setting["id"].as_str().unwrap());
    world.ask(patch(path).by(&world.company().administrator).json(body))
}

fn omn_1_a_setting_is_made_and_read_back(world: &World) {
    let least = made(world, &json!({}));
    let expected = json!({
        "id": least["id"], "name": "Portal", "kind": "oauth2_implicit", "channel_kind": "omnichannel",
        "owner": least["owner"], "url": "https://127.0.0.1:1/keys", "client_function": null, "algorithms": ["RS256"],
        "issuer": null, "audience": null, "contexts_mode": "enforced", "keys_serve_seconds": 86_400,
        "address_trust": "not_trusted", "external_ids": "own", "channels": [], "made_at": least["made_at"], "keys": null,
        "code": null, "has_client_secret": false, "calls_public_key": null,
    });
    assert_eq!(least, expected);
    let full = made(
        world,
        &json!({
            "client_function": "auth.getAuthenticationToken", "algorithms": ["EdDSA", "ES256", "EdDSA"],
            "issuer": "https://portal.example", "audience": "chat", "contexts_mode": "report_only",
            "keys_serve_seconds": 0, "address_trust": "trusted", "external_ids": "account",
        }),
    );
    assert_eq!(
        (&full["algorithms"], &full["external_ids"], &full["contexts_mode"]),
        (&json!(["ES256", "EdDSA"]), &json!("account"), &json!("report_only"))
    );
    assert_eq!(read(world, &full), full);
    let listed = world.ask(get(PATH).by(&world.company().administrator)).gives(200);
    assert_eq!(listed["settings"], json!([least, full]));
}

fn omn_1_its_owner_is_its_maker_unless_changed(world: &World) {
    let setting = made(world, &json!({}));
    let agents = world.ask(get("/admin/v1/agents").by(&world.company().administrator)).gives(200);
    let other = agents["agents"].as_array().unwrap().iter().find(|agent| agent["role"] == "agent").unwrap();
    assert_eq!(setting["owner"]["name"], "Ada");
    let changed = change(world, &setting, &json!({"owner": other["id"]})).gives(200);
    assert_eq!(changed["owner"], json!({"id": other["id"], "name": other["name"]}));
    change(world, &setting, &json!({"owner": "000000000000000000000000"})).refused("bad_request");
}

fn omn_1_what_can_be_changed_is_changed_and_the_rest_stays(world: &World) {
    let setting = made(world, &json!({"issuer": "a", "audience": "b", "client_function": "c"}));
    assert_eq!(change(world, &setting, &json!({})).gives(200), setting);
    let body = json!({
        "name": "Another", "url": "https://other.example/keys", "client_function": null, "algorithms": ["PS256"],
        "issuer": null, "audience": "x", "contexts_mode": "report_only", "keys_serve_seconds": 604_800,
        "address_trust": "trusted",
    });
    let changed = change(world, &setting, &body).gives(200);
    for (member, value) in body.as_object().unwrap() {
        assert_eq!(&changed[member], value, "{member}");
    }
    assert_eq!(read(world, &setting), changed);
}

fn omn_1_fields_that_cannot_be_are_refused(world: &World) {
    let setting = made(world, &json!({}));
    for wrong in [
        json!({"name": ""}),
        json!({"url": "http://portal.example/keys"}),
        json!({"url": "https://me:secret@portal.example/keys"}),
        json!({"url": "keys"}),
        json!({"client_function": "alert(1)"}),
        json!({"algorithms": []}),
        json!({"algorithms": ["HS256"]}),
        json!({"algorithms": ["none"]}),
        json!({"issuer": ""}),
        json!({"audience": "a b"}),
        json!({"keys_serve_seconds": 604_801}),
        json!({"keys_serve_seconds": -1}),
        json!({"contexts_mode": "perhaps"}),
    ] {
        let call = post(PATH).by(&world.company().administrator).json(&body(&wrong));
        world.ask(call).refused("bad_request");
        change(world, &setting, &wrong).refused("bad_request");
    }
    for kind in ["signing_keys", "shared_secret", "oauth2_code", "openid_connect"] {
        let call = post(PATH).by(&world.company().administrator).json(&body(&json!({"kind": kind})));
        world.ask(call).refused("bad_request");
    }
}

fn omn_4_the_state_of_the_last_fetch_is_shown_with_its_keys(world: &World) {
    let live_chat = LiveChat::new(world);
    let (pair, now) = (Pair::new(), world.seconds());
    let private = json!({"kid": "c", "publicKey": "x"});
    let body = json!([pair.listed("a", now + 60), pair.listed("b", now), private]);
    live_chat.has_fetched(world, &body.to_string());
    let keys = live_chat.setting(world)["keys"].clone();
    assert_eq!((&keys["form"], &keys["failure"]), (&json!("list"), &json!(null)));
    let told: Vec<_> =
        keys["keys"].as_array().unwrap().iter().map(|key| (&key["kid"], &key["skipped"]["code"])).collect();
    assert_eq!(
        told,
        [(&json!("a"), &json!(null)), (&json!("b"), &json!("expired")), (&json!("c"), &json!("broken"))]
    );
    let first = &keys["keys"][0];
    assert_eq!((&first["kind"], &first["algorithms"]), (&json!("RSA 2048"), &json!(["RS256"])));
    assert_eq!(first["sha256"].as_str().unwrap().len(), 64);
}

fn omn_4_test_now_tells_what_is_wrong(world: &World) {
    let setting = made(world, &json!({"url": "https://127.0.0.1:1/keys"}));
    let path = format!("{PATH}/{}/fetch", setting["id"].as_str().unwrap());
    let told = world.ask(post(path).by(&world.company().administrator).json(&json!({}))).gives(200);
    assert_eq!(told["keys"]["failure"]["code"], "not_public");
    assert_eq!((&told["keys"]["good_at"], &told["keys"]["keys"]), (&json!(null), &json!([])));
}

fn omn_18_a_setting_is_attached_to_a_channel_that_it_fits(world: &World) {
    let by = &world.company().administrator;
    let settings = [made(world, &json!({})), codes::exchanging(world)];
    let kinds = [("messaging", false), ("chat", false), ("omnichannel", true)];
    for (setting, (kind, fits)) in settings.iter().flat_map(|setting| kinds.map(|kind| (setting, kind))) {
        let channel = world
            .ask(post("/admin/v1/channels").by(by).json(&json!({"name": "One", "kind": kind})))
            .gives(201);
        assert_eq!((&channel["kind"], &channel["setting"]), (&json!(kind), &json!(null)));
        let path = format!("/admin/v1/channels/{}", channel["id"].as_str().unwrap());
        let attaching = || patch(&path).by(by).json(&json!({"setting": setting["id"]}));
        if !fits {
            world.ask(attaching()).refused("bad_request");
            continue;
        }
        let attached = world.ask(attaching()).gives(200);
        assert_eq!(
            attached["setting"],
            json!({"id": setting["id"], "name": setting["name"], "kind": setting["kind"]})
        );
        assert_eq!(read(world, setting)["channels"], json!([{"id": channel["id"], "name": "One"}]));
        for wrong in [json!({"setting": "000000000000000000000000"}), json!({"address_trust": "trusted"})] {
            world.ask(patch(&path).by(by).json(&wrong)).refused("bad_request");
        }
        let detaching = json!({"setting": null, "login_required": false});
        let detached = world.ask(patch(&path).by(by).json(&detaching)).gives(200);
        assert_eq!(detached["setting"], json!(null));
        assert_eq!(read(world, setting)["channels"], json!([]));
    }
}

fn omn_18_a_setting_that_is_attached_is_not_deleted(world: &World) {
    let live_chat = LiveChat::new(world);
    let by = &world.company().administrator;
    let path = format!("{PATH}/{}", live_chat.setting);
    world.ask(delete(&path).by(by)).refused("setting_in_use");
    live_chat.attaches(world, &json!(null));
    world.ask(delete(&path).by(by)).gives(200);
    world.ask(delete(&path).by(by)).refused("not_found");
    world.ask(get(&path).by(by)).refused("not_found");
}

fn omn_18_without_a_setting_nobody_has_to_sign_in(world: &World) {
    let by = &world.company().administrator;
    let asked = json!({"name": "One", "kind": "omnichannel", "login_required": true});
    world.ask(post("/admin/v1/channels").by(by).json(&asked)).refused("bad_request");
    let live_chat = LiveChat::new(world);
    let path = format!("/admin/v1/channels/{}", live_chat.channel);
    let required = patch(&path).by(by).json(&json!({"login_required": true}));
    assert_eq!(world.ask(required).gives(200)["login_required"], json!(true));
    world.ask(patch(&path).by(by).json(&json!({"setting": null}))).refused("bad_request");
}

/// A live chat without a setting, by its path, and a setting.
fn unattached(world: &World) -> (String, Value) {
    let asked = json!({"name": "One", "kind": "omnichannel"});
    let channel =
        world.ask(post("/admin/v1/channels").by(&world.company().administrator).json(&asked)).gives(201);
    assert_eq!(channel["login_required"], json!(false));
    (format!("/admin/v1/channels/{}", channel["id"].as_str().unwrap()), made(world, &json!({}))["id"].clone())
}

fn omn_10_the_first_setting_of_a_channel_switches_required_login_on(world: &World) {
    let by = &world.company().administrator;
    let changes = |path: &str, change: Value| {
        world.ask(patch(path).by(by).json(&change)).gives(200)["login_required"].clone()
    };
    let (path, setting) = unattached(world);
    assert_eq!(changes(&path, json!({"setting": setting})), json!(true));
    let channel = world.ask(get(&path).by(by)).gives(200);
    assert_eq!(channel["login_required_mode"], json!("enforced"), "it is not only reported");
    let opening = json!({"channel": channel["public_key"]});
    let stranger = Visitor::of(&world.ask(post("/client/v1/sessions").json(&opening)).gives(201));
    stranger.says(world, "Nobody hears this.").refused("login_required");
    let log = format!("/admin/v1/audit-log?subject={}", path.rsplit('/').next().unwrap());
    let line = world.ask(get(log).by(by)).gives(200)["lines"][0].clone();
    assert_eq!(
        (&line["action"], &line["detail"]["login_required"]),
        (&json!("channel.change"), &json!(true))
    );

    // What an administrator said since stays, whichever setting comes then.
    assert_eq!(changes(&path, json!({"login_required": false})), json!(false));
    let other = made(world, &json!({}))["id"].clone();
    for again in [other, setting] {
        assert_eq!(changes(&path, json!({"setting": again})), json!(false));
    }
}

fn omn_10_a_channel_can_allow_to_begin_unauthenticated_and_to_sign_in_within_the_conversation(world: &World) {
    let by = &world.company().administrator;
    let pair = Pair::new();
    let live_chat = LiveChat::new(world);
    live_chat.has_fetched(world, &json!([pair.listed("a", world.seconds() + 60)]).to_string());
    let path = format!("/admin/v1/channels/{}", live_chat.channel);
    assert_eq!(world.ask(get(&path).by(by)).gives(200)["login_required"], json!(false));
    let opening = json!({"channel": live_chat.public_key});
    let visitor = Visitor::of(&world.ask(post("/client/v1/sessions").json(&opening)).gives(201));
    let said = visitor.says(world, "Before.").gives(201);
    let token = pair.token(Some("a"), "c-7", world.seconds(), &json!({}));
    let known = Visitor::of(&world.ask(live_chat.login(world, &token).by(&visitor.token)).gives(200));
    let after = known.says(world, "After.").gives(201);
    // MRG-2: it is the same conversation, and what was written before stays unmarked (MRG-6).
    assert_eq!(after["conversation"]["id"], said["conversation"]["id"]);
    let path_of = format!("/agent/v1/conversations/{}", said["conversation"]["id"].as_str().unwrap());
    let page = world.ask(get(path_of).by(&world.company().agent)).gives(200);
    let marks: Vec<_> =
        page["messages"].as_array().unwrap().iter().filter_map(|it| it["mark"].as_str()).collect();
    assert_eq!(marks, ["not_verified", "verified_when_written"], "the question for a name has none");

    let required = json!({"login_required": true});
    world.ask(patch(&path).by(by).json(&required)).gives(200);
    let stranger = Visitor::of(&world.ask(post("/client/v1/sessions").json(&opening)).gives(201));
    stranger.says(world, "Nobody hears this.").refused("login_required");
}

fn omn_14_a_channel_names_a_sign_in_page_where_people_can_sign_in(world: &World) {
    let by = &world.company().administrator;
    let live_chat = LiveChat::new(world);
    let path = format!("/admin/v1/channels/{}", live_chat.channel);
    let names = |page: Value| patch(&path).by(by).json(&json!({"sign_in_page": page}));
    let page = json!("https://shop.example/login?back={return}");
    assert_eq!(world.ask(names(page.clone())).gives(200)["sign_in_page"], page);
    assert_eq!(world.ask(patch(&path).by(by).json(&json!({"name": "Two"}))).gives(200)["sign_in_page"], page);
    for wrong in ["javascript:alert(1)", "http://shop.example/", "https://shop.example/{return}"] {
        let refused = world.ask(names(json!(wrong))).refused("bad_request");
        assert!(refused.description.contains("`sign_in_page`"), "{}", refused.description);
    }
    live_chat.attaches(world, &json!(null));
    assert_eq!(world.ask(get(&path).by(by)).gives(200)["sign_in_page"], json!(null));
    world.ask(names(page)).refused("bad_request");
}

fn see_8_settings_leave_lines_in_the_audit_log(world: &World) {
    let setting = made(world, &json!({}));
    change(world, &setting, &json!({"issuer": "a"})).gives(200);
    let by = &world.company().administrator;
    let id = setting["id"].as_str().unwrap();
    world.ask(delete(format!("{PATH}/{id}")).by(by)).gives(200);
    let log = world.ask(get(format!("/admin/v1/audit-log?subject={id}")).by(by)).gives(200);
    let actions: Vec<_> =
        log["lines"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["setting.delete", "setting.change", "setting.create"]);
}
