//! Keys of the REST API (7-rest).

use bonafide_testkit::backend::{Backend, Key};
use serde_json::{Value, json};

use crate::{
    admin_login_log,
    answer::Answer,
    call::{delete, get, post},
    cases,
    chat::{Chat, Secret},
    company,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /admin/v1/rest-keys", "POST /admin/v1/rest-keys", "DELETE /admin/v1/rest-keys/{kid}"],
    samples: |world| {
        let company = world.company();
        let key = make(world, "sample");
        vec![
            get("/admin/v1/rest-keys").by(&company.administrator),
            post("/admin/v1/rest-keys").by(&company.administrator).json(&json!({"name": "another"})),
            delete(format!("/admin/v1/rest-keys/{}", key.id)).by(&company.administrator),
        ]
    },
    cases: &[cases![
        only_an_administrator_makes_lists_or_deletes,
        a_name_is_required_short_and_unique,
        the_eleventh_is_refused_and_the_least_used_are_named_first,
        the_whole_secret_is_in_the_answer_and_never_again,
        the_secret_is_not_in_the_database_and_is_wiped,
        a_deleted_key_is_gone_and_its_name_is_free,
        tok_1_the_login_log_names_a_key_of_the_rest_api_and_the_answer_does_not,
        tok_1_a_key_of_the_rest_api_is_named_from_the_moment_it_is_made_until_it_is_deleted,
        see_7_a_login_that_was_signed_with_a_key_of_the_rest_api_is_recognised,
        see_8_keys_are_in_the_audit_log_without_their_secrets,
    ]],
};

fn creates(world: &World, name: &str) -> Answer {
    world.ask(post("/admin/v1/rest-keys").by(&world.company().administrator).json(&json!({"name": name})))
}

/// A new key.
pub(crate) fn make(world: &World, name: &str) -> Key {
    let made = creates(world, name).gives(201);
    let text = |member: &str| made[member].as_str().unwrap().to_owned();
    assert_eq!(text("app"), world.company().account.to_string());
    Key { id: text("id"), secret: text("secret") }
}

pub(crate) fn listed(world: &World) -> Vec<Value> {
    let listed = world.ask(get("/admin/v1/rest-keys").by(&world.company().administrator)).gives(200);
    listed["keys"].as_array().unwrap().clone()
}

pub(crate) fn deletes(world: &World, key: &Key) -> Answer {
    world.ask(delete(format!("/admin/v1/rest-keys/{}", key.id)).by(&world.company().administrator))
}

fn names(world: &World) -> Vec<String> {
    listed(world).iter().map(|key| key["name"].as_str().unwrap().to_owned()).collect()
}

fn only_an_administrator_makes_lists_or_deletes(world: &World) {
    let company = world.company();
    let key = make(world, "billing");
    let visitor = Visitor::open(world, company);
    for call in [
        get("/admin/v1/rest-keys"),
        post("/admin/v1/rest-keys").json(&json!({"name": "theirs"})),
        delete(format!("/admin/v1/rest-keys/{}", key.id)),
    ] {
        world.ask(call.clone()).refused("sign_in_required");
        world.ask(call.clone().by(&visitor.token)).refused("sign_in_required");
        world.ask(call.by(&company.agent)).refused("administrator_required");
    }
    assert_eq!(names(world), ["billing"]);
}

fn a_name_is_required_short_and_unique(world: &World) {
    for name in ["", "   ", "tab\tbed", &"ä".repeat(129)] {
        creates(world, name).refused("bad_request");
    }
    assert_eq!(creates(world, " billing ").gives(201)["name"], "billing");
    creates(world, "billing").refused("name_taken");
    // A signing key of that name is another thing.
    world.company().key(world, "billing");
}

fn the_eleventh_is_refused_and_the_least_used_are_named_first(world: &World) {
    let keys: Vec<_> = (0..10).map(|number| make(world, &format!("key {number}"))).collect();
    let refused = creates(world, "key 10").refused("key_limit_reached");
    assert!(refused.description.contains(&keys[0].id), "{}", refused.description);
    deletes(world, &keys[3]).gives(200);
    make(world, "key 10");
}

fn the_whole_secret_is_in_the_answer_and_never_again(world: &World) {
    let key = make(world, "billing");
    assert_eq!(key.secret.len(), 43);
    let listed = &listed(world)[0];
    assert_eq!(
        (&listed["id"], &listed["first_six"], &listed["made_by"], &listed["last_used"]),
        (&json!(key.id), &json!(key.secret[..6]), &json!("Ada"), &Value::Null)
    );
    assert!(!listed.to_string().contains(&key.secret[6..]));
}

fn the_secret_is_not_in_the_database_and_is_wiped(world: &World) {
    let account = world.company().account;
    let key = make(world, "billing");
    let sealed: Vec<u8> =
        world.read(account, |tx| Ok(tx.rows("SELECT sealed_secret FROM rest_keys", &[])?[0].get(0)?));
    let secret = key.secret.as_bytes();
    assert!(sealed.len() > secret.len());
    assert!(!sealed.windows(8).any(|window| secret.windows(8).any(|part| part == window)));
    deletes(world, &key).gives(200);
    let wiped: Option<Vec<u8>> =
        world.read(account, |tx| Ok(tx.rows("SELECT sealed_secret FROM rest_keys", &[])?[0].get(0)?));
    assert_eq!(wiped, None);
}

