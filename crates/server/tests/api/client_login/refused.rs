//! Tokens that are refused: each for its reason, with a line in the login log that says more, and with the anonymous
//! session left as it was.

use bonafide_store::{Done, login_log::Outcome};
use bonafide_testkit::{
    backend::{Backend, Key},
    portal::Pair,
};
use serde_json::{Value, json};

use super::{
    accepted::last_attempt,
    made_by_hand::{header, header_with, part, signed},
};
use crate::{
    call::{delete, put},
    cases,
    chat::Chat,
    company::{self, Company, claims},
    group::Case,
    live_chat::LiveChat,
    visitor::Visitor,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    tok_1_a_token_is_a_compact_jws,
    tok_1_a_token_has_at_most_eight_kibibytes,
    tok_1_alg_is_hs256,
    tok_1_kid_names_a_live_key_of_the_account,
    tok_1_the_signature_is_the_keys,
    tok_2_an_external_id_is_a_text_that_can_name_a_user,
    tok_3_scope_is_user,
    tok_4_and_tok_5_name_and_email_are_texts_of_their_kind,
    tok_7_times_are_whole_seconds_around_now,
    tok_7_a_greatest_age_asks_for_iat,
    tok_9_what_is_outside_is_checked_first,
    key_6_a_deleted_keys_tokens_are_refused_at_once,
    omn_18_the_channel_accepts_the_keys_setting,
    ses_8_a_banned_users_token_is_refused,
    res_4_an_address_that_is_verified_for_another_is_a_conflict,
    ses_12_nothing_is_said_of_an_unproven_external_id,
    ses_12_a_refused_token_that_names_another_logs_the_device_out,
    ses_12_a_refused_token_of_the_same_user_or_of_nobody_ends_nothing,
    ses_12_the_same_id_of_a_portals_token_is_somebody_else,
    ses_14_a_token_from_before_the_moment_is_revoked,
];

/// How a token is refused: what the page is told, what the log says besides, and whether it names the user.
struct Expected {
    reason: &'static str,
    detail: &'static str,
    names_the_user: bool,
}

fn unproven(reason: &'static str, detail: &'static str) -> Expected {
    Expected { reason, detail, names_the_user: false }
}

fn proven(reason: &'static str, detail: &'static str) -> Expected {
    Expected { reason, detail, names_the_user: true }
}

/// SES-6: a refused login is told and logged, and leaves the anonymous session usable.
#[track_caller]
fn refuses(world: &World, company: &Company, token: &str, expected: &Expected) {
    let visitor = Visitor::open(world, company);
    let refused = visitor.signs_in(world, company, token).refused_for(expected.reason);
    if ["kid_unknown", "signature_invalid"].contains(&expected.reason) {
        assert!(!refused.description.contains("deleted") && !refused.description.contains("secret"));
    }
    visitor.says(world, "still here").gives(201);

    let line = last_attempt(world, company);
    assert!(matches!(&line.outcome, Outcome::Refused { reason } if reason == expected.reason), "{line:?}");
    let detail = line.detail.as_deref().unwrap_or_default();
    assert!(detail.contains(expected.detail), "{}: {detail:?} lacks {:?}", expected.reason, expected.detail);
    assert_eq!(line.external_id.is_some(), expected.names_the_user, "{line:?}");
    assert_eq!((line.address.as_str(), line.attempts), ("127.0.0.1", 1));
    // Limits are another case's.
    world.clock.forward(60);
}

/// A token with one claim changed, signed by the company's own library.
fn with(world: &World, key: &Key, name: &str, value: Value) -> String {
    let mut claims = claims(world, "usr_1");
    claims[name] = value;
    // The library would not sign some of these.
    signed(key, &header(key).to_string(), &claims.to_string())
}

fn without(world: &World, key: &Key, name: &str) -> String {
    let mut claims = claims(world, "usr_1");
    claims.as_object_mut().unwrap().remove(name);
    Backend::shared().mint(key, &claims)
}

