//! A server with a channel, a key and an agent, on which each test plays its own piece.

use bonafide_testkit::{
    agent::AgentClient,
    backend::Key,
    client::Client,
    server::{Engine, TestServer},
    story::token_of,
    wire::agent::AgentMessage,
};

/// What a test finds.
pub struct Stage {
    pub server: TestServer,
    pub channel: String,
    pub key: Key,
    /// An administrator, signed in, without a socket.
    pub agent: AgentClient,
}

/// Nothing in a test writes as slowly as a person.
pub const NO_LIMIT: (&str, &str) = ("limits.messages", "1000000");

const EMAIL: &str = "ines@demo.example";
const PASSWORD: &str = "a password of a test";

impl Stage {
    pub async fn set(engine: Engine) -> Self {
        Self::set_on(TestServer::start_with(engine, &[NO_LIMIT, ("sessions.recheck_seconds", "1")]).await)
            .await
    }

    pub async fn set_on(server: TestServer) -> Self {
        server.set_up(EMAIL, "Ines Okafor", PASSWORD).await;
        let channel = server.create_channel("Shop", &[]).await;
        let key = server.create_key("Shop backend").await;
        let agent = AgentClient::sign_in(&server.url(""), EMAIL, PASSWORD).await.unwrap();
        Self { channel: channel["public_key"].as_str().unwrap().to_owned(), key, agent, server }
    }

    /// The administrator at another node.
    pub async fn agent_at(&self, node: &TestServer) -> AgentClient {
        AgentClient::sign_in(&node.url(""), EMAIL, PASSWORD).await.unwrap()
    }

    /// A messenger on a new device.
    pub fn device(&self) -> Client {
        self.device_at(&self.server)
    }

    /// A messenger on a new device that reaches another node.
    pub fn device_at(&self, node: &TestServer) -> Client {
        Client::open(&node.url(""), &self.channel)
    }

    /// A token for somebody, good for an hour.
    pub fn token(&self, external_id: &str) -> String {
        token_of(&self.key, external_id, "Mara Lindqvist", 3600)
    }

    /// A new device that is signed in, with its socket open.
    pub async fn signed_in(&self, external_id: &str) -> Client {
        let mut device = self.device();
        device.login(&self.token(external_id)).await.unwrap();
        device.connect().await.unwrap();
        device
    }
}

/// The words and marks of messages: what an agent takes in at a glance.
pub fn marks(messages: &[AgentMessage]) -> Vec<(&str, bool)> {
    messages.iter().map(|message| (message.message.text.as_str(), message.is_verified())).collect()
}

/// Makes a test on each engine of an async function that takes the engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use bonafide_testkit::server::Engine;

            #[tokio::test]
            async fn sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    )*};
}
pub(crate) use on_both_engines;
