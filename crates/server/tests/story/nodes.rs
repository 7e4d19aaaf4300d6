//! Two servers on one PostgreSQL database and nothing between them: what one ends, the other refuses at once, and
//! its open sockets close when their sessions are read again (details 8).

use bonafide_testkit::{
    Closed,
    client::Client,
    http::Failed,
    server::{Engine, TestServer},
};

use crate::stage::Stage;

/// Two nodes, and somebody signed in on a device that reaches the second.
async fn two_nodes() -> (Stage, TestServer, Client) {
    let stage = Stage::set(Engine::Postgres).await;
    let second = stage.server.start_another_node().await;
    let mut phone = stage.device_at(&second);
    phone.login(&stage.token("usr_1")).await.unwrap();
    phone.connect().await.unwrap();
    phone.write("Hello").await.unwrap();
    (stage, second, phone)
}

fn refused<T: std::fmt::Debug>(result: Result<T, Failed>) -> (String, Option<String>) {
    let failed = result.unwrap_err();
    (failed.code().to_owned(), failed.reason().map(str::to_owned))
}

fn invalid_auth(reason: &str) -> (String, Option<String>) {
    ("invalid_auth".to_owned(), Some(reason.to_owned()))
}

fn code(code: &str) -> (String, Option<String>) {
    (code.to_owned(), None)
}

fn ended(reason: &str) -> Closed {
    Closed { code: 4002, reason: reason.to_owned() }
}

#[tokio::test]
async fn key_6_a_key_deleted_on_one_node_is_refused_on_the_other() {
    let (stage, second, mut phone) = two_nodes().await;
    assert_eq!(stage.agent.delete_key(&stage.key.id, true).await, Ok(1));

    let mut laptop = stage.device_at(&second);
    assert_eq!(refused(laptop.login(&stage.token("usr_1")).await), invalid_auth("kid_unknown"));
    assert_eq!(refused(phone.write("Can you hear me?").await), code("session_ended"));
    assert_eq!(phone.closed().await, ended("session_ended"));
}

#[tokio::test]
async fn key_6_sessions_outlive_their_key_unless_they_are_ended_with_it() {
    let (stage, second, mut phone) = two_nodes().await;
    assert_eq!(stage.agent.delete_key(&stage.key.id, false).await, Ok(1));
    let mut laptop = stage.device_at(&second);
    assert_eq!(refused(laptop.login(&stage.token("usr_1")).await), invalid_auth("kid_unknown"));
    phone.write("I am still signed in.").await.unwrap();
}

#[tokio::test]
async fn ses_7_a_session_ended_on_one_node_is_refused_on_the_other() {
    let (stage, _second, mut phone) = two_nodes().await;
    let session = phone.identity().unwrap().session.id.clone();
    stage.agent.end_session(&session).await.unwrap();

    assert_eq!(refused(phone.write("Can you hear me?").await), code("session_ended"));
    assert_eq!(phone.closed().await, ended("session_ended"));
    phone.login(&stage.token("usr_1")).await.unwrap();
}

#[tokio::test]
async fn ses_8_a_ban_on_one_node_holds_on_the_other() {
    let (stage, second, mut phone) = two_nodes().await;
    stage.agent.ban(phone.user_id()).await.unwrap();

    assert_eq!(refused(phone.write("Can you hear me?").await), code("user_banned"));
    let mut laptop = stage.device_at(&second);
    assert_eq!(refused(laptop.login(&stage.token("usr_1")).await), invalid_auth("user_banned"));
    assert_eq!(phone.closed().await, ended("user_banned"));
}

#[tokio::test]
async fn mrg_5_a_join_on_one_node_retires_the_anonymous_session_on_the_other() {
    let (stage, second, _) = two_nodes().await;
    let mut tab = stage.device_at(&second);
    tab.write("Where is my order?").await.unwrap();
    tab.connect().await.unwrap();

    let mut signing_in = tab.another_tab(&stage.server.url(""));
    assert!(signing_in.login(&stage.token("usr_1")).await.unwrap().joined);
    assert_eq!(tab.closed().await, ended("session_replaced"));
    let said = tab.write("Typed before I knew of the login.").await.unwrap();
    assert_eq!(Some(said.conversation.as_str()), signing_in.conversation_id());
    assert_eq!(tab.identity(), signing_in.identity(), "the tab took the device's newer session");
}

#[tokio::test]
async fn a_message_written_on_one_node_reaches_the_other_with_the_next_head() {
    let (stage, _second, mut phone) = two_nodes().await;
    let mut laptop = stage.device();
    laptop.login(&stage.token("usr_1")).await.unwrap();
    let said = laptop.write("From the other node.").await.unwrap();
    assert_eq!(phone.sees(&said.id).await.text, said.text);
}