fn tok_1_a_token_is_a_compact_jws(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let good = company::token(world, &key, "usr_1");
    let (head, payload) = (header(&key).to_string(), claims(world, "usr_1").to_string());
    let twice = head.replacen('{', "{\"alg\":\"HS256\",", 1);
    for (token, detail) in [
        (String::new(), "empty"),
        ("nonsense".to_owned(), "three parts"),
        (format!("{good}.{}", part("more")), "three parts"),
        (format!("{good}.a.b"), "encrypted"),
        (json!({"token": good}).to_string(), "JSON object"),
        (format!("{good}="), "padded"),
        (format!(" {good}"), "white space"),
        (format!("{good}\n"), "white space"),
        (format!("{good}\0"), "not base64url"),
        (format!("{good}é"), "not base64url"),
        (good.replacen("eyJ", "ey+", 1), "base64url"),
        (signed(&key, "no JSON", &payload), "header"),
        (signed(&key, "[]", &payload), "header"),
        (signed(&key, &twice, &payload), "header"),
        (signed(&key, &header_with(&key, "typ", json!("at+jwt")), &payload), "typ"),
        (signed(&key, &header_with(&key, "crit", json!(["b64"])), &payload), "crit"),
        (signed(&key, &header_with(&key, "crit", json!([])), &payload), "crit"),
        (signed(&key, &head, "no JSON"), "payload"),
        (signed(&key, &head, "[]"), "payload"),
        (signed(&key, &head, "{\"a\":\"\\ud800\"}"), "payload"),
    ] {
        refuses(world, company, &token, &unproven("token_malformed", detail));
    }
}

fn tok_1_a_token_has_at_most_eight_kibibytes(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = with(world, &key, "more", json!("x".repeat(8 * 1024)));
    refuses(world, company, &token, &unproven("token_too_large", "8192 are allowed"));
    refuses(world, company, &"x".repeat(8 * 1024 + 1), &unproven("token_too_large", "8193 bytes"));
}

fn tok_1_alg_is_hs256(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let payload = claims(world, "usr_1");
    let unsigned =
        format!("{}.{}.", part(header_with(&key, "alg", json!("none"))), part(payload.to_string()));
    for (token, detail) in [
        (unsigned, "not signed"),
        (
            Backend::shared().mint_with(
                &key,
                &payload,
                &json!({"algorithm": "HS384", "allowInsecureKeySizes": true}),
            ),
            "another one with a shared secret",
        ),
        (signed(&key, &header_with(&key, "alg", json!("hs256")), &payload.to_string()), "other letters"),
        (signed(&key, &header_with(&key, "alg", json!("RS256")), &payload.to_string()), "private key"),
        (signed(&key, &header_with(&key, "alg", json!(["HS256"])), &payload.to_string()), "a list"),
    ] {
        refuses(world, company, &token, &unproven("alg_not_allowed", detail));
    }
}

fn tok_1_kid_names_a_live_key_of_the_account(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let theirs = Company::found(world, "rival").key(world, "rival");
    let payload = claims(world, "usr_1").to_string();
    let headed = |header: &str| signed(&key, header, &payload);
    for (token, detail) in [
        (headed("{\"alg\":\"HS256\"}"), "no kid"),
        (headed(&header_with(&key, "kid", json!(""))), "no kid"),
        (headed(&header_with(&key, "kid", json!(7))), "as a string"),
    ] {
        refuses(world, company, &token, &unproven("kid_missing", detail));
    }
    for (token, detail) in [
        (headed(&header_with(&key, "kid", json!("my key"))), "not a key id"),
        (headed(&header_with(&key, "kid", json!(key.id.to_uppercase()))), "not a key id"),
        (headed(&header_with(&key, "kid", json!(format!("app_{}", "0".repeat(24))))), "no signing key"),
        (company::token(world, &theirs, "usr_1"), "no signing key"),
        (signed(&theirs, &header(&theirs).to_string(), &payload), "no signing key"),
    ] {
        refuses(world, company, &token, &unproven("kid_unknown", detail));
    }
}

