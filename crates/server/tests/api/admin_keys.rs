//! Signing keys (KEY-1 to KEY-6).

use bonafide_domain::key::Standing;
use bonafide_server::use_cases::keys;
use bonafide_testkit::backend::Key;
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{delete, get, post},
    cases, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /admin/v1/keys", "POST /admin/v1/keys", "DELETE /admin/v1/keys/{kid}"],
    samples: |world| {
        let company = world.company();
        let key = company.key(world, "sample");
        vec![
            get("/admin/v1/keys").by(&company.administrator),
            post("/admin/v1/keys").by(&company.administrator).json(&json!({"name": "another"})),
            delete(format!("/admin/v1/keys/{}", key.id)).by(&company.administrator),
        ]
    },
    cases: &[cases![
        key_1_only_an_administrator_creates_lists_or_deletes,
        key_2_a_name_is_required_short_and_unique,
        key_3_the_eleventh_is_refused_and_the_least_used_are_named_first,
        key_4_the_whole_secret_is_in_the_answer_and_never_again,
        key_5_lists_show_who_made_a_key_and_how_it_is_used,
        key_5_a_rotation_is_told_with_its_keys,
        key_6_deleting_says_how_many_sessions_and_may_end_them,
        key_6_a_deleted_key_is_gone_and_its_name_is_free,
        key_8_the_secret_is_not_in_the_database,
        see_8_keys_are_in_the_audit_log_without_their_secrets,
    ]],
};

fn creates(world: &World, name: &str) -> Answer {
    world.ask(post("/admin/v1/keys").by(&world.company().administrator).json(&json!({"name": name})))
}

fn listed(world: &World) -> Vec<Value> {
    let listed = world.ask(get("/admin/v1/keys").by(&world.company().administrator)).gives(200);
    listed["keys"].as_array().unwrap().clone()
}

fn deletes(world: &World, key: &Key, query: &str) -> Answer {
    world.ask(delete(format!("/admin/v1/keys/{}{query}", key.id)).by(&world.company().administrator))
}

fn names(keys: &[Value]) -> Vec<&str> {
    keys.iter().map(|key| key["name"].as_str().unwrap()).collect()
}

fn key_1_only_an_administrator_creates_lists_or_deletes(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    for call in [
        get("/admin/v1/keys"),
        post("/admin/v1/keys").json(&json!({"name": "theirs"})),
        delete(format!("/admin/v1/keys/{}", key.id)),
    ] {
        world.ask(call.clone()).refused("sign_in_required");
        world.ask(call.clone().by(&visitor.token)).refused("sign_in_required");
        world.ask(call.by(&company.agent)).refused("administrator_required");
    }
    assert_eq!(names(&listed(world)), ["shop"]);
}

fn key_2_a_name_is_required_short_and_unique(world: &World) {
    let long = "ä".repeat(129);
    for name in ["", "   ", "tab\tbed", "nul\0", &long] {
        creates(world, name).refused("bad_request");
    }
    creates(world, &"ä".repeat(128)).gives(201);
    assert_eq!(creates(world, " shop-2026 ").gives(201)["name"], "shop-2026");
    for name in ["shop-2026", " shop-2026"] {
        creates(world, name).refused("name_taken");
    }
    creates(world, "Shop-2026").gives(201);
}

fn key_3_the_eleventh_is_refused_and_the_least_used_are_named_first(world: &World) {
    let company = world.company();
    let keys: Vec<_> = (0..10).map(|number| company.key(world, &format!("key {number}"))).collect();
    for number in [3, 0, 7] {
        world.clock.forward(1);
        Visitor::signed_in(world, company, &company::token(world, &keys[number], "usr_1"));
    }
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    let refused = creates(world, "the eleventh").refused("key_limit_reached");
    let places = [1, 2, 4, 5, 6, 8, 9, 3, 0, 7].map(|number| {
        refused.description.find(&format!("“key {number}” ({}", keys[number].id)).expect("each key is named")
    });
    assert!(places.is_sorted(), "{}", refused.description);
    assert_eq!(refused.description.matches("never used").count(), 7);
    assert_eq!(listed(world).len(), 10);
    deletes(world, &keys[1], "").gives(200);
    creates(world, "the eleventh").gives(201);
}

fn key_4_the_whole_secret_is_in_the_answer_and_never_again(world: &World) {
    let company = world.company();
    let made = creates(world, "shop").gives(201);
    let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(id.starts_with("app_") && id.len() == 28, "{id}");
    assert_eq!(secret.len(), 43);
    assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    let first_six = &listed(world)[0]["first_six"];
    assert_eq!(first_six, &secret[..6]);
    let list = world.ask(get("/admin/v1/keys").by(&company.administrator));
    assert!(!list.text.contains(&secret[..7]));
    assert_ne!(creates(world, "another").gives(201)["secret"], made["secret"]);
    // The characters themselves sign: a token of the company's own library is accepted.
    let key = serde_json::from_value(made.clone()).unwrap();
    Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
}

