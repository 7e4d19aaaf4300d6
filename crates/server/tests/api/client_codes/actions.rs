//! The token actions besides that of verifying the ID token (OMN-12).

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_testkit::provider::Reply;
use serde_json::{Value, json};

use super::{form, pair, refused::refuses};
use crate::{
    call::{get, patch},
    cases,
    code_chat::CodeChat,
    group::Case,
    live_chat::PATH,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    omn_12_the_user_information_names_the_user,
    omn_12_an_access_token_is_introspected,
    omn_12_the_customers_own_endpoint_names_the_user,
    omn_12_an_action_that_names_nobody_or_fails_is_refused,
    omn_12_user_information_about_somebody_else_than_the_id_token_is_refused,
    ses_4_an_introspected_token_whose_end_cannot_be_read_or_has_passed_is_refused,
    res_12_an_address_of_a_trusted_setting_counts_by_its_id_tokens_and_user_information_alone,
    res_12_that_an_address_is_not_verified_is_believed_of_every_action,
];

fn says(chat: &CodeChat, answer: &Value) {
    chat.provider.answers("/action", Reply::Json(200, answer.clone()));
}

fn acts(chat: &CodeChat, kind: &str, more: &Value) {
    let mut action = json!({"kind": kind, "url": chat.provider.url("/action")});
    action.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    chat.acts(&action);
}

fn signed_in(chat: &CodeChat, code: &str) -> Value {
    chat.world.ask(chat.login(code)).gives(200)
}

fn omn_12_the_user_information_names_the_user(world: &World) {
    let chat = CodeChat::new(world.engine);
    acts(&chat, "userinfo", &json!({}));
    says(&chat, &json!({"sub": "c-7", "name": "Mara Lindqvist", "number": 48_213}));
    let told = signed_in(&chat, "first");
    assert_eq!(
        (&told["user"]["external_id"], &told["user"]["name"]),
        (&json!("c-7"), &json!("Mara Lindqvist"))
    );
    let asked = &chat.provider.asked("/action")[0];
    assert_eq!((asked.line.as_str(), asked.body.as_str()), ("GET /action HTTP/1.1", ""));
    assert_eq!(asked.headers["authorization"], "Bearer acc3ss");
    // SES-4: as long as the access token lasts, and a minute of leeway.
    assert_eq!(told["session"]["expires_at"], "2027-01-15T08:11:01.000Z");

    // Some providers write how long that is as a text.
    let mut tokens = chat.tokens("c-7", &json!({}));
    tokens["expires_in"] = json!("60");
    chat.gives(&tokens);
    assert_eq!(signed_in(&chat, "as text")["session"]["expires_at"], "2027-01-15T08:02:01.000Z");

    acts(&chat, "userinfo", &json!({"id_field": "customer"}));
    says(&chat, &json!({"sub": "c-7", "customer": "k-9"}));
    assert_eq!(signed_in(&chat, "second")["user"]["external_id"], "k-9");
}

fn omn_12_an_access_token_is_introspected(world: &World) {
    let chat = CodeChat::new(world.engine);
    acts(&chat, "introspection", &json!({}));
    says(
        &chat,
        &json!({"active": true, "sub": "c-7", "client_id": "shop-chat", "exp": chat.world.seconds() + 120}),
    );
    let told = signed_in(&chat, "first");
    assert_eq!(told["user"]["external_id"], "c-7");
    assert_eq!(told["session"]["expires_at"], "2027-01-15T08:03:01.000Z", "its own end is nearer");
    let asked = &chat.provider.asked("/action")[0];
    assert!(asked.headers["authorization"].starts_with("Basic "));
    assert_eq!(form(&asked.body), [pair("token", "acc3ss"), pair("token_type_hint", "access_token")]);

    for (answer, reason, detail) in [
        (json!({"active": false, "sub": "c-7"}), "user_not_found", "not active"),
        (json!({"active": "true", "sub": "c-7"}), "user_not_found", "not active"),
        (json!({"sub": "c-7"}), "user_not_found", "not active"),
        (json!({"active": true, "sub": "c-7", "client_id": "x"}), "token_endpoint_failed", "another client"),
        (json!({"active": true}), "user_not_found", "no id"),
    ] {
        says(&chat, &answer);
        refuses(&chat, &format!("code {answer}"), reason, detail);
    }
}

