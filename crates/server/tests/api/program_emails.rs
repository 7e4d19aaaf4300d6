//! Addresses of users, as programs attach and detach them with a key of the REST API (EML-10).

use bonafide_testkit::backend::Key;
use serde_json::{Value, json};

use crate::{
    admin_rest_keys::{deletes, make},
    agent_emails::{bringing, emails},
    answer::Answer,
    call::{Call, delete, get, post},
    cases, company,
    company::Company,
    group::Group,
    rest::{basic, bearer},
    visitor::Visitor,
    world::World,
};

const ALICIA: &str = "alicia@shop.example";

pub(crate) const GROUP: Group = Group {
    rows: &[
        "POST /program/v1/apps/{app}/users/{id}/emails",
        "DELETE /program/v1/apps/{app}/users/{id}/emails/{email}",
    ],
    samples: |world| {
        let (key, stranger, other) = (make(world, "sample"), visitor(world), visitor(world));
        let attached = world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
        vec![
            attaches(world, &key, &other.user, "other@shop.example"),
            detaches(world, &key, &stranger.user, &attached["emails"][0]),
        ]
    },
    cases: &[cases![
        eml_10_agents_see_which_key_an_address_was_added_with_and_no_check_mark,
        see_9_what_a_program_did_is_in_the_audit_log_under_its_key,
        whoever_proves_no_key_of_the_app_attaches_nothing,
        whoever_fails_too_often_waits,
        eml_4_an_address_that_is_held_names_its_holder,
        eml_5_an_address_that_was_claimed_names_its_claimer,
        eml_4_what_a_token_gave_stays,
        eml_10_a_key_takes_the_place_of_less_than_its_word_and_of_no_check_that_was_noted,
        eml_4_an_agents_note_takes_the_place_of_a_keys_word,
        res_2_a_verified_login_is_led_to_whom_a_program_gave_the_address_and_their_sessions_end,
        mrg_5_a_retired_id_leads_to_who_it_became,
    ]],
};

fn visitor(world: &World) -> Visitor {
    Visitor::open(world, world.company())
}

fn of_app(company: &Company, rest: &str) -> String {
    format!("/program/v1/apps/{}/{rest}", company.account)
}

fn attaching(world: &World, user: &str, address: &str) -> Call {
    post(of_app(world.company(), &format!("users/{user}/emails"))).json(&json!({"address": address}))
}

/// Attaches an address to a user with a key.
pub(crate) fn attaches(world: &World, key: &Key, user: &str, address: &str) -> Call {
    attaching(world, user, address).header("authorization", &basic(&key.id, &key.secret))
}

fn detaches(world: &World, key: &Key, user: &str, email: &Value) -> Call {
    let id = email["id"].as_str().unwrap();
    delete(of_app(world.company(), &format!("users/{user}/emails/{id}")))
        .header("authorization", &basic(&key.id, &key.secret))
}

/// An agent attaches an address, and notes how they checked.
fn agent_attaches(world: &World, user: &str, address: &str, checked_how: Option<&str>) -> Answer {
    let body = json!({"address": address, "checked_how": checked_how});
    world.ask(post(format!("/agent/v1/users/{user}/emails")).by(&world.company().agent).json(&body))
}

fn eml_10_agents_see_which_key_an_address_was_added_with_and_no_check_mark(world: &World) {
    let (key, stranger) = (make(world, "billing"), visitor(world));
    let told = world.ask(attaches(world, &key, &stranger.user, "Alicia@Shop.example")).gives(201);
    let expected = json!([{
        "id": told["emails"][0]["id"], "address": "Alicia@Shop.example", "standing": "added_by_api",
        "added_by": null, "added_with": {"id": key.id, "name": "billing"}, "checked_how": null,
        "since": "2027-01-15T08:00:00.000Z",
    }]);
    assert_eq!(told, json!({"user": stranger.user, "emails": expected}));
    let call = get(format!("/agent/v1/users/{}", stranger.user)).by(&world.company().agent);
    let seen = world.ask(call).gives(200);
    assert_eq!((&seen["emails"], &seen["mark"]), (&expected, &json!("not_verified")));
    // Who did it is told after the key is gone too.
    deletes(world, &key).gives(200);
    assert_eq!(emails(world, &stranger.user), expected);
    let other = make(world, "crm");
    let told = world.ask(detaches(world, &other, &stranger.user, &expected[0])).gives(200);
    assert_eq!(told, json!({"user": stranger.user, "emails": []}));
    world.ask(detaches(world, &other, &stranger.user, &expected[0])).refused("not_found");
    assert_eq!(emails(world, &stranger.user), json!([]));
}

