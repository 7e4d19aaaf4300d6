//! From an empty folder to a channel and a key, by commands.

use serde_json::Value;

use super::{Narrator, Scene, done};
use crate::{agent::AgentClient, backend::Key, server::TestServer, unique_suffix};

/// The company of the story: what its people would note down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The administrator's address.
    pub email: String,
    /// Their password, made for this run.
    pub password: String,
    /// The public key of the company's channel.
    pub channel: String,
    /// The key that the company's backend signs with.
    pub key: Key,
}

/// An administrator, a channel, a key; then the administrator signs in as the agent of the story.
pub(super) async fn open(server: &TestServer, narrator: Narrator) -> Scene {
    let (email, name, password) = ("ines@demo.example", "Ines Okafor", unique_suffix());
    narrator.chapter("1. From an empty folder, with three commands");

    narrator.command(&format!("setup --email {email} --name \"{name}\""));
    server.set_up(email, name, &password).await;
    narrator.command("channel create --name Shop");
    let channel = server.create_channel("Shop", &[]).await;
    let channel = channel.get("public_key").and_then(Value::as_str).expect("a channel has a public key");
    narrator.line("", &format!("the channel's public key is {channel}"));
    narrator.command("key create --name \"Shop backend\"");
    let key = server.create_key("Shop backend").await;
    narrator.line("", &format!("the key is {}; its secret goes to the shop's backend", key.id));

    let url = server.url("");
    let mut agent = done("the agent signs in", AgentClient::sign_in(&url, email, &password).await);
    agent.connect().await.expect("the agent's socket opens");
    let company = Company { email: email.to_owned(), password, channel: channel.to_owned(), key };
    Scene { server: url, narrator, company, agent, conversation: String::new() }
}