fn omn_12_the_customers_own_endpoint_names_the_user(world: &World) {
    let chat = CodeChat::new(world.engine);
    acts(&chat, "endpoint", &json!({}));
    says(&chat, &json!({"id": "c-7", "name": "Mara Lindqvist"}));
    assert_eq!(signed_in(&chat, "first")["user"]["external_id"], "c-7");
    let asked = &chat.provider.asked("/action")[0];
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(
        (&body["setting"], &body["token_response"]["access_token"]),
        (&json!(chat.setting), &json!("acc3ss"))
    );
    assert_eq!(
        (asked.headers["content-type"].as_str(), asked.headers.get("authorization")),
        ("application/json", None)
    );

    // The call is ours, by the public key that the setting shows.
    let by = &chat.world.company().administrator;
    let setting = chat.world.ask(get(format!("{PATH}/{}", chat.setting)).by(by)).gives(200);
    let pem = setting["calls_public_key"].as_str().unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = BASE64_STANDARD.decode(der).unwrap();
    let key = UnparsedPublicKey::new(&ED25519, &der[der.len() - 32..]);
    let (at, signature) = asked.headers["bonafide-signature"].split_once(",ed25519=").unwrap();
    let at = at.strip_prefix("t=").unwrap();
    assert_eq!(at, chat.world.seconds().to_string());
    let signature = BASE64_STANDARD.decode(signature).unwrap();
    key.verify(format!("{at}.{}", asked.body).as_bytes(), &signature).unwrap();
    assert!(key.verify(format!("{at}.{} ", asked.body).as_bytes(), &signature).is_err());
}

fn omn_12_an_action_that_names_nobody_or_fails_is_refused(world: &World) {
    let chat = CodeChat::new(world.engine);
    let good = json!({"id": "c-7", "sub": "c-7"});
    chat.gives(&without_id_token(&chat));
    for kind in ["userinfo", "endpoint"] {
        acts(&chat, kind, &json!({}));
        let of_404 = if kind == "endpoint" { "user_not_found" } else { "token_endpoint_failed" };
        for (number, (reply, reason, detail)) in [
            (Reply::Json(200, json!({})), "user_not_found", "no id"),
            (Reply::Json(200, json!({"id": null, "sub": null})), "user_not_found", "no id"),
            (Reply::Json(200, json!({"id": "", "sub": ""})), "user_not_found", "no id"),
            (Reply::Json(200, json!({"id": 7, "sub": 7})), "external_id_invalid", "a number"),
            (Reply::Json(200, json!({"id": "a b", "sub": "a b"})), "external_id_invalid", "The id"),
            (Reply::Json(200, json!({"id": "c", "sub": "c", "email": "x"})), "email_invalid", "email"),
            (Reply::Json(404, json!({})), of_404, "404"),
            (Reply::Json(500, good.clone()), "token_endpoint_failed", "status is 500"),
            (Reply::Json(401, good.clone()), "token_endpoint_failed", "status is 401"),
            (Reply::Text("application/jwt", good.to_string()), "token_endpoint_failed", "Content-Type"),
            (Reply::Text("application/json", "no".to_owned()), "token_endpoint_failed", "not JSON"),
            (Reply::Elsewhere("/other".to_owned()), "token_endpoint_failed", "another address"),
            (Reply::Large(65_537), "token_endpoint_failed", "longer"),
            (Reply::Nothing, "token_endpoint_failed", "The token action's URL"),
        ]
        .into_iter()
        .enumerate()
        {
            chat.provider.answers("/action", reply);
            refuses(&chat, &format!("{kind}-{number}"), reason, detail);
        }
    }
    assert_eq!(chat.provider.asked("/other").len(), 0);
}

/// What the token URL answers a client that asked for no ID token.
fn without_id_token(chat: &CodeChat) -> Value {
    let mut tokens = chat.tokens("c-7", &json!({}));
    tokens.as_object_mut().unwrap().remove("id_token");
    tokens
}

fn omn_12_user_information_about_somebody_else_than_the_id_token_is_refused(world: &World) {
    let chat = CodeChat::new(world.engine);
    let about_another = "the sub of the ID token";
    for (number, id_field) in ["sub", "customer"].into_iter().enumerate() {
        acts(&chat, "userinfo", &json!({"id_field": id_field}));
        for (answer, sub) in [
            (json!({"sub": "c-8", "customer": "k-9"}), "c-8"),
            (json!({"sub": "C-7", "customer": "k-9"}), "C-7"),
            (json!({"sub": 7, "customer": "k-9"}), "7"),
            (json!({"customer": "k-9"}), "none"),
        ] {
            says(&chat, &answer);
            refuses(&chat, &format!("{number}-{sub}"), "token_endpoint_failed", about_another);
        }
    }
    // One that cannot be read says nothing of whom it is about.
    says(&chat, &json!({"sub": "c-7", "customer": "k-9"}));
    let mut tokens = chat.tokens("c-7", &json!({}));
    tokens["id_token"] = json!("en.cryp.t.e.d");
    chat.gives(&tokens);
    refuses(&chat, "encrypted", "token_endpoint_failed", about_another);
    // Where none came, there is nothing to compare with.
    chat.gives(&without_id_token(&chat));
    assert_eq!(signed_in(&chat, "without")["user"]["external_id"], "k-9");
}

