//! Codes that are refused: each for its reason, with a line in the login log that says more and tells no secret.

use bonafide_store::login_log::{self, Filter};
use bonafide_testkit::{backend::Key, portal::Pair, provider::Reply};
use serde_json::{Value, json};

use crate::{
    call::get,
    cases,
    code_chat::{CodeChat, SECRET},
    company,
    group::Case,
    visitor::Visitor,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    omn_11_what_is_no_code_is_not_exchanged,
    omn_11_whatever_is_wrong_with_the_token_url_is_told,
    omn_11_a_setting_without_a_secret_asks_nobody,
    omn_12_an_id_token_that_is_not_right_is_refused,
    omn_12_keys_that_cannot_be_found_are_told,
    omn_12_the_token_debugger_says_at_which_step_a_code_failed,
    ses_9_codes_are_exchanged_so_often_and_no_more,
    ses_12_a_refused_code_of_somebody_else_logs_the_device_out,
    ses_12_the_same_id_of_a_code_in_another_namespace_is_somebody_else,
];

/// The newest line of the login log.
pub(super) fn line(chat: &CodeChat) -> (String, String) {
    let world = &chat.world;
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    let page =
        world.read(world.company().account, |tx| Ok(login_log::page(tx, &Filter::default(), None, 1)?));
    let attempt = &page[0].attempt;
    let reason = match &attempt.outcome {
        login_log::Outcome::Refused { reason } => reason.clone(),
        login_log::Outcome::Accepted { .. } | login_log::Outcome::WroteWithout { .. } => String::new(),
    };
    (reason, attempt.detail.clone().unwrap_or_default())
}

/// A code is refused, and the log says this of it and nothing that is secret.
#[track_caller]
pub(super) fn refuses(chat: &CodeChat, code: &str, reason: &str, detail: &str) {
    let answer = chat.world.ask(chat.login(code));
    answer.refused_for(reason);
    let (logged, told) = line(chat);
    assert_eq!(logged, reason, "{detail}");
    assert!(told.contains(detail), "{reason}: {told:?} lacks {detail:?}");
    for secret in [code, SECRET, "acc3ss", "eyJ"] {
        assert!(!told.contains(secret) && !answer.text.contains(secret), "{told:?} {answer:?}");
    }
    // Limits, and keys that were fetched before, are other cases'.
    chat.world.clock.forward(301);
}

fn omn_11_what_is_no_code_is_not_exchanged(world: &World) {
    let chat = CodeChat::new(world.engine);
    for handed in ["code=", "code=abc&state=xyz", "code=abc&code_verifier=short", "a\nb", &"x".repeat(8193)] {
        let refused = chat.world.ask(chat.login(handed));
        refused.refused_for("code_invalid");
        assert_eq!(line(&chat).0, "code_invalid");
        chat.world.clock.forward(60);
    }
    assert_eq!(chat.exchanges(), 0);
}