fn key_5_lists_show_who_made_a_key_and_how_it_is_used(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let expected = json!({
        "id": key.id, "name": "shop", "first_six": key.secret[..6], "made_by": "Ada",
        "made_at": "2027-01-15T08:00:00.000Z", "last_used": null, "logins": 0, "sessions": 0,
        "logins_per_day": vec![0; 30], "standing": "new", "links": [],
    });
    assert_eq!(listed(world), [expected]);
    world.clock.forward(90);
    let token = company::token(world, &key, "usr_1");
    let devices = [0, 1].map(|_| Visitor::signed_in(world, company, &token));
    devices[0].signs_in(world, company, &token).gives(200);
    let shown = &listed(world)[0];
    assert_eq!((&shown["sessions"], &shown["logins"]), (&json!(2), &json!(0)), "logins are a second behind");
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    let shown = &listed(world)[0];
    assert_eq!((&shown["logins"], &shown["last_used"]), (&json!(3), &json!("2027-01-15T08:01:30.000Z")));
    assert_eq!(shown["standing"], "in_use");
    let per_day = shown["logins_per_day"].as_array().unwrap();
    assert_eq!((per_day.len(), &per_day[29]), (30, &json!(3)), "today comes last");
    world.ask(post("/client/v1/logout").by(&devices[1].token).json(&json!({}))).gives(200);
    assert_eq!(listed(world)[0]["sessions"], 1);
    world.clock.forward(3_660);
    assert_eq!(listed(world)[0]["sessions"], 0, "an expired session is not open");
    assert_eq!(listed(world)[0]["standing"], "in_use", "it was used lately");
    world.clock.forward(14 * 24 * 60 * 60 - 3_660);
    // The clock has passed the administrator's session by now.
    let shown = world.read(company.account, keys::list_keys);
    assert_eq!(shown.keys[0].standing, Standing::SafeToDelete);
}

fn key_5_a_rotation_is_told_with_its_keys(world: &World) {
    let company = world.company();
    let told = |world: &World| {
        world.ask(get("/admin/v1/keys").by(&company.administrator)).gives(200)["rotation"].clone()
    };
    let old = company.key(world, "shop-2026");
    Visitor::signed_in(world, company, &company::token(world, &old, "usr_1"));
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    assert_eq!(told(world), Value::Null);
    world.clock.forward(1);
    let new = company.key(world, "shop-2027");
    assert_eq!(told(world), json!({"stage": "waiting", "from": old.id, "to": new.id}));
    Visitor::signed_in(world, company, &company::token(world, &new, "usr_1"));
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    assert_eq!(told(world), json!({"stage": "moving", "from": old.id, "to": new.id}));
}

fn key_6_deleting_says_how_many_sessions_and_may_end_them(world: &World) {
    let company = world.company();
    for (query, open, after) in
        [("", 1, None), ("?end_sessions=false", 1, None), ("?end_sessions=true", 1, Some("session_ended"))]
    {
        let key = company.key(world, "shop");
        let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
        assert_eq!(deletes(world, &key, query).gives(200), json!({"sessions": open}));
        match after {
            Some(code) => drop(mara.reads(world).refused(code)),
            None => drop(mara.reads(world).gives(200)),
        }
    }
}

fn key_6_a_deleted_key_is_gone_and_its_name_is_free(world: &World) {
    let key = world.company().key(world, "shop");
    deletes(world, &key, "").gives(200);
    assert!(listed(world).is_empty());
    deletes(world, &key, "").refused("not_found");
    let again = world.company().key(world, "shop");
    assert!(again.id != key.id && again.secret != key.secret);
}

fn key_8_the_secret_is_not_in_the_database(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let sealed: Vec<u8> = world
        .read(company.account, |tx| Ok(tx.rows("SELECT sealed_secret FROM signing_keys", &[])?[0].get(0)?));
    let secret = key.secret.as_bytes();
    assert!(sealed.len() > secret.len());
    assert!(!sealed.windows(8).any(|window| secret.windows(8).any(|part| part == window)));
    deletes(world, &key, "").gives(200);
    let wiped: Option<Vec<u8>> = world
        .read(company.account, |tx| Ok(tx.rows("SELECT sealed_secret FROM signing_keys", &[])?[0].get(0)?));
    assert_eq!(wiped, None);
}

fn see_8_keys_are_in_the_audit_log_without_their_secrets(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    deletes(world, &key, "?end_sessions=true").gives(200);
    let log = company.audit_log(world);
    let told: Vec<_> = log.iter().take(2).map(|line| (line.action.as_str(), line.subject.as_str())).collect();
    assert_eq!(told, [("key.delete", key.id.as_str()), ("key.create", &key.id)]);
    assert!(log[0].detail.contains("\"sessions_ended\":true"), "{}", log[0].detail);
    assert!(!format!("{log:?}").contains(&key.secret[6..]));
}