fn ses_4_an_introspected_token_whose_end_cannot_be_read_or_has_passed_is_refused(world: &World) {
    let chat = CodeChat::new(world.engine);
    acts(&chat, "introspection", &json!({}));
    let now = chat.world.seconds();
    for (exp, reason, detail) in [
        (json!((now + 600).to_string()), "token_endpoint_failed", "an exp that"),
        (json!((now + 600) * 1000), "token_endpoint_failed", "an exp that"),
        (json!(1.5), "token_endpoint_failed", "an exp that"),
        (json!(now - 3600), "user_not_found", "not active"),
    ] {
        says(&chat, &json!({"active": true, "sub": "c-7", "exp": exp}));
        refuses(&chat, &format!("code {exp}"), reason, detail);
    }
    says(&chat, &json!({"active": true, "sub": "c-7", "exp": null}));
    assert_eq!(signed_in(&chat, "without")["user"]["external_id"], "c-7");
}

/// The four token actions, and whether they can say that an address is verified.
const ACTIONS: [(&str, bool); 4] =
    [("id_token", true), ("userinfo", true), ("introspection", false), ("endpoint", false)];

/// A channel whose setting, which is trusted, has this action.
fn trusted(world: &World, kind: &str) -> CodeChat {
    let chat = CodeChat::new(world.engine);
    if kind != "id_token" {
        acts(&chat, kind, &json!({}));
    }
    trusts(&chat, "trusted");
    chat
}

fn trusts(chat: &CodeChat, trust: &str) {
    let by = &chat.world.company().administrator;
    let asked = patch(format!("{PATH}/{}", chat.setting)).by(by).json(&json!({"address_trust": trust}));
    chat.world.ask(asked).gives(200);
}

/// The action's answer has this address from now on.
fn brings(chat: &CodeChat, verified: bool) {
    let claims = json!({"email": "mara@shop.example", "email_verified": verified});
    chat.gives(&chat.tokens("c-7", &claims));
    let mut answer = json!({"active": true, "id": "c-7", "sub": "c-7"});
    answer.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    says(chat, &answer);
}

/// The addresses of whoever signs in with this code, each with how it is shown to agents, and what the login log notes.
fn addresses(chat: &CodeChat, code: &str) -> (Value, Value) {
    let (world, company) = (&chat.world, chat.world.company());
    let user = signed_in(chat, code)["user"]["id"].as_str().unwrap().to_owned();
    let person = world.ask(get(format!("/agent/v1/users/{user}")).by(&company.agent)).gives(200);
    let log = world.ask(get("/admin/v1/login-log").by(&company.administrator)).gives(200);
    (person["emails"].clone(), log["attempts"][0]["notes"].clone())
}

fn res_12_an_address_of_a_trusted_setting_counts_by_its_id_tokens_and_user_information_alone(world: &World) {
    for (kind, counts) in ACTIONS {
        let chat = trusted(world, kind);
        brings(&chat, true);
        let (shown, notes) = addresses(&chat, "first");
        if counts {
            assert_eq!(shown[0]["standing"], "verified", "{kind}");
            assert_eq!(notes, json!([]), "{kind}");
        } else {
            assert_eq!(shown, json!([]), "{kind}");
            assert_eq!(notes, json!([{"code": "address_of_action", "about": null}]), "{kind}");
        }
    }
    // Of a setting that nobody trusts, none does.
    let chat = trusted(world, "userinfo");
    trusts(&chat, "not_trusted");
    brings(&chat, true);
    let (shown, notes) = addresses(&chat, "first");
    assert_eq!((shown, &notes[0]["code"]), (json!([]), &json!("address_not_trusted")));
}

fn res_12_that_an_address_is_not_verified_is_believed_of_every_action(world: &World) {
    for (kind, _) in ACTIONS {
        let chat = trusted(world, "userinfo");
        brings(&chat, true);
        assert_eq!(addresses(&chat, "first").0[0]["standing"], "verified", "{kind}");
        match kind {
            "id_token" => chat.acts(&json!({"kind": "id_token", "issuer": chat.provider.url("")})),
            kind => acts(&chat, kind, &json!({})),
        }
        brings(&chat, false);
        // EML-8: it was verified, and the account's policy knows no other.
        assert_eq!(addresses(&chat, "second"), (json!([]), json!([])), "{kind}");
    }
}