fn omn_11_whatever_is_wrong_with_the_token_url_is_told(world: &World) {
    let chat = CodeChat::new(world.engine);
    let failed = "token_endpoint_failed";
    let good = chat.tokens("c-7", &json!({}));
    let without = |member: &str| {
        let mut answer = good.clone();
        answer.as_object_mut().unwrap().remove(member);
        Reply::Json(200, answer)
    };
    let with = |member: &str, value: Value| {
        let mut answer = good.clone();
        answer[member] = value;
        Reply::Json(200, answer)
    };
    let error = |status, error: &str| {
        Reply::Json(status, json!({"error": error, "error_description": "code-0 acc3ss"}))
    };
    let elsewhere = chat.provider.url("/elsewhere");
    for (number, (reply, reason, detail)) in [
        (error(400, "invalid_grant"), "code_invalid", "invalid_grant"),
        (error(401, "invalid_client"), failed, "invalid_client"),
        (error(400, "invalid_request"), failed, "invalid_request"),
        (error(400, "unauthorized_client"), failed, "unauthorized_client"),
        (error(400, "unsupported_grant_type"), failed, "unsupported_grant_type"),
        (error(400, "invalid_scope"), failed, "invalid_scope"),
        (error(400, "something_else"), failed, "does not name"),
        (Reply::Json(500, json!({})), failed, "status is 500"),
        (Reply::Json(201, good.clone()), failed, "status is 201"),
        (Reply::Text("text/html", good.to_string()), failed, "Content-Type"),
        (Reply::Text("application/json", "<html>".to_owned()), failed, "not JSON"),
        (Reply::Text("application/json", "[]".to_owned()), failed, "not a JSON object"),
        (Reply::Text("application/json", r#"{"a":1,"a":2}"#.to_owned()), failed, "twice"),
        (Reply::Elsewhere(elsewhere), failed, "another address"),
        (Reply::Elsewhere("http://169.254.169.254/".to_owned()), failed, "another address"),
        (Reply::Large(64 * 1024 + 1), failed, "longer than 65536 bytes"),
        (Reply::Nothing, failed, "not HTTP"),
        (without("access_token"), failed, "access_token"),
        (with("access_token", json!(7)), failed, "access_token"),
        (without("token_type"), failed, "token_type"),
        (with("token_type", json!("DPoP")), failed, "token_type"),
        (with("scope", json!("openid")), failed, "scope"),
        (with("scope", json!("")), failed, "scope"),
        (with("scope", json!(["openid", "email"])), failed, "scope"),
        (with("scope", json!(null)), failed, "scope"),
        (with("expires_in", json!(0)), failed, "expires_in"),
        (with("expires_in", json!(-1)), failed, "expires_in"),
        (with("expires_in", json!(600.5)), failed, "expires_in"),
        (with("expires_in", json!("soon")), failed, "expires_in"),
        (without("id_token"), "user_not_found", "id_token"),
    ]
    .into_iter()
    .enumerate()
    {
        chat.provider.answers("/token", reply);
        refuses(&chat, &format!("code-{number}"), reason, detail);
    }
    assert_eq!(chat.provider.asked("/elsewhere").len(), 0, "nothing is sent to where an answer leads");
}

fn omn_11_a_setting_without_a_secret_asks_nobody(world: &World) {
    let chat = CodeChat::new(world.engine);
    let sql = "UPDATE authentication_settings SET sealed_secret = NULL WHERE kind = 'oauth2_code'";
    chat.world.meddle(sql);
    refuses(&chat, "a-code", "token_endpoint_failed", "no client secret");
    assert_eq!(chat.exchanges(), 0);
}

fn omn_12_an_id_token_that_is_not_right_is_refused(world: &World) {
    let chat = CodeChat::new(world.engine);
    let now = chat.world.seconds();
    let of = |claims: Value| chat.tokens("c-7", &claims);
    let signed = |pair: &Pair, header: Value, claims: Value| {
        let mut all = json!({
            "iss": chat.provider.url(""), "aud": "shop-chat", "sub": "c-7", "iat": now, "exp": now + 36_000,
        });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let mut answer = of(json!({}));
        answer["id_token"] = json!(pair.sign(&header, &all));
        answer
    };
    let header = json!({"alg": "RS256", "kid": "a"});
    let later = |claims: Value| signed(&chat.pair, header.clone(), claims);
    for (number, (answer, reason, detail)) in [
        (later(json!({"iss": "https://other.example"})), "issuer_mismatch", "iss"),
        (later(json!({"aud": "another-client"})), "audience_mismatch", "aud"),
        (later(json!({"aud": ["shop-chat", "another-client"]})), "audience_mismatch", "azp is not there"),
        (later(json!({"azp": "another-client"})), "audience_mismatch", "azp"),
        (later(json!({"aud": ["shop-chat", "x"], "azp": "x"})), "audience_mismatch", "azp"),
        (later(json!({"nonce": "of another sign-in"})), "code_invalid", "nonce"),
        (later(json!({"exp": now - 100})), "token_expired", "exp"),
        (later(json!({"exp": null})), "exp_missing", "exp"),
        (later(json!({"iat": null})), "iat_missing", "iat"),
        (later(json!({"iat": now + 36_000})), "token_not_yet_valid", "iat"),
        (later(json!({"sub": ""})), "user_not_found", "no id"),
        (later(json!({"sub": 7})), "external_id_invalid", "sub"),
        (later(json!({"email": 7})), "email_invalid", "email"),
        (signed(&Pair::new(), header.clone(), json!({})), "signature_invalid", "private key"),
        (signed(&chat.pair, json!({"alg": "RS256"}), json!({})), "kid_missing", "kid"),
        (signed(&chat.pair, json!({"alg": "RS256", "kid": "z"}), json!({})), "kid_unknown", "kid"),
        (signed(&chat.pair, json!({"alg": "RS512", "kid": "a"}), json!({})), "alg_not_allowed", "alg"),
        (signed(&chat.pair, json!({"alg": "none", "kid": "a"}), json!({})), "alg_not_allowed", "none"),
        (
            signed(&chat.pair, json!({"alg": "HS256", "kid": "a"}), json!({})),
            "alg_not_allowed",
            "shared secret",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        chat.gives(&answer);
        refuses(&chat, &format!("code-{number}"), reason, detail);
    }
    chat.gives(&later(json!({"nonce": "n"})));
    let wrong = chat.world.ask(chat.login("code=last&nonce=m"));
    wrong.refused_for("code_invalid");
    assert!(line(&chat).1.contains("another sign-in"));
    chat.gives(&later(json!({})));
    chat.world.ask(chat.login("code=very-last&nonce=m")).refused_for("code_invalid");
    chat.gives(&later(json!({"aud": ["shop-chat", "x"], "azp": "shop-chat"})));
    chat.world.ask(chat.login("good")).gives(200);
}

fn omn_12_keys_that_cannot_be_found_are_told(world: &World) {
    let chat = CodeChat::new(world.engine);
    let discovery = "/.well-known/openid-configuration";
    let fetched = || {
        let path = format!("{}/{}/fetch", crate::live_chat::PATH, chat.setting);
        let by = &chat.world.company().administrator;
        chat.world.ask(crate::call::post(path).by(by).json(&json!({}))).gives(200)
    };
    for (number, (reply, code)) in [
        (Reply::Json(503, json!({})), "status"),
        (Reply::Json(200, json!({"issuer": "https://other.example"})), "discovery"),
        (Reply::Json(200, json!({"issuer": chat.provider.url("")})), "discovery"),
        (Reply::Text("text/html", "<html>".to_owned()), "discovery"),
        (
            Reply::Json(
                200,
                json!({"issuer": chat.provider.url(""), "jwks_uri": chat.provider.url("/nothing")}),
            ),
            "status",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        chat.provider.answers(discovery, reply);
        chat.gives(&chat.tokens("c-7", &json!({})));
        refuses(&chat, &format!("code-{number}"), "keys_unavailable", "public keys");
        assert_eq!(fetched()["keys"]["failure"]["code"], code);
    }
    let found = json!({"issuer": chat.provider.url(""), "jwks_uri": chat.provider.url("/keys")});
    chat.provider.answers(discovery, Reply::Json(200, found));
    let told = fetched();
    assert_eq!((&told["keys"]["failure"], &told["keys"]["keys"][0]["kid"]), (&Value::Null, &json!("a")));
    chat.gives(&chat.tokens("c-7", &json!({})));
    chat.world.ask(chat.login("good")).gives(200);
}

fn omn_12_the_token_debugger_says_at_which_step_a_code_failed(world: &World) {
    let chat = CodeChat::new(world.engine);
    let explained = |code: &str| {
        let asked = json!({"channel": chat.public_key, "token": code});
        let call = crate::call::post("/admin/v1/tokens/explain").by(&chat.world.company().administrator);
        chat.world.ask(call.json(&asked)).gives(200)
    };
    let told = explained("first");
    assert_eq!((&told["accepted"], &told["external_id"]), (&json!(true), &json!("c-7")));
    let names = |told: &Value, outcome: &str| -> Vec<String> {
        let checks = told["checks"].as_array().unwrap().iter();
        let of = checks.filter(|check| check["outcome"] == outcome);
        of.map(|check| check["check"].as_str().unwrap().to_owned()).collect()
    };
    let passed = names(&told, "passed");
    assert_eq!(passed[..4], ["code", "code_unused", "exchange", "action"]);
    assert_eq!(passed.last().unwrap(), "resolution");
    assert!(passed.contains(&"nonce".to_owned()) && !passed.contains(&"contexts".to_owned()));
    // It was exchanged by that, and nobody was logged in.
    chat.world.ask(chat.login("first")).refused_for("code_used");
    assert_eq!(names(&explained("first"), "failed"), ["code_unused"]);
    assert_eq!(chat.exchanges(), 1);

    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    let told = explained("second");
    assert_eq!((names(&told, "failed"), &told["accepted"]), (vec!["exchange".to_owned()], &json!(false)));
    chat.acts(&json!({"kind": "userinfo", "url": chat.provider.url("/me")}));
    chat.gives(&chat.tokens("c-7", &json!({})));
    let told = explained("third");
    assert_eq!(names(&told, "failed"), ["action"]);
    assert!(!names(&told, "not_reached").contains(&"signature".to_owned()), "no token is verified");
}

fn ses_9_codes_are_exchanged_so_often_and_no_more(world: &World) {
    let chat = CodeChat::new(world.engine);
    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    let limit = (0..1_000).find(|number| {
        let answer = chat.world.ask(chat.login(&format!("guess-{number}")));
        answer.status == 429
    });
    let limit = limit.unwrap();
    assert!(chat.exchanges() <= limit);
    let exchanges = chat.exchanges();
    // Once the budget for codes is empty nobody is asked any more.
    let refused = (0..1_000).find(|number| {
        let before = chat.exchanges();
        chat.world.ask(chat.login(&format!("more-{number}"))).refused("rate_limited");
        chat.exchanges() == before
    });
    assert!(refused.is_some() && chat.exchanges() >= exchanges);
}

fn ses_12_a_refused_code_of_somebody_else_logs_the_device_out(world: &World) {
    let chat = CodeChat::new(world.engine);
    let mara = Visitor::of(&chat.world.ask(chat.login("maras")).gives(200));
    let conversation = || chat.world.ask(get("/client/v1/conversation").by(&mara.token));
    conversation().gives(200);
    // A code that is refused before anybody is known ends nothing.
    chat.provider.answers("/token", Reply::Json(400, json!({"error": "invalid_grant"})));
    chat.world.ask(chat.login("nobodys").by(&mara.token)).refused_for("code_invalid");
    conversation().gives(200);
    chat.gives(&chat.tokens("c-8", &json!({"email": 7})));
    chat.world.ask(chat.login("anothers").by(&mara.token)).refused_for("email_invalid");
    conversation().refused("session_ended");
}

fn ses_12_the_same_id_of_a_code_in_another_namespace_is_somebody_else(world: &World) {
    let chat = CodeChat::new(world.engine);
    let company = chat.world.company();
    let key = company.key(&chat.world, "shop");
    let refused = chat.tokens("c-7", &json!({"email": 7}));
    let signed_in = |token: &str| Visitor::signed_in(&chat.world, company, token);
    let by_key = |id: &str| company::token(&chat.world, &key, id);

    // RES-13: what the provider calls c-7 is nobody's external id in the account's namespace.
    let mara = signed_in(&by_key("c-7"));
    chat.gives(&refused);
    chat.world.ask(chat.login("first").by(&mara.token)).refused_for("email_invalid");
    mara.reads(&chat.world).refused("session_ended");

    chat.gives(&chat.tokens("c-7", &json!({})));
    let theirs = Visitor::of(&chat.world.ask(chat.login("second")).gives(200));
    chat.gives(&refused);
    chat.world.ask(chat.login("third").by(&theirs.token)).refused_for("email_invalid");
    theirs.reads(&chat.world).gives(200);
    // The other way round.
    let forger = Key { secret: "x".repeat(43), ..key.clone() };
    let forged = company::token(&chat.world, &forger, "c-7");
    theirs.signs_in(&chat.world, company, &forged).refused_for("signature_invalid");
    theirs.reads(&chat.world).refused("session_ended");
}
