//! A server to measure: with an account, a channel, a signing key and an agent.

use std::{net::SocketAddr, time::Duration};

use bonafide_domain::{
    id::KeyId,
    text::{ExternalId, Name},
    time::{Millis, Span},
    token::{self, Claims, KeySecret},
};
use bonafide_testkit::server::{Engine, TestServer};
use serde_json::Value;

use crate::{cpu, load::clock};

/// Limits that a load from one address does not meet. Everything else is as it is by default.
const SETTINGS: [(&str, &str); 4] = [
    ("limits.messages", "100000000"),
    ("limits.sign_ins", "1000"),
    ("limits.sign_ins_per_email", "1000"),
    ("limits.anonymous_sessions", "100000000"),
];

/// How long the tokens of a run are good.
const TOKENS_LAST: Span = Span::minutes(120);

/// A running server, and what a company that uses it would have noted down.
pub(crate) struct World {
    /// The server.
    pub(crate) server: TestServer,
    /// The public key of the one channel.
    pub(crate) channel: String,
    /// The administrator's email address and password.
    pub(crate) agent: (&'static str, &'static str),
    key: (KeyId, KeySecret),
    good_until: Millis,
}

impl World {
    /// A server on an empty database.
    pub(crate) async fn open(engine: Engine) -> Self {
        let server = TestServer::start_with(engine, &SETTINGS).await;
        let agent = ("ines@bench.example", "correct horse battery staple");
        server.set_up(agent.0, "Ines Okafor", agent.1).await;
        let channel = server.create_channel("Bench", &[]).await;
        let channel = channel.get("public_key").and_then(Value::as_str).expect("a channel has a public key");
        let key = server.create_key("Bench").await;
        let id = KeyId::from_kid(&key.id).expect("the server's own key id is one");
        let secret = KeySecret::new(key.secret.into_bytes()).expect("the server's own secret is long enough");
        let good_until = clock::time_of_day().plus(TOKENS_LAST);
        Self { server, channel: channel.to_owned(), agent, key: (id, secret), good_until }
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// A token for the user with this external id, as a company's backend signs one.
    pub(crate) fn token(&self, external_id: &str) -> String {
        let external_id = ExternalId::new(external_id).expect("the run's own ids are allowed");
        let claims = Claims {
            name: Some(Name::new("Noor Haddad").expect("a name")),
            exp: Some(self.good_until),
            ..Claims::of(external_id)
        };
        token::sign(&claims, self.key.0, &self.key.1)
    }

    /// The processor time that the server has used.
    pub(crate) fn cpu(&self) -> Duration {
        cpu::used_by(self.server.pid())
    }
}
