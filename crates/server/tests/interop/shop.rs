//! A server with a channel, two keys and an administrator.

use std::time::{SystemTime, UNIX_EPOCH};

use bonafide_testkit::{
    agent::AgentClient,
    backend::{Key, Order},
    client::Client,
    server::{Engine, TestServer},
};
use serde_json::json;

/// What a test finds.
pub struct Shop {
    pub server: TestServer,
    pub channel: String,
    pub key: Key,
    /// Another of the account's keys.
    pub other_key: Key,
    pub administrator: AgentClient,
}

const EMAIL: &str = "ines@demo.example";
const PASSWORD: &str = "a password of a test";

impl Shop {
    pub async fn open() -> Self {
        // A developer makes more mistakes in a row than strangers may.
        let server = TestServer::start_with(Engine::Sqlite, &[("limits.login_failures", "1000000")]).await;
        server.set_up(EMAIL, "Ines Okafor", PASSWORD).await;
        let channel = server.create_channel("Shop", &[]).await;
        Self {
            channel: channel["public_key"].as_str().unwrap().to_owned(),
            key: server.create_key("Shop backend").await,
            other_key: server.create_key("App backend").await,
            administrator: AgentClient::sign_in(&server.url(""), EMAIL, PASSWORD).await.unwrap(),
            server,
        }
    }

    /// A messenger on a new device.
    pub fn device(&self) -> Client {
        Client::open(&self.server.url(""), &self.channel)
    }

    /// An order for a token that is good for an hour.
    #[expect(clippy::disallowed_methods, reason = "the server runs by itself, by the machine's clock")]
    pub fn order(&self) -> Order {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        self.key.order(&json!({
            "external_id": "48213",
            "scope": "user",
            "name": "Mära Lindqvist",
            "email": "mara@shop.example",
            "email_verified": true,
            "iat": now,
            "exp": now + 3600,
        }))
    }
}
