//! The limits that stand beside logins and messages, measured in the same round.

use std::time::Duration;

use bonafide_testkit::server::Engine;

use super::round::A_SECOND;
use crate::{
    limits::{
        Rate,
        echo::{self, Exchange},
        kept,
        pgbench::{CONNECTIONS, Pgbench},
        rows::{self, Work},
        verification::{self, Verification},
    },
    load::{closed::COUNTED, latency::Latencies},
    signer::Proof,
    world::World,
};

/// For how long pgbench's transactions come in the open loop.
const LENGTH: Duration = Duration::from_secs(6);
/// More rows than bare SQLite writes in a round.
const ROWS: usize = 150_000;

/// The limits of one kind of work with one database.
pub(crate) struct Limits {
    work: Work,
    exchange: Exchange,
    pgbench: Option<Pgbench>,
    proof: Option<Proof>,
}

/// What one round of them brought.
pub(crate) struct Beside {
    /// The same rows: written to bare SQLite, or by pgbench with the server's statements.
    pub(crate) rows: Rate,
    /// The waits for them, as many a second as come in the open loop.
    pub(crate) waits: Latencies,
    /// As many bytes over bare sockets.
    pub(crate) echo: Rate,
    /// The waits of pages that were appended and kept, as many a second as come in the open loop.
    pub(crate) kept: Latencies,
    /// A token's verification and nothing else, for logins.
    pub(crate) verification: Option<Verification>,
}

impl Limits {
    /// With as many `actors` as the measured load has, and as many bytes as go over its connections.
    /// Where each of them is a login, a token that is proven in this way is verified.
    pub(crate) async fn of(
        engine: Engine,
        work: Work,
        actors: usize,
        exchange: Exchange,
        proof: Option<Proof>,
    ) -> Self {
        let pgbench = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Pgbench::of(work, actors).await),
        };
        Self { work, exchange, pgbench, proof }
    }

    /// One round of each, after a round of the server in `world`, which is at rest meanwhile.
    pub(crate) async fn round(&self, world: &World) -> Beside {
        let (rows, waits) = if let Some(pgbench) = &self.pgbench {
            let rate = as_many_as_can_be(pgbench, world).await;
            (rate, pgbench.waits(CONNECTIONS, A_SECOND, LENGTH).await)
        } else {
            let file = world.server.data_folder().join("bonafide.db");
            let rate = rows::round(&file, self.work, ROWS).await;
            (rate, rows::waits(&file, self.work, A_SECOND).await)
        };
        Beside {
            rows,
            waits,
            echo: echo::round(self.exchange).await,
            kept: kept::round(A_SECOND).await,
            verification: self.proof.map(verification::round),
        }
    }
}

/// As many connections as the server has, and what the processes of PostgreSQL used for each transaction.
async fn as_many_as_can_be(pgbench: &Pgbench, world: &World) -> Rate {
    let before = world.database_cpu();
    let a_second = pgbench.round(CONNECTIONS, COUNTED).await;
    let used: Duration = world.database_cpu().saturating_sub(before);
    Rate { a_second, cpu_micros: used.as_secs_f64() * 1e6 / (a_second * COUNTED.as_secs_f64()) }
}
