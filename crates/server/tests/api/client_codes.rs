//! Logging in by a code (OMN-11 to OMN-13).

mod actions;
mod guards;
mod once;
mod refused;
mod secrets;

use serde_json::{Value, json};

use crate::{
    cases,
    code_chat::{CodeChat, SECRET},
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[],
    samples: |_| Vec::new(),
    cases: &[
        cases![
            omn_11_a_code_is_exchanged_and_signs_somebody_in,
            omn_11_a_client_can_prove_itself_by_post,
            ses_4_a_session_lasts_as_long_as_what_was_exchanged,
        ],
        actions::CASES,
        guards::CASES,
        once::CASES,
        refused::CASES,
        secrets::CASES,
    ],
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The members of a form.
fn form(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn omn_11_a_code_is_exchanged_and_signs_somebody_in(world: &World) {
    let chat = CodeChat::new(world.engine);
    chat.gives(
        &chat.tokens("c-7", &json!({"nonce": "n 1", "name": "Mara Lindqvist", "email": "mara@shop.example"})),
    );
    let handed = format!("code=a%2Fb&code_verifier={VERIFIER}&nonce=n+1");
    let told = chat.world.ask(chat.login(&handed)).gives(200);
    assert_eq!(
        (&told["user"]["external_id"], &told["user"]["name"]),
        (&json!("c-7"), &json!("Mara Lindqvist"))
    );
    assert_eq!(told["session"]["kind"], "authenticated");

    let asked = &chat.provider.asked("/token")[0];
    assert_eq!(asked.line, "POST /token HTTP/1.1");
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    let basic = "Basic c2hvcC1jaGF0OnMzY3JldCUzQStvZislMkIrdGhlK2NsaWVudA==";
    assert_eq!(asked.headers["authorization"], basic, "RFC 6749, section 2.3.1");
    let expected = [
        pair("grant_type", "authorization_code"),
        pair("code", "a/b"),
        pair("redirect_uri", "https://shop.example/back?x=1"),
        pair("code_verifier", VERIFIER),
        pair("scope", "openid email"),
    ];
    assert_eq!(form(&asked.body), expected);

    // SEE-3: evidence names the setting and the action; the message has its mark.
    let mara = Visitor::of(&told);
    let said = mara.says(&chat.world, "Where is my order?").gives(201);
    let message = said["message"]["id"].as_str().unwrap();
    assert!(!message.is_empty());
    let evidence = evidence(&chat);
    assert_eq!(evidence["method"], "oauth2_code");
    assert_eq!(evidence["token_action"], json!({"kind": "id_token", "setting": "Sign-in"}));
    assert_eq!((&evidence["key"], &evidence["external_id"]), (&Value::Null, &json!("c-7")));
}

/// The evidence of the last login.
fn evidence(chat: &CodeChat) -> Value {
    let account = chat.world.company().account;
    let id = chat.world.read(account, |tx| {
        let row = tx.row("SELECT id FROM evidence ORDER BY id DESC LIMIT 1", &[])?.unwrap();
        Ok(row.get::<bonafide_domain::id::EvidenceId>(0)?)
    });
    let by = &chat.world.company().agent;
    chat.world.ask(crate::call::get(format!("/agent/v1/evidence/{id}")).by(by)).gives(200)
}

fn omn_11_a_client_can_prove_itself_by_post(world: &World) {
    let chat = CodeChat::new(world.engine);
    let action = json!({"kind": "id_token", "issuer": chat.provider.url("")});
    let mut code = crate::code_chat::exchange(&chat.provider, &action);
    code["client_authentication"] = json!("post");
    code["scope"] = Value::Null;
    chat.changes(&code);
    chat.gives(&chat.tokens("c-7", &json!({})));
    chat.world.ask(chat.login("a-code")).gives(200);
    let asked = &chat.provider.asked("/token")[0];
    assert_eq!(asked.headers.get("authorization"), None);
    let expected = [
        pair("grant_type", "authorization_code"),
        pair("code", "a-code"),
        pair("redirect_uri", "https://shop.example/back?x=1"),
        pair("client_id", "shop-chat"),
        pair("client_secret", SECRET),
    ];
    assert_eq!(form(&asked.body), expected);
}

fn ses_4_a_session_lasts_as_long_as_what_was_exchanged(world: &World) {
    let chat = CodeChat::new(world.engine);
    // The ID token lasts for ten minutes, and a minute of leeway.
    let told = chat.world.ask(chat.login("first")).gives(200);
    assert_eq!(told["session"]["expires_at"], "2027-01-15T08:11:00.000Z");
    assert_eq!(told["session"]["renew_at"], "2027-01-15T08:09:00.000Z");
}