fn a_deleted_key_is_gone_and_its_name_is_free(world: &World) {
    let key = make(world, "billing");
    deletes(world, &key).gives(200);
    deletes(world, &key).refused("not_found");
    let unknown = Key { id: "billing".to_owned(), ..key };
    deletes(world, &unknown).refused("not_found");
    assert!(names(world).is_empty());
    make(world, "billing");
}

/// The detail of the newest line of the login log.
fn detail(world: &World) -> String {
    admin_login_log::lines(world, "")[0]["detail"].as_str().unwrap().to_owned()
}

fn tok_1_the_login_log_names_a_key_of_the_rest_api_and_the_answer_does_not(world: &World) {
    let company = world.company();
    let signing = company.key(world, "shop");
    let (rest, _) = (make(world, "billing"), make(world, "shipping"));
    let (chat, _) = Chat::with_secret(world, company);
    let nobodys = Key { id: format!("app_{}", "4".repeat(24)), secret: "x".repeat(43) };
    let crossed = |secret: &str| Key { secret: secret.to_owned(), ..signing.clone() };
    let on_the_messenger = |key: &Key| login(world, company, &company::token(world, key, "usr_1"));
    let on_the_chat = |key: &Key| {
        let as_its_secret = Secret { id: key.id.clone(), text: key.secret.clone() };
        chat.login(world, &as_its_secret.token(world, "usr_1"))
    };
    let of_another = Key { secret: nobodys.secret.clone(), ..rest.clone() };
    let table = [
        (on_the_messenger(&rest), on_the_messenger(&nobodys), "kid_unknown"),
        // The kid leads to a signing key, and the signature to the other.
        (
            on_the_messenger(&crossed(&rest.secret)),
            on_the_messenger(&crossed(&nobodys.secret)),
            "signature_invalid",
        ),
        // The kid alone: whoever made it has not the secret.
        (on_the_messenger(&of_another), on_the_messenger(&nobodys), "kid_unknown"),
        (on_the_chat(&rest), on_the_chat(&nobodys), "signature_invalid"),
    ];
    for (of_the_rest_api, of_nobody, reason) in table {
        let refused = world.ask(of_the_rest_api);
        refused.refused_for(reason);
        let told = detail(world);
        assert!(told.contains(&rest.id) && told.contains("a key of the REST API"), "{reason}: {told:?}");
        assert!(!told.contains(&rest.secret[..6]), "{told:?}");
        // Whoever is refused is told what anybody is.
        world.clock.forward(60);
        let anybody = world.ask(of_nobody);
        assert_eq!((refused.status, &refused.text), (anybody.status, &anybody.text));
        assert!(!detail(world).contains("REST API"), "{reason}");
        world.clock.forward(60);
    }
    // A login that is good is not looked at for it.
    let accepted = world.ask(on_the_messenger(&signing));
    accepted.gives(200);
    assert_eq!(admin_login_log::lines(world, "")[0]["detail"], Value::Null);
}

fn tok_1_a_key_of_the_rest_api_is_named_from_the_moment_it_is_made_until_it_is_deleted(world: &World) {
    let company = world.company();
    company.key(world, "shop");
    let refused = |key: &Key| {
        world.ask(login(world, company, &company::token(world, key, "usr_1"))).refused_for("kid_unknown");
        detail(world).contains("a key of the REST API")
    };
    let first = make(world, "billing");
    assert!(refused(&first));
    // Those that are there are in memory for a moment; another that a token names is looked for.
    let second = make(world, "shipping");
    assert!(refused(&second));
    deletes(world, &second).gives(200);
    world.clock.forward(2);
    assert!(!refused(&second) && refused(&first));
}

fn see_7_a_login_that_was_signed_with_a_key_of_the_rest_api_is_recognised(world: &World) {
    let company = world.company();
    let signing = company.key(world, "shop");
    let rest = make(world, "billing");
    let explained = |token: &str| {
        let body = json!({"channel": company.channel, "token": token});
        world.ask(post("/admin/v1/tokens/explain").by(&company.administrator).json(&body)).gives(200)
    };
    let named = company::token(world, &rest, "usr_1");
    let crossed = Key { secret: rest.secret.clone(), ..signing };
    let crossed = company::token(world, &crossed, "usr_1");
    let as_program = Backend::shared().mint(&rest, &json!({"scope": "app"}));
    for token in [&named, &crossed, &as_program] {
        let told = explained(token);
        assert_eq!(told["accepted"], false);
        let advice = &told["advice"][0];
        assert_eq!((&advice["code"], &advice["about"]), (&json!("rest_key"), &json!(rest.id)), "{told}");
        let refused = world.ask(login(world, company, token)).refused("invalid_auth");
        assert!(
            matches!(refused.reason.as_deref(), Some("kid_unknown" | "signature_invalid")),
            "{refused:?}"
        );
    }
    deletes(world, &rest).gives(200);
    assert_eq!(explained(&named)["advice"], json!([]));
}

fn see_8_keys_are_in_the_audit_log_without_their_secrets(world: &World) {
    let key = make(world, "billing");
    deletes(world, &key).gives(200);
    let log = world.company().audit_log(world);
    let told: Vec<_> = log.iter().take(2).map(|line| (line.action.as_str(), line.subject.as_str())).collect();
    assert_eq!(told, [("rest_key.delete", key.id.as_str()), ("rest_key.create", &key.id)]);
    assert!(!format!("{log:?}").contains(&key.secret[6..]));
}
