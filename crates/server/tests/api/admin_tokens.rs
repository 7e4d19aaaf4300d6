//! Tokens, explained to administrators (SEE-7).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_testkit::backend::{Backend, Key};
use serde_json::{Value, json};

use crate::{
    agent_emails::bringing,
    answer::Answer,
    call::{Call, post, put},
    cases, company,
    company::Company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /admin/v1/tokens/explain"],
    samples: |world| {
        // The first key of an account makes its data key; what is asked for here makes nothing.
        world.company().key(world, "sample");
        vec![explaining(world, "no token")]
    },
    cases: &[cases![
        see_7_a_good_token_passes_every_check_and_changes_nothing,
        see_7_a_refused_token_stops_at_the_check_that_fails_in_a_login_too,
        see_7_what_only_a_login_knows_is_checked_as_well,
        see_7_what_would_become_of_the_address_is_told,
        see_7_a_token_is_explained_as_if_it_were_another_time_and_nobody_is_logged_in_by_that,
        see_7_common_mistakes_are_recognised,
        see_7_an_external_id_that_is_none_is_noted,
        a_channel_of_another_account_is_none,
    ]],
};

fn explaining(world: &World, token: &str) -> Call {
    let company = world.company();
    let body = json!({"channel": company.channel, "token": token});
    post("/admin/v1/tokens/explain").by(&company.administrator).json(&body)
}

fn explained_at(world: &World, token: &str, at: &str) -> Answer {
    let company = world.company();
    let body = json!({"channel": company.channel, "token": token, "at": at});
    world.ask(post("/admin/v1/tokens/explain").by(&company.administrator).json(&body))
}

fn explained(world: &World, token: &str) -> Value {
    world.ask(explaining(world, token)).gives(200)
}

/// The check at which it ended, with the reason; none of a good token.
fn ended_at(told: &Value) -> Option<(String, String)> {
    let checks = told["checks"].as_array().unwrap();
    let failed = checks.iter().position(|check| check["outcome"] == "failed")?;
    assert!(checks[..failed].iter().all(|check| check["outcome"] == "passed"), "{told}");
    assert!(checks[failed + 1..].iter().all(|check| check["outcome"] == "not_reached"), "{told}");
    assert!(checks[failed]["detail"].is_string(), "{told}");
    let text = |member: &str| checks[failed][member].as_str().unwrap().to_owned();
    Some((text("check"), text("reason")))
}

#[track_caller]
fn ends_at(world: &World, token: &str, check: &str, reason: &str) -> Value {
    let told = explained(world, token);
    assert_eq!(ended_at(&told), Some((check.to_owned(), reason.to_owned())));
    assert_eq!(told["accepted"], false);
    told
}

fn see_7_a_good_token_passes_every_check_and_changes_nothing(world: &World) {
    let key = world.company().key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let before = world.row_counts();
    let told = explained(world, &token);
    assert_eq!(world.row_counts(), before);
    assert!(told["checks"].as_array().unwrap().iter().all(|check| check["outcome"] == "passed"));
    assert_eq!(
        (
            &told["accepted"],
            &told["key"],
            &told["external_id"],
            &told["rule"],
            &told["user"],
            &told["advice"]
        ),
        (&json!(true), &json!(key.id), &json!("usr_1"), &json!("RES-3"), &json!(null), &json!([]))
    );
    let mara = Visitor::signed_in(world, world.company(), &token);
    let told = explained(world, &token);
    assert_eq!((&told["rule"], &told["user"]), (&json!("RES-1"), &json!(mara.user)));
}