fn tok_1_the_signature_is_the_keys(world: &World) {
    let company = world.company();
    let (key, other) = (company.key(world, "shop"), company.key(world, "other"));
    let theirs = Company::found(world, "rival").key(world, "rival");
    let good = company::token(world, &key, "usr_1");
    let payload = claims(world, "usr_2").to_string();
    let (head, rest) = good.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    for (token, detail) in [
        (format!("{head}.{}.{signature}", part(&payload)), "not made with this key's secret"),
        (signed(&Key { id: key.id.clone(), ..other }, &header(&key).to_string(), &payload), "not made with"),
        (signed(&Key { id: key.id.clone(), ..theirs }, &header(&key).to_string(), &payload), "not made with"),
        (format!("{head}.{}.", part(&payload)), "no signature"),
        (format!("{head}.{}.AAAA", part(&payload)), "length of HS256"),
    ] {
        refuses(world, company, &token, &unproven("signature_invalid", detail));
    }
}

fn tok_2_an_external_id_is_a_text_that_can_name_a_user(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    refuses(
        world,
        company,
        &without(world, &key, "external_id"),
        &unproven("external_id_missing", "not there"),
    );
    for (value, reason, detail) in [
        (json!(null), "external_id_missing", "null"),
        (json!(""), "external_id_missing", "empty"),
        (json!(48213), "external_id_invalid", "send a string"),
        (json!(true), "external_id_invalid", "send a string"),
        (json!(["usr_1"]), "external_id_invalid", "send a string"),
        (json!("usr 1"), "external_id_invalid", "character"),
        (json!("usr\u{0}1"), "external_id_invalid", "character"),
        (json!("usr\u{2003}1"), "external_id_invalid", "character"),
        (json!("__-|"), "external_id_invalid", "no letter"),
        (json!("a".repeat(256)), "external_id_invalid", "longer than 255"),
    ] {
        refuses(world, company, &with(world, &key, "external_id", value), &unproven(reason, detail));
    }
}

fn tok_3_scope_is_user(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    refuses(world, company, &without(world, &key, "scope"), &proven("scope_invalid", "not there"));
    for (value, detail) in [
        (json!("User"), "another string"),
        (json!("user openid"), "another string"),
        (json!(["user"]), "send a string"),
        (json!(null), "send a string"),
    ] {
        refuses(world, company, &with(world, &key, "scope", value), &proven("scope_invalid", detail));
    }
}

fn tok_4_and_tok_5_name_and_email_are_texts_of_their_kind(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    for (name, value, reason, detail) in [
        ("name", json!(7), "name_invalid", "send a string"),
        ("name", json!("x".repeat(256)), "name_invalid", "longer than 255"),
        ("name", json!("Mara\0"), "name_invalid", "character"),
        ("name", json!("Mara\nLindqvist"), "name_invalid", "character"),
        ("email", json!(["a@b.c"]), "email_invalid", "send a string"),
        ("email", json!("mara"), "email_invalid", "not an email address"),
        ("email", json!("mara@example.com\0"), "email_invalid", "character"),
        (
            "email",
            json!(format!("{}@{}", "a".repeat(60), "b.".repeat(120))),
            "email_invalid",
            "longer than 254",
        ),
    ] {
        refuses(world, company, &with(world, &key, name, value), &proven(reason, detail));
    }
}

fn tok_7_times_are_whole_seconds_around_now(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    for (name, reason, words) in [
        ("exp", "token_expired", "exp was 60 s ago"),
        ("nbf", "token_not_yet_valid", "nbf is 61 s ahead"),
        ("iat", "token_not_yet_valid", "iat is 61 s ahead"),
    ] {
        let edge = if name == "exp" { -60 } else { 61 };
        let value = json!(world.seconds() + edge);
        refuses(world, company, &with(world, &key, name, value), &proven(reason, words));
        for (value, words) in [
            (json!(world.seconds() * 1_000), "milliseconds"),
            (json!("tomorrow"), "a whole number"),
            (json!(world.seconds().to_string()), "a whole number"),
            (json!(1.5), "without fraction"),
            (json!(-1), "negative"),
            (json!(1e300), "without fraction"),
        ] {
            refuses(world, company, &with(world, &key, name, value), &proven("token_malformed", words));
        }
    }
}