fn see_9_what_a_program_did_is_in_the_audit_log_under_its_key(world: &World) {
    let (key, stranger) = (make(world, "billing"), visitor(world));
    let told = world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
    // A repeat does nothing more.
    world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
    world.ask(detaches(world, &key, &stranger.user, &told["emails"][0])).gives(200);
    let log = world.ask(get("/admin/v1/audit-log").by(&world.company().administrator)).gives(200);
    let lines: Vec<_> = log["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["subject"] == json!(stranger.user))
        .map(|line| {
            (line["action"].clone(), line["by"].clone(), line["program"].clone(), line["detail"].clone())
        })
        .collect();
    let program = json!({"id": key.id, "name": "billing"});
    assert_eq!(
        lines,
        [
            (json!("user.detach_email"), Value::Null, program.clone(), json!({"address": ALICIA})),
            (
                json!("user.attach_email"),
                Value::Null,
                program,
                json!({"address": ALICIA, "checked_how": null})
            ),
        ]
    );
}

fn whoever_proves_no_key_of_the_app_attaches_nothing(world: &World) {
    let (key, stranger, company) = (make(world, "billing"), visitor(world), world.company());
    let signing = company.key(world, "shop");
    let rival = Company::found(world, "rival");
    let deleted = make(world, "old");
    deletes(world, &deleted).gives(200);
    let wrong = Key { secret: signing.secret.clone(), ..key.clone() };
    let app = json!({"scope": "app"});
    for proof in [
        basic(&key.id, &signing.secret),
        basic(&signing.id, &signing.secret),
        basic(&deleted.id, &deleted.secret),
        bearer(&key, &json!({"scope": "user"})),
        bearer(&key, &json!({})),
        bearer(&wrong, &app),
        bearer(&signing, &app),
        bearer(&key, &json!({"scope": "app", "exp": world.seconds() - 61})),
        format!("Bearer {}", company.administrator),
        format!("Bearer {}", stranger.token),
        format!("Basic {}", key.secret),
        key.secret.clone(),
    ] {
        let call = attaching(world, &stranger.user, ALICIA).header("authorization", &proof);
        let answer = world.ask(call);
        answer.refused("key_required");
        assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"REST API\""), "{proof}");
    }
    let good = basic(&key.id, &key.secret);
    world.ask(attaching(world, &stranger.user, ALICIA)).refused("key_required");
    let twice = attaches(world, &key, &stranger.user, ALICIA).header("authorization", &good);
    world.ask(twice).refused("key_required");
    for account in [rival.account.to_string(), "0".repeat(24), "app".to_owned()] {
        let target = format!("/program/v1/apps/{account}/users/{}/emails", stranger.user);
        let call = attaches(world, &key, &stranger.user, ALICIA).to(target);
        world.ask(call).refused("key_required");
    }
    assert_eq!(emails(world, &stranger.user), json!([]));
    // Of another company's users a program finds none.
    let theirs = Visitor::open(world, &rival);
    world.ask(attaches(world, &key, &theirs.user, ALICIA)).refused("not_found");
    for proof in [good, bearer(&key, &app)] {
        let call = attaching(world, &stranger.user, ALICIA).header("authorization", &proof);
        world.ask(call).gives(201);
    }
}

fn whoever_fails_too_often_waits(world: &World) {
    let (key, stranger) = (make(world, "billing"), visitor(world));
    let attached = world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
    let wrong = Key { secret: "w".repeat(43), ..key.clone() };
    for _ in 0..30 {
        world.ask(attaches(world, &wrong, &stranger.user, ALICIA)).refused("key_required");
    }
    for call in [
        attaches(world, &wrong, &stranger.user, ALICIA),
        detaches(world, &wrong, &stranger.user, &attached["emails"][0]),
    ] {
        let late = world.ask(call);
        late.refused("rate_limited");
        assert!(late.header("retry-after").is_some());
    }
    world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
    world.clock.forward(60);
    world.ask(detaches(world, &wrong, &stranger.user, &attached["emails"][0])).refused("key_required");
}

fn eml_4_an_address_that_is_held_names_its_holder(world: &World) {
    let key = make(world, "billing");
    let alicia = Visitor::signed_in(world, world.company(), &bringing(world, "usr_1", ALICIA, true));
    let stranger = visitor(world);
    let answer = world.ask(attaches(world, &key, &stranger.user, "ALICIA@shop.example"));
    answer.refused("address_held");
    assert_eq!(answer.json()["error"]["holder"], json!(alicia.user));
    assert_eq!(emails(world, &stranger.user), json!([]));
}

