//! The REST API's door: who is let in, and what a program sees of a user (7-rest).

use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_testkit::backend::{Backend, Key};
use serde_json::{Value, json};

use crate::{
    admin_rest_keys::{deletes, listed, make},
    agent_emails::bringing,
    answer::Answer,
    call::{Call, delete, get, patch, post, put},
    cases, company,
    company::Company,
    group::Group,
    live_chat::LiveChat,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[],
    samples: |_| Vec::new(),
    cases: &[cases![
        a_program_is_let_in_with_a_keys_id_and_secret_or_a_token,
        whoever_proves_no_key_of_the_app_is_told_nothing,
        a_deleted_key_lets_nobody_in,
        a_key_tells_when_it_was_last_used_to_a_minute,
        who_fails_too_often_waits_and_a_good_key_does_not,
        a_user_is_found_by_either_id_and_by_that_of_whoever_was_merged,
        what_is_not_known_is_absent_and_never_empty,
        eml_5_a_claimed_address_is_not_among_a_users_identities,
        eml_10_nothing_that_a_program_or_a_profile_says_makes_an_identity_or_a_mark,
        res_13_an_external_id_of_another_namespace_is_not_the_accounts,
    ]],
};

fn user(account: &str, base: &str, user: &str) -> Call {
    get(format!("{base}/apps/{account}/users/{user}"))
}

/// A user of the company, asked for with a key.
fn asking(world: &World, key: &Key, named: &str) -> Call {
    user(&world.company().account.to_string(), "/v2", named)
        .header("authorization", &basic(&key.id, &key.secret))
}

fn shown(world: &World, key: &Key, named: &str) -> Value {
    let answer = world.ask_of_another_protocol(asking(world, key, named));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["user"].clone()
}

/// A key's id and secret in the header of a call.
pub(crate) fn basic(key: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}")))
}

/// A token that is signed with a key, in the header of a call.
pub(crate) fn bearer(key: &Key, payload: &Value) -> String {
    format!("Bearer {}", Backend::shared().mint(key, payload))
}

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    let errors = answer.json();
    assert_eq!(errors["errors"][0]["code"], code, "{errors}");
    assert!(errors["errors"][0]["title"].is_string(), "{errors}");
}

fn mara(world: &World) -> Visitor {
    let company = world.company();
    let token = company::token(world, &company.key(world, "shop"), "usr_1");
    Visitor::signed_in(world, company, &token)
}

fn a_program_is_let_in_with_a_keys_id_and_secret_or_a_token(world: &World) {
    let (mara, key) = (mara(world), make(world, "billing"));
    let app = world.company().account.to_string();
    let scope = |scope: &str| bearer(&key, &json!({"scope": scope}));
    for base in ["/v2", "/sc/v2"] {
        for proof in [basic(&key.id, &key.secret), scope("app"), scope("account"), scope("integration")] {
            let call = user(&app, base, "usr_1").header("authorization", &proof);
            let answer = world.ask_of_another_protocol(call);
            assert_eq!((answer.status, &answer.json()["user"]["id"]), (200, &json!(mara.user)), "{proof}");
        }
    }
}

fn whoever_proves_no_key_of_the_app_is_told_nothing(world: &World) {
    mara(world);
    let (key, company) = (make(world, "billing"), world.company());
    let signing = company.key(world, "another");
    let rival = Company::found(world, "rival");
    let app = company.account.to_string();
    let wrong = Key { secret: signing.secret.clone(), ..key.clone() };
    let ended = json!({"scope": "app", "exp": world.seconds() - 61});
    let proofs = [
        None,
        Some(basic(&key.id, &signing.secret)),
        Some(basic(&key.id, "")),
        Some(basic(&signing.id, &signing.secret)),
        Some(basic("billing", &key.secret)),
        Some("Basic nonsense".to_owned()),
        Some(format!("Digest {}", key.secret)),
        Some(bearer(&key, &json!({"scope": "user"}))),
        Some(bearer(&key, &json!({}))),
        Some(bearer(&wrong, &json!({"scope": "app"}))),
        Some(bearer(&signing, &json!({"scope": "app"}))),
        Some(bearer(&key, &ended)),
        Some(format!("Bearer {}", company.administrator)),
        Some("Bearer a.b.c".to_owned()),
    ];
    let ask = |app: &str, named: &str, proof: Option<&String>| {
        let call = user(app, "/v2", named);
        let call = proof.map_or_else(|| call.clone(), |proof| call.clone().header("authorization", proof));
        world.ask_of_another_protocol(call)
    };
    let told = ask(&app, "usr_1", None);
    assert_eq!(told.header("www-authenticate"), Some("Basic realm=\"REST API\""));
    for proof in &proofs {
        let answer = ask(&app, "usr_1", proof.as_ref());
        refused(&answer, 401, "unauthorized");
        assert_eq!(answer.text, told.text, "{proof:?}");
    }
    let good = basic(&key.id, &key.secret);
    for of_another in [rival.account.to_string(), "0".repeat(24), "app".to_owned()] {
        let answer = ask(&of_another, "usr_1", Some(&good));
        assert_eq!((answer.status, &answer.text), (401, &told.text), "{of_another}");
    }
    let nobody = ask(&app, "usr_2", Some(&good));
    refused(&nobody, 404, "user_not_found");
}

