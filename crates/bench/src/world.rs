//! A server to measure: with an account, an agent, and a channel whose users prove who they are in one of the ways.

use std::{net::SocketAddr, ops::Sub, process, time::Duration};

use bonafide_testkit::server::{Engine, TestServer};

use crate::{
    cpu, database,
    signer::{Proof, Signer},
};

/// Limits that a load from one address does not meet. Everything else is as it is by default.
const SETTINGS: [(&str, &str); 4] = [
    ("limits.messages", "100000000"),
    ("limits.sign_ins", "1000"),
    ("limits.sign_ins_per_email", "1000"),
    ("limits.anonymous_sessions", "100000000"),
];
/// The administrator's email address and password.
const AGENT: (&str, &str) = ("ines@bench.example", "correct horse battery staple");

/// A running server, and what a company that uses it would have noted down.
pub(crate) struct World {
    /// The server.
    pub(crate) server: TestServer,
    /// The public key of the one channel.
    pub(crate) channel: String,
    /// The administrator's email address and password.
    pub(crate) agent: (&'static str, &'static str),
    signer: Signer,
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
    /// A server on an empty database, to which a company's backend signs tokens with a signing key.
    pub(crate) async fn open(engine: Engine) -> Self {
        Self::open_for(engine, Proof::SigningKey).await
    }

    /// As [`open`](Self::open), with tokens that are proven in this way.
    pub(crate) async fn open_for(engine: Engine, proof: Proof) -> Self {
        let prepared = proof.prepare();
        let of_proof = prepared.settings();
        let of_proof = of_proof.iter().map(|(key, value)| (*key, value.as_str()));
        let settings: Vec<_> = SETTINGS.into_iter().chain(of_proof).collect();
        let server = TestServer::start_with(engine, &settings).await;
        server.set_up(AGENT.0, "Ines Okafor", AGENT.1).await;
        let (signer, channel) = prepared.introduce(&server, AGENT).await;
        let database = match server.database_url() {
            Some(url) => Some(database::process(url).await),
            None => None,
        };
        Self { server, channel, agent: AGENT, signer, database }
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// A token for the user with this external id, as the company signs one.
    pub(crate) fn token(&self, external_id: &str) -> String {
        self.signer.token(external_id)
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