fn see_7_a_refused_token_stops_at_the_check_that_fails_in_a_login_too(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let with = |member: &str, value: Value| {
        let mut claims = company::claims(world, "usr_1");
        claims[member] = value;
        Backend::shared().mint(&key, &claims)
    };
    for (token, check, reason) in [
        ("x".repeat(8_193), "size", "token_too_large"),
        ("no token".to_owned(), "three_parts", "token_malformed"),
        (json!({"token": "a.b.c"}).to_string(), "three_parts", "token_malformed"),
        (with("scope", json!("admin")), "scope", "scope_invalid"),
        (with("exp", json!(world.seconds() * 1_000)), "exp", "token_malformed"),
        (with("external_id", json!(12_345)), "external_id", "external_id_invalid"),
    ] {
        ends_at(world, &token, check, reason);
        Visitor::open(world, company).signs_in(world, company, &token).refused_for(reason);
        world.clock.forward(60);
    }
    // Whom a token names is not told before its signature is found good.
    let forged = company::token(world, &Key { secret: "x".repeat(43), ..key }, "usr_victim");
    let told = ends_at(world, &forged, "signature", "signature_invalid");
    assert!(!told.to_string().contains("usr_victim"), "{told}");
}

fn see_7_what_only_a_login_knows_is_checked_as_well(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let banned = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1")).user;
    world.ask(put(format!("/agent/v1/users/{banned}/ban")).by(&company.agent).json(&json!({}))).gives(200);
    ends_at(world, &company::token(world, &key, "usr_1"), "ban", "user_banned");
    Visitor::signed_in(world, company, &bringing(world, "usr_2", "mara@shop.example", true));
    let before = world.row_counts();
    let conflict = bringing(world, "usr_3", "mara@shop.example", true);
    let told = ends_at(world, &conflict, "resolution", "email_conflict");
    assert_eq!(told["external_id"], "usr_3");
    // One key more: that of the token.
    assert_ne!(world.row_counts(), before);
    let before = world.row_counts();
    ends_at(world, &conflict, "resolution", "email_conflict");
    assert_eq!(world.row_counts(), before, "no conflict is noted");
}

fn see_7_what_would_become_of_the_address_is_told(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let bring = |external_id: &str, verified: bool| {
        let mut claims = company::claims(world, external_id);
        claims["email"] = json!("mara@shop.example");
        claims["email_verified"] = json!(verified);
        Backend::shared().mint(&key, &claims)
    };
    let told = |token: &str| {
        let told = explained(world, token);
        assert_eq!(told["accepted"], true, "{told}");
        (told["rule"].as_str().unwrap().to_owned(), told["address"].clone())
    };
    let none = company::token(world, &key, "usr_1");
    assert_eq!(told(&none), ("RES-3".into(), Value::Null));
    assert_eq!(told(&bring("usr_1", true)), ("RES-3".into(), json!("attached")));
    assert_eq!(told(&bring("usr_1", false)), ("RES-3".into(), json!("stays")));
    Visitor::signed_in(world, company, &bring("usr_1", true));
    assert_eq!(told(&bring("usr_1", true)), ("RES-1".into(), json!("verified")));
    assert_eq!(told(&bring("usr_1", false)), ("RES-1".into(), json!("released")));
}

/// An hour in which it is good, and nothing but the token's own times is of another time.
fn see_7_a_token_is_explained_as_if_it_were_another_time_and_nobody_is_logged_in_by_that(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    assert_eq!(explained(world, &token)["at"], json!(null));
    world.clock.forward(2 * 3_600);
    ends_at(world, &token, "exp", "token_expired");
    let then = explained_at(world, &token, "2027-01-15T08:30:00+00:00").gives(200);
    assert_eq!((&then["accepted"], &then["at"]), (&json!(true), &json!("2027-01-15T08:30:00.000Z")));
    assert_eq!((ended_at(&then), &then["rule"]), (None, &json!("RES-3")));
    let before = explained_at(world, &token, "2020-01-01T00:00:00Z").gives(200);
    assert_eq!(ended_at(&before), Some(("iat".into(), "token_not_yet_valid".into())));
    assert_eq!(
        ended_at(&explained_at(world, "no token", "2020-01-01T00:00:00Z").gives(200)).unwrap().0,
        "three_parts"
    );
    explained_at(world, &token, "yesterday").refused("bad_request");

    // A login is of now, whatever was explained and whatever it says.
    let mut body = json!({"channel": company.channel, "token": token, "login_id": world.client_made_id()});
    let refused = world.ask(post("/client/v1/login").json(&body));
    refused.refused("invalid_auth");
    assert_eq!(refused.json()["error"]["reason"], "token_expired");
    body["at"] = json!("2027-01-15T08:30:00Z");
    world.ask(post("/client/v1/login").json(&body)).refused("bad_request");
}