fn tok_7_a_greatest_age_asks_for_iat(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    world.meddle("UPDATE accounts SET greatest_token_age = 600000");
    let token = with(world, &key, "iat", json!(world.seconds() - 660));
    refuses(world, company, &token, &proven("token_too_old", "iat was 660 s ago"));
    let token = signed(&key, &header(&key).to_string(), &{
        let mut claims = claims(world, "usr_1");
        claims.as_object_mut().unwrap().remove("iat");
        claims.to_string()
    });
    refuses(world, company, &token, &proven("token_too_old", "no iat"));
}

fn tok_9_what_is_outside_is_checked_first(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let large = "x".repeat(9_000);
    let all_wrong = json!({"scope": 1, "external_id": 1, "exp": 1, "more": large}).to_string();
    let wrong = json!({"scope": 1, "external_id": 1, "exp": 1}).to_string();
    for (token, reason) in [
        (format!("{}.{}.", part("{}"), part(&all_wrong)), "token_too_large"),
        (format!("{}.{}.", part("{}"), part(&wrong)), "alg_not_allowed"),
        (format!("{}.{}.", part("{\"alg\":\"HS256\"}"), part(&wrong)), "kid_missing"),
        (format!("{}.{}.", part("{\"alg\":\"HS256\",\"kid\":\"x\"}"), part(&wrong)), "kid_unknown"),
        (format!("{}.{}.", part(header(&key).to_string()), part(&wrong)), "signature_invalid"),
        (signed(&key, &header(&key).to_string(), &wrong), "scope_invalid"),
    ] {
        refuses(world, company, &token, &unproven(reason, ""));
    }
}

fn key_6_a_deleted_keys_tokens_are_refused_at_once(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let mara = Visitor::signed_in(world, company, &token);
    let deleted = world.ask(delete(format!("/admin/v1/keys/{}", key.id)).by(&company.administrator));
    assert_eq!(deleted.gives(200)["sessions"], 1);
    // In the very second the key is still in memory, and the login finds it gone in its transaction.
    let visitor = Visitor::open(world, company);
    visitor.signs_in(world, company, &token).refused_for("kid_unknown");
    visitor.says(world, "still here").gives(201);
    let line = last_attempt(world, company);
    assert!(matches!(&line.outcome, Outcome::Refused { reason } if reason == "kid_unknown"));
    world.clock.forward(2);
    refuses(world, company, &token, &unproven("kid_unknown", "deleted"));
    mara.says(world, "ending sessions is offered, not the default").gives(201);
}

fn omn_18_the_channel_accepts_the_keys_setting(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    world.write(company.account, |tx| {
        tx.execute("DELETE FROM channel_authentication", &[])?;
        Ok(Done::quiet(()))
    });
    refuses(world, company, &token, &proven("channel_mismatch", ""));
}

fn ses_8_a_banned_users_token_is_refused(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let mara = Visitor::signed_in(world, company, &token);
    let ban = format!("/agent/v1/users/{}/ban", mara.user);
    world.ask(put(&ban).by(&company.agent).json(&json!({}))).gives(200);
    mara.reads(world).refused("user_banned");
    // SES-13: her device gets no further, and another device may go on anonymously.
    mara.signs_in(world, company, &token).refused_for("user_banned");
    refuses(world, company, &token, &proven("user_banned", ""));
    // A device's ban bars anonymous use only; somebody else's good login passes.
    mara.signs_in(world, company, &company::token(world, &key, "usr_2")).gives(200);
    world.ask(delete(&ban).by(&company.agent)).gives(200);
    Visitor::signed_in(world, company, &token).reads(world).gives(200);
}

fn ses_12_nothing_is_said_of_an_unproven_external_id(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let forged = company::token(world, &Key { secret: "x".repeat(43), ..key }, "usr_victim");
    let refused = Visitor::open(world, company).signs_in(world, company, &forged);
    assert!(!refused.text.contains("usr_victim"));
    let line = last_attempt(world, company);
    assert_eq!((line.external_id.as_deref(), line.key.is_some()), (None, true));
    assert!(!format!("{line:?}").contains("usr_victim"));
}

