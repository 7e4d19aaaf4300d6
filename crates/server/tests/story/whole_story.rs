//! The story that `cargo xtask run` tells, on both engines.

use bonafide_testkit::{
    agent::AgentClient,
    server::{Engine, TestServer},
    story::{self, Narrator},
};

use crate::stage::on_both_engines;

on_both_engines![the_story, the_one_time_link_makes_the_first_administrator];

async fn the_story(engine: Engine) {
    let server = TestServer::start(engine).await;
    story::play(&server, Narrator::Silent).await;
}

async fn the_one_time_link_makes_the_first_administrator(engine: Engine) {
    let mut server = TestServer::start(engine).await;
    let link = server.setup_link().await;
    let (_, secret) = link.split_once('#').unwrap();
    let (email, password) = ("ines@demo.example", "a password of a test");
    let made = AgentClient::set_up(&server.url(""), secret, email, "Ines Okafor", password).await.unwrap();
    assert_eq!((made.agent().email.as_str(), made.agent().role.as_str()), (email, "administrator"));
    assert_eq!(made.channels().await.unwrap(), []);

    let again = AgentClient::set_up(&server.url(""), secret, "eve@demo.example", "Eve", password).await;
    assert!(again.is_err(), "a link is good once");
    AgentClient::sign_in(&server.url(""), email, password).await.unwrap();
}