fn a_deleted_key_lets_nobody_in(world: &World) {
    mara(world);
    let key = make(world, "billing");
    shown(world, &key, "usr_1");
    deletes(world, &key).gives(200);
    refused(&world.ask_of_another_protocol(asking(world, &key, "usr_1")), 401, "unauthorized");
}

fn a_key_tells_when_it_was_last_used_to_a_minute(world: &World) {
    mara(world);
    let key = make(world, "billing");
    let last_used = || listed(world)[0]["last_used"].clone();
    let mut wrong = key.clone();
    wrong.secret.push('x');
    refused(&world.ask_of_another_protocol(asking(world, &wrong, "usr_1")), 401, "unauthorized");
    assert_eq!(last_used(), Value::Null);
    shown(world, &key, "usr_1");
    let first = last_used();
    assert!(first.is_string());
    world.clock.forward(59);
    shown(world, &key, "usr_1");
    assert_eq!(last_used(), first);
    world.clock.forward(1);
    shown(world, &key, "usr_1");
    assert_ne!(last_used(), first);
}

fn who_fails_too_often_waits_and_a_good_key_does_not(world: &World) {
    mara(world);
    let key = make(world, "billing");
    let wrong = Key { secret: "w".repeat(43), ..key.clone() };
    let fails = || world.ask_of_another_protocol(asking(world, &wrong, "usr_1"));
    let answers: Vec<_> = (0..40).map(|_| fails().status).collect();
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 30, "{answers:?}");
    let late = fails();
    refused(&late, 429, "rate_limited");
    assert!(late.header("retry-after").is_some());
    shown(world, &key, "usr_1");
}

fn a_user_is_found_by_either_id_and_by_that_of_whoever_was_merged(world: &World) {
    let company = world.company();
    let key = make(world, "billing");
    let visitor = Visitor::open(world, company);
    visitor.says(world, "Hello.").gives(201);
    assert_eq!(shown(world, &key, &visitor.user)["authenticated"], false);
    let token = company::token(world, &company.key(world, "shop"), "usr/ä|1");
    let mara = Visitor::of(&visitor.signs_in(world, company, &token).gives(200));
    for named in [&mara.user, &visitor.user, "usr%2F%C3%A4%7C1"] {
        let shown = shown(world, &key, named);
        assert_eq!(
            (&shown["id"], &shown["externalId"], &shown["authenticated"]),
            (&json!(mara.user), &json!("usr/ä|1"), &json!(true)),
            "{named}"
        );
    }
}

fn what_is_not_known_is_absent_and_never_empty(world: &World) {
    let key = make(world, "billing");
    let visitor = Visitor::open(world, world.company());
    let shown = shown(world, &key, &visitor.user);
    let members: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        ["authenticated", "id", "identities", "metadata", "profile", "signedUpAt", "toBeRetained"]
    );
    assert_eq!((&shown["profile"], &shown["identities"]), (&json!({}), &json!([])));
}

/// Somebody who is not signed in types Mara's address.
fn give(world: &World, visitor: &Visitor) {
    let form = json!({
        "client_id": world.client_made_id(), "name": "Mara", "email": "mara@shop.example", "as_user": visitor.user,
    });
    world.ask(post("/client/v1/contact").by(&visitor.token).json(&form)).gives(201);
}