fn res_4_an_address_that_is_verified_for_another_is_a_conflict(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let bringing = |external_id: &str| {
        let mut claims = claims(world, external_id);
        claims["email"] = json!("alicia@shop.example");
        claims["email_verified"] = json!(true);
        Backend::shared().mint(&key, &claims)
    };
    Visitor::signed_in(world, company, &bringing("usr_1"));
    refuses(world, company, &bringing("usr_2"), &proven("email_conflict", ""));
}

fn ses_12_a_refused_token_that_names_another_logs_the_device_out(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let forger = Key { secret: "x".repeat(43), ..key.clone() };
    let banned = company::token(world, &key, "usr_3");
    let user = Visitor::signed_in(world, company, &banned).user;
    world.ask(put(format!("/agent/v1/users/{user}/ban")).by(&company.agent).json(&json!({}))).gives(200);
    for (token, reason) in [
        (company::token(world, &forger, "usr_2"), "signature_invalid"),
        (with(world, &key, "exp", json!(1)), "token_expired"),
        (banned, "user_banned"),
    ] {
        let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_0"));
        mara.signs_in(world, company, &token).refused_for(reason);
        mara.reads(world).refused("session_ended");
        world.clock.forward(60);
    }
}

fn ses_12_a_refused_token_of_the_same_user_or_of_nobody_ends_nothing(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let forger = Key { secret: "x".repeat(43), ..key.clone() };
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    mara.signs_in(world, company, &company::token(world, &forger, "usr_1")).refused_for("signature_invalid");
    mara.signs_in(world, company, "no token").refused_for("token_malformed");
    mara.reads(world).gives(200);
    // Somebody who is not signed in is not logged out either (SES-6).
    let stranger = Visitor::open(world, company);
    stranger
        .signs_in(world, company, &company::token(world, &forger, "usr_2"))
        .refused_for("signature_invalid");
    stranger.says(world, "still here").gives(201);
}

fn ses_12_the_same_id_of_a_portals_token_is_somebody_else(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let forger = Key { secret: "x".repeat(43), ..key.clone() };
    let (pair, theirs) = (Pair::new(), Pair::new());
    let live_chats = [LiveChat::new(world), LiveChat::new(world)];
    for live_chat in &live_chats {
        let entry = pair.listed("a", 4_000_000_000_i64);
        live_chat.has_fetched(world, &json!([entry]).to_string());
    }
    let forged = |id: &str| theirs.token(Some("a"), id, world.seconds(), &json!({}));
    let [one, other] = &live_chats;

    // RES-13: c-7 of the portal is not the account's c-7, nor that of another setting.
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "c-7"));
    world.ask(one.login(world, &forged("c-7")).by(&mara.token)).refused_for("signature_invalid");
    mara.reads(world).refused("session_ended");
    let customer = one.signed_in(world, &pair, "a", "c-7");
    world.ask(one.login(world, &forged("c-7")).by(&customer.token)).refused_for("signature_invalid");
    customer.reads(world).gives(200);
    world.ask(other.login(world, &forged("c-7")).by(&customer.token)).refused_for("signature_invalid");
    customer.reads(world).refused("session_ended");
    let customer = one.signed_in(world, &pair, "a", "c-7");
    customer
        .signs_in(world, company, &company::token(world, &forger, "c-7"))
        .refused_for("signature_invalid");
    customer.reads(world).refused("session_ended");

    // A chat's secret and a signing key name people in the account's.
    let (chat, secret) = Chat::with_secret(world, company);
    let mara = chat.signed_in(world, &secret.token(world, "c-7"));
    mara.signs_in(world, company, &company::token(world, &forger, "c-7")).refused_for("signature_invalid");
    mara.reads(world).gives(200);
}

fn ses_14_a_token_from_before_the_moment_is_revoked(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let user = Visitor::signed_in(world, company, &token).user;
    world.clock.forward(1);
    let path = format!("/admin/v1/users/{user}/sessions?refuse_earlier_tokens=true");
    world.ask(delete(path).by(&company.administrator)).gives(200);
    refuses(world, company, &token, &proven("token_revoked", ""));
}