fn eml_5_an_address_that_was_claimed_names_its_claimer(world: &World) {
    let (key, company) = (make(world, "billing"), world.company());
    world.meddle("UPDATE accounts SET email_policy = 'anyone_may_claim'");
    let alicia = Visitor::signed_in(world, company, &bringing(world, "usr_1", ALICIA, true));
    world.ask(post("/client/v1/logout").by(&alicia.token).json(&json!({}))).gives(200);
    let claimer = visitor(world);
    let form = json!({"client_id": world.client_made_id(), "email": ALICIA, "as_user": claimer.user});
    world.ask(post("/client/v1/contact").by(&claimer.token).json(&form)).gives(201);
    let answer = world.ask(attaches(world, &key, &alicia.user, ALICIA));
    answer.refused("address_claimed");
    assert_eq!(answer.json()["error"]["holder"], json!(claimer.user));
    // It is the owner's still, so the claimer is not given it for good either.
    let answer = world.ask(attaches(world, &key, &claimer.user, ALICIA));
    answer.refused("address_held");
    assert_eq!(answer.json()["error"]["holder"], json!(alicia.user));
}

fn eml_4_what_a_token_gave_stays(world: &World) {
    let key = make(world, "billing");
    let alicia = Visitor::signed_in(world, world.company(), &bringing(world, "usr_1", ALICIA, true));
    let before = emails(world, &alicia.user);
    let told = world.ask(attaches(world, &key, &alicia.user, ALICIA)).gives(201);
    assert_eq!((&told["emails"], &before[0]["standing"]), (&before, &json!("verified")));
    world.ask(detaches(world, &key, &alicia.user, &before[0])).refused("address_from_token");
    assert_eq!(emails(world, &alicia.user), before);
}

fn eml_10_a_key_takes_the_place_of_less_than_its_word_and_of_no_check_that_was_noted(world: &World) {
    let (key, unchecked, checked) = (make(world, "billing"), visitor(world), visitor(world));
    agent_attaches(world, &unchecked.user, ALICIA, None).gives(201);
    agent_attaches(world, &checked.user, "other@shop.example", Some("By telephone")).gives(201);
    let told = world.ask(attaches(world, &key, &unchecked.user, ALICIA)).gives(201);
    assert_eq!(told["emails"][0]["standing"], "added_by_api");
    let before = emails(world, &checked.user);
    let told = world.ask(attaches(world, &key, &checked.user, "other@shop.example")).gives(201);
    assert_eq!((&told["emails"], &before[0]["checked_how"]), (&before, &json!("By telephone")));
}

fn eml_4_an_agents_note_takes_the_place_of_a_keys_word(world: &World) {
    let (key, stranger) = (make(world, "billing"), visitor(world));
    let added = world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
    let told = agent_attaches(world, &stranger.user, ALICIA, None).gives(201);
    assert_eq!(told["emails"], added["emails"], "without a note there is nothing to add");
    let told = agent_attaches(world, &stranger.user, ALICIA, Some("By telephone")).gives(201);
    let email = &told["emails"][0];
    assert_eq!((&email["standing"], &email["added_with"]), (&json!("added_by_agent"), &Value::Null));
    assert_eq!(email["checked_how"], "By telephone");
}

fn res_2_a_verified_login_is_led_to_whom_a_program_gave_the_address_and_their_sessions_end(world: &World) {
    let (key, stranger) = (make(world, "billing"), visitor(world));
    stranger.says(world, "Before.").gives(201);
    world.ask(attaches(world, &key, &stranger.user, ALICIA)).gives(201);
    // One that does not say so is led nowhere.
    let other = Visitor::signed_in(world, world.company(), &bringing(world, "usr_2", ALICIA, false));
    assert_ne!(other.user, stranger.user);
    stranger.reads(world).gives(200);
    let alicia = Visitor::signed_in(world, world.company(), &bringing(world, "usr_1", ALICIA, true));
    assert_eq!(alicia.user, stranger.user);
    stranger.reads(world).refused("session_ended");
    stranger.says(world, "After.").refused("session_ended");
    assert_eq!(emails(world, &alicia.user)[0]["standing"], "verified");
}

fn mrg_5_a_retired_id_leads_to_who_it_became(world: &World) {
    let (key, company, visitor) = (make(world, "billing"), world.company(), visitor(world));
    visitor.says(world, "Hello.").gives(201);
    let token = company::token(world, &company.key(world, "shop"), "usr_1");
    let mara = Visitor::of(&visitor.signs_in(world, company, &token).gives(200));
    let told = world.ask(attaches(world, &key, &visitor.user, ALICIA)).gives(201);
    assert_eq!(told["user"], json!(mara.user));
    assert_eq!(emails(world, &mara.user), told["emails"]);
}