fn eml_5_a_claimed_address_is_not_among_a_users_identities(world: &World) {
    let company = world.company();
    world.meddle("UPDATE accounts SET email_policy = 'anyone_may_claim'");
    let key = make(world, "billing");
    let identities = |named: &str| shown(world, &key, named)["identities"].clone();
    let of = |verification: &str| json!([{"type": "email", "value": "mara@shop.example", "verification": verification}]);
    let [first, second] = [Visitor::open(world, company), Visitor::open(world, company)];
    give(world, &first);
    assert_eq!(identities(&first.user), of("unverified"));
    let mara = Visitor::signed_in(world, company, &bringing(world, "usr_1", "mara@shop.example", true));
    assert_eq!(identities("usr_1"), of("verified"));
    world.ask(post("/client/v1/logout").by(&mara.token).json(&json!({}))).gives(200);
    give(world, &second);
    // It is the claimer's now, and unreliable.
    for named in [&second.user, "usr_1"] {
        assert_eq!(identities(named), json!([]), "{named}");
    }
}

fn res_13_an_external_id_of_another_namespace_is_not_the_accounts(world: &World) {
    use bonafide_testkit::portal::Pair;
    let key = make(world, "billing");
    let live_chat = LiveChat::new(world);
    let pair = Pair::new();
    live_chat.has_fetched(world, &json!([pair.listed("k1", world.seconds() + 3_600)]).to_string());
    let visitor = live_chat.signed_in(world, &pair, "k1", "c-7");
    let shown = shown(world, &key, &visitor.user);
    assert_eq!((&shown["authenticated"], &shown["externalId"]), (&json!(true), &Value::Null));
    refused(&world.ask_of_another_protocol(asking(world, &key, "c-7")), 404, "user_not_found");
}

/// A person as agents see them: their mark and their addresses.
fn as_agents_see(world: &World, user: &str) -> (Value, Value) {
    let call = get(format!("/agent/v1/users/{user}")).by(&world.company().agent);
    let person = world.ask(call).gives(200);
    (person["mark"].clone(), person["emails"].clone())
}

fn eml_10_nothing_that_a_program_or_a_profile_says_makes_an_identity_or_a_mark(world: &World) {
    let (company, key, address) = (world.company(), make(world, "billing"), "mara@shop.example");
    let (mara, stranger) = (mara(world), Visitor::open(world, company));
    stranger.says(world, "Hello.").gives(201);
    let app = company.account;
    let profile = json!({
        "authenticated": true, "externalId": "usr_1", "profile": {"email": address, "givenName": "Mara"},
        "identities": [{"type": "email", "value": address, "verification": "verified"}], "userId": mara.user,
    });
    let seen = || [&mara, &stranger].map(|visitor| as_agents_see(world, &visitor.user));
    let (people, rows) = (seen(), world.row_counts());
    // The REST API only reads so far (0085): whatever a program asks to be kept is not.
    for path in [
        format!("/v2/apps/{app}/users"),
        format!("/v2/apps/{app}/users/{}", stranger.user),
        format!("/v2/apps/{app}/users/usr_1"),
        format!("/v2/apps/{app}/users/{}/identities", stranger.user),
        format!("/sc/v2/apps/{app}/users/usr_1/identities"),
        format!("/v1.1/apps/{app}/appusers/{}", stranger.user),
    ] {
        for asked in [post(&path), put(&path), patch(&path), delete(&path)] {
            let asked = asked.header("authorization", &basic(&key.id, &key.secret)).json(&profile);
            let answer = world.ask_of_another_protocol(asked);
            assert!(matches!(answer.status, 404 | 405), "{answer:?}");
        }
    }
    assert_eq!((seen(), world.row_counts()), (people.clone(), rows));

    // What the company's own files and the page say of somebody is their word, and no more.
    let record = json!({"setting": null, "kind": "contact", "id": "usr_1", "name": "Mara", "email": address,
        "telephone": null, "status": "active"});
    world.ask(put("/admin/v1/records").by(&company.administrator).json(&record)).gives(200);
    for visitor in [&mara, &stranger] {
        let mut message = visitor.message(world, "Hello.");
        message["fields"] = json!([{"id": "email", "value": address}, {"id": "name", "value": "Mara"}]);
        world.ask(post("/client/v1/messages").by(&visitor.token).json(&message)).gives(201);
    }
    assert_eq!(seen(), people);
    for named in ["usr_1", &stranger.user] {
        let shown = shown(world, &key, named);
        assert_eq!((&shown["identities"], &shown["profile"]["email"]), (&json!([]), &Value::Null), "{named}");
    }
}
