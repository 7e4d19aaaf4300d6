//! Commands beside a running server on the embedded database (details 13).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_testkit::{Closed, server::Engine};
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test]
async fn key_6_a_key_deleted_by_command_is_refused_at_once() {
    let stage = Stage::set(Engine::Sqlite).await;
    let mut phone = stage.signed_in("usr_1").await;
    phone.write("Hello").await.unwrap();
    stage.server.command(&["key", "delete", &stage.key.id, "--end-sessions"]).await;

    let failed = stage.device().login(&stage.token("usr_1")).await.unwrap_err();
    assert_eq!(failed.reason(), Some("kid_unknown"));
    assert_eq!(phone.write("Can you hear me?").await.unwrap_err().code(), "session_ended");
    assert_eq!(phone.closed().await, Closed { code: 4002, reason: "session_ended".to_owned() });
}

#[tokio::test]
async fn a_key_made_by_command_is_known_at_once() {
    let mut stage = Stage::set(Engine::Sqlite).await;
    stage.signed_in("usr_1").await;
    stage.key = stage.server.create_key("Second").await;
    stage.signed_in("usr_2").await;
    let logins: Vec<_> = stage.agent.keys().await.unwrap().into_iter().map(|key| key.name).collect();
    assert_eq!(logins, ["Shop backend", "Second"]);
}

#[tokio::test]
async fn a_channel_made_by_command_is_known_at_once() {
    let mut stage = Stage::set(Engine::Sqlite).await;
    let channel = stage.server.create_channel("Second", &["https://shop.example"]).await;
    stage.channel = channel["public_key"].as_str().unwrap().to_owned();
    stage.device().write("Hello").await.unwrap();
}

#[tokio::test]
async fn see_7_a_token_is_explained_by_command() {
    let stage = Stage::set(Engine::Sqlite).await;
    let explain = ["token", "explain", "--channel", &stage.channel];
    let told = stage.server.command_with_input(&explain, &format!("{}\n", stage.token("usr_1"))).await;
    assert_eq!((&told["accepted"], &told["external_id"]), (&true.into(), &"usr_1".into()));
    let told = stage.server.command_with_input(&explain, "no token").await;
    assert_eq!(told["checks"][1]["reason"], "token_malformed");
}

#[tokio::test]
async fn a_token_is_signed_by_command_with_each_claim_of_the_rules() {
    let stage = Stage::set(Engine::Sqlite).await;
    let sign = async |flags: &[&str]| {
        let command = [&["token", "sign", "--key", &stage.key.id, "--external-id", "usr_1"], flags].concat();
        stage.server.command(&command).await["token"].as_str().unwrap().to_owned()
    };
    let names = |claims: &Value| claims.as_object().unwrap().keys().cloned().collect::<Vec<_>>();

    let whole =
        ["--name", "Mara", "--email", "mara@shop.example", "--email-verified", "--not-before-in", "-5"];
    let token = sign(&whole).await;
    let claims = claims_of(&token);
    let all = ["email", "email_verified", "exp", "external_id", "iat", "name", "nbf", "scope"];
    assert_eq!(names(&claims), all);
    assert_eq!((&claims["scope"], &claims["email_verified"]), (&json!("user"), &json!(true)));
    let seconds = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!((seconds("exp") - seconds("iat"), seconds("iat") - seconds("nbf")), (600, 5));
    assert_eq!(stage.device().login(&token).await.unwrap().user.name.as_deref(), Some("Mara"));

    let least = claims_of(&sign(&["--no-exp", "--no-iat"]).await);
    assert_eq!(names(&least), ["external_id", "scope"]);
    let unchecked = claims_of(&sign(&["--email", "mara@shop.example", "--email-verified=false"]).await);
    assert_eq!(unchecked["email_verified"], false);
    for (flags, reason) in [
        (["--expires-in", "-120"], "token_expired"),
        (["--not-before-in", "120"], "token_not_yet_valid"),
        (["--issued-ago", "-120"], "token_not_yet_valid"),
    ] {
        let failed = stage.device().login(&sign(&flags).await).await.unwrap_err();
        assert_eq!(failed.reason(), Some(reason), "{flags:?}");
    }
}

fn claims_of(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
