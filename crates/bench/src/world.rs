//! A server to measure: with an account, a channel, a signing key and an agent.

use std::{net::SocketAddr, ops::Sub, process, time::Duration};

use bonafide_domain::{
    id::KeyId,
    text::{ExternalId, Name},
    time::{Millis, Span},
    token::{self, Claims, KeySecret},
};
use bonafide_testkit::server::{Engine, TestServer};
use serde_json::Value;

use crate::{cpu, database, load::clock};

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
    /// The PostgreSQL beside the server, if it keeps its data there.
    database: Option<u32>,
}

/// The processor time that each of those who take part in a measurement has used.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    /// The server.
    pub(crate) server: Duration,
    /// All processes of PostgreSQL; none on the embedded database, which is part of the server.
    pub(crate) database: Duration,
    /// This program, which is the load.
    pub(crate) load: Duration,
}

impl Sub for Used {
    type Output = Self;

    /// What was used since `earlier`.
    fn sub(self, earlier: Self) -> Self {
        Self {
            server: self.server.saturating_sub(earlier.server),
            database: self.database.saturating_sub(earlier.database),
            load: self.load.saturating_sub(earlier.load),
        }
    }
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
        let database = match server.database_url() {
            Some(url) => Some(database::process(url).await),
            None => None,
        };
        Self { server, channel: channel.to_owned(), agent, key: (id, secret), good_until, database }
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

    /// The processor time that all processes of PostgreSQL have used: none on the embedded database.
    pub(crate) fn database_cpu(&self) -> Duration {
        self.database.map(cpu::used_by_all_of).unwrap_or_default()
    }

    /// The processor time of each who takes part.
    pub(crate) fn used(&self) -> Used {
        Used { server: self.cpu(), database: self.database_cpu(), load: cpu::used_by(process::id()) }
    }
}
