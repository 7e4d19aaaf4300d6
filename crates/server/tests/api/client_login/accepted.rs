//! Tokens that are accepted, though some of them are odd.

use bonafide_server::use_cases::Stop;
use bonafide_store::login_log::{self, Attempt, Filter, Outcome};
use bonafide_testkit::backend::Backend;
use serde_json::{Value, json};

use super::made_by_hand::{header, header_with, signed};
use crate::{
    cases,
    company::{self, Company, claims},
    group::Case,
    visitor::{Visitor, login},
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    a_good_token_makes_a_device_somebodys,
    tok_1_headers_that_are_never_followed_do_no_harm,
    tok_2_external_ids_of_every_kind_pass,
    tok_6_and_tok_11_odd_claims_are_taken_and_logged,
    tok_7_times_have_sixty_seconds_of_leeway,
    tok_8_claims_that_the_rules_do_not_name_are_ignored,
    tok_10_external_ids_are_compared_byte_for_byte,
    ses_4_a_session_ends_with_its_token_or_after_a_fortnight,
];

/// The newest line of the login log, after everything that was summed up was written.
pub(super) fn last_attempt(world: &World, company: &Company) -> Attempt {
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    world
        .read(company.account, |tx| login_log::page(tx, &Filter::default(), None, 1).map_err(Stop::from))
        .remove(0)
        .attempt
}

fn a_good_token_makes_a_device_somebodys(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_48213");
    let told = world.ask(login(world, company, &token).coming_from("203.0.113.9")).gives(200);
    assert_eq!(told["session"]["kind"], "authenticated");
    assert_eq!(told["session"]["expires_at"], "2027-01-15T09:01:00.000Z");
    assert_eq!(told["session"]["renew_at"], "2027-01-15T08:59:00.000Z");
    assert_eq!(
        (&told["user"]["external_id"], &told["user"]["name"]),
        (&json!("usr_48213"), &json!("Mara Lindqvist"))
    );
    assert_eq!((&told["conversation"], &told["joined"]), (&json!(null), &json!(false)));
    let mara = Visitor::of(&told);
    assert_eq!(mara.reads(world).gives(200)["user"], told["user"]);

    let line = last_attempt(world, company);
    assert_eq!((line.address.as_str(), line.external_id.as_deref()), ("203.0.113.9", Some("usr_48213")));
    assert_eq!(line.key.map(|key| key.kid()), Some(key.id));
    assert!(matches!(&line.outcome, Outcome::Accepted { rule, user, .. }
        if rule == "RES-3" && user.to_string() == mara.user));
    assert_eq!((line.notes, line.detail), (vec![], None));
}

fn tok_1_headers_that_are_never_followed_do_no_harm(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let payload = claims(world, "usr_1").to_string();
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("x5c", json!(["AAAA"])),
        ("typ", json!("jwt")),
    ] {
        let token = signed(&key, &header_with(&key, name, value), &payload);
        world.ask(login(world, company, &token)).gives(200);
    }
}

fn tok_2_external_ids_of_every_kind_pass(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let long = "界".repeat(255);
    for id in [
        "usr_12345",
        "brand1_a8dedg",
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "auth0|x",
        "7",
        "é",
        "'\"\\<",
        &long,
    ] {
        let id = if id == "'\"\\<" { "a'\"\\<" } else { id };
        let told = world.ask(login(world, company, &company::token(world, &key, id))).gives(200);
        assert_eq!(told["user"]["external_id"], id);
    }
}

fn tok_6_and_tok_11_odd_claims_are_taken_and_logged(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    for (name, value, warned) in [
        ("email_verified", json!("true"), Some(("email_verified_is_text", None))),
        ("name", json!(null), Some(("empty_claim", Some("name")))),
        ("name", json!(""), Some(("empty_claim", Some("name")))),
        ("email", json!(null), Some(("empty_claim", Some("email")))),
        ("email", json!(""), Some(("empty_claim", Some("email")))),
        ("nbf", json!(null), Some(("empty_claim", Some("nbf")))),
        ("email_verified", json!(true), None),
        ("email_verified", json!(false), None),
    ] {
        let mut claims = claims(world, "usr_1");
        claims["email"] = json!("mara@example.com");
        claims[name] = value;
        let token = signed(&key, &header(&key).to_string(), &claims.to_string());
        world.ask(login(world, company, &token)).gives(200);
        let notes = last_attempt(world, company).notes;
        let noted: Vec<_> = notes.iter().map(|note| (note.code.as_str(), note.about.as_deref())).collect();
        assert_eq!(noted, warned.into_iter().collect::<Vec<_>>(), "{claims}");
    }
}

fn tok_7_times_have_sixty_seconds_of_leeway(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let now = world.seconds();
    for (name, value) in [("exp", now - 59), ("nbf", now + 60), ("iat", now + 60), ("iat", now - 10_000_000)]
    {
        let mut claims = claims(world, "usr_1");
        claims[name] = json!(value);
        world.ask(login(world, company, &Backend::shared().mint(&key, &claims))).gives(200);
    }
}

fn tok_8_claims_that_the_rules_do_not_name_are_ignored(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mut claims = claims(world, "usr_1");
    for (name, value) in
        [("sub", json!(5)), ("aud", json!(["x"])), ("iss", json!(null)), ("role", json!({"admin": true}))]
    {
        claims[name] = value;
    }
    world.ask(login(world, company, &Backend::shared().mint(&key, &claims))).gives(200);
}

fn tok_10_external_ids_are_compared_byte_for_byte(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let user = |id: &str| Visitor::signed_in(world, company, &company::token(world, &key, id)).user;
    let different = ["usr_a", "USR_A", "Usr_a", "é", "e\u{301}", "ａ", "ss", "ß", "ﬀ", "ff"];
    let mut users: Vec<_> = different.iter().map(|id| user(id)).collect();
    assert_eq!(user("usr_a"), users[0], "the same one is the same user");
    users.sort();
    users.dedup();
    assert_eq!(users.len(), different.len());
}

fn ses_4_a_session_ends_with_its_token_or_after_a_fortnight(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let now = world.seconds();
    let hour = 3_600;
    for (exp, expires_at, renew_at) in [
        (Some(now + hour), "2027-01-15T09:01:00.000Z", "2027-01-15T08:59:00.000Z"),
        (Some(now + 60), "2027-01-15T08:02:00.000Z", "2027-01-15T08:00:30.000Z"),
        (Some(now + 30 * 24 * hour), "2027-01-29T08:00:00.000Z", "2027-01-29T07:59:00.000Z"),
        (None, "2027-01-29T08:00:00.000Z", "2027-01-29T07:59:00.000Z"),
    ] {
        let mut claims = claims(world, "usr_1");
        match exp {
            Some(exp) => claims["exp"] = json!(exp),
            None => drop(claims.as_object_mut().unwrap().remove("exp")),
        }
        let told: Value = world.ask(login(world, company, &Backend::shared().mint(&key, &claims))).gives(200);
        assert_eq!(
            (&told["session"]["expires_at"], &told["session"]["renew_at"]),
            (&json!(expires_at), &json!(renew_at))
        );
    }
}
