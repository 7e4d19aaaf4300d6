//! Commands beside a running server on the embedded database (details 13).

use bonafide_testkit::{Closed, server::Engine};

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