fn see_7_common_mistakes_are_recognised(world: &World) {
    let company = world.company();
    let [key, another] = ["shop", "app"].map(|name| company.key(world, name));
    let advice = |token: &str| {
        let told = ends_at(world, token, "signature", "signature_invalid");
        told["advice"][0].clone()
    };
    let crossed = company::token(world, &Key { secret: another.secret.clone(), ..key.clone() }, "usr_1");
    let crossed = advice(&crossed);
    assert_eq!((&crossed["code"], &crossed["about"]), (&json!("another_key"), &json!(another.id)));
    let spaced = company::token(world, &Key { secret: format!("{}\n", key.secret), ..key.clone() }, "usr_1");
    assert_eq!(advice(&spaced)["code"], "white_space");
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(&key.secret).unwrap();
    assert_eq!(
        advice(&signed_with(&key, &decoded, &company::claims(world, "usr_1")))["code"],
        "decoded_secret"
    );

    let with = |member: &str, value: Value| {
        let mut claims = company::claims(world, "usr_1");
        claims[member] = value;
        Backend::shared().mint(&key, &claims)
    };
    let mut no_scope = company::claims(world, "usr_1");
    no_scope.as_object_mut().unwrap().remove("scope");
    let mut as_text = company::claims(world, "usr_1");
    as_text["exp"] = json!(world.seconds().to_string());
    for (token, code, about) in [
        (json!({"token": "a.b.c"}).to_string(), "whole_object", Value::Null),
        (with("external_id", json!(12_345)), "number_as_external_id", Value::Null),
        (Backend::shared().mint(&key, &no_scope), "no_scope", Value::Null),
        (with("exp", json!(world.seconds() * 1_000)), "milliseconds", json!("exp")),
        (signed_with(&key, key.secret.as_bytes(), &as_text), "time_as_text", json!("exp")),
    ] {
        let told = explained(world, &token);
        assert_eq!(
            (&told["advice"][0]["code"], &told["advice"][0]["about"]),
            (&json!(code), &about),
            "{told}"
        );
    }
}

/// A token signed with bytes that no library's string would hold, or with claims that none would sign.
fn signed_with(key: &Key, secret: &[u8], claims: &Value) -> String {
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": key.id}).to_string();
    let payload = claims.to_string();
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
    let tag = aws_lc_rs::hmac::sign(
        &aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret),
        signed.as_bytes(),
    );
    format!("{signed}.{}", encode(tag.as_ref()))
}

fn see_7_an_external_id_that_is_none_is_noted(world: &World) {
    let key = world.company().key(world, "shop");
    for (external_id, says) in
        [("mara@shop.example", "external_id_is_address"), ("+4915112345678", "external_id_is_telephone")]
    {
        let told = explained(world, &company::token(world, &key, external_id));
        assert_eq!(told["accepted"], true);
        assert_eq!(told["advice"][0]["code"], says, "{told}");
    }
}

fn a_channel_of_another_account_is_none(world: &World) {
    let rival = Company::found(world, "rival");
    for channel in [rival.channel.as_str(), "unknown"] {
        let body = json!({"channel": channel, "token": "no token"});
        let call = post("/admin/v1/tokens/explain").by(&world.company().administrator).json(&body);
        world.ask(call).refused("channel_not_found");
    }
}
