//! The server with nothing to do: the memory it keeps, and how soon it answers after it was started.

use std::time::Duration;

use bonafide_testkit::server::Engine;
use hyper::StatusCode;

use super::ENGINES;
use crate::{
    aims::{Aim, Reached},
    cpu,
    figures::{Measured, ROUNDS, Table, median, median_of},
    load::{clock, http::Connection},
    world::World,
};

/// How often the server is started again in a round.
const STARTS: usize = 5;
/// The memory is settled once it has not changed for so long.
const UNCHANGED_FOR: Duration = Duration::from_secs(1);
/// How long it may take to settle; what it is then is taken.
const SETTLED_WITHIN: Duration = Duration::from_secs(20);
/// How often it is looked at meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// One round, on a database of its own.
struct Round {
    /// With an account just set up, in bytes.
    first: u64,
    /// Started again on the same database, in bytes.
    again: u64,
    /// The middle of the starts, in milliseconds.
    start_up: f64,
}

/// Measures a server at rest on both engines.
pub(crate) async fn measure() -> Measured {
    let mut table = Table {
        title: "At rest".to_owned(),
        says: format!(
            "A server with one account and nobody there. It is started {STARTS} times on the existing database; the \
             time runs from the start of the process to the first answer of `GET /livez`."
        ),
        columns: Vec::new(),
        rows: ["resident, account just set up, MiB", "resident, started again, MiB", "start-up, ms"]
            .map(|name| (name.to_owned(), Vec::new()))
            .into(),
    };
    let mut reached = Vec::new();
    for (engine, name) in ENGINES {
        eprintln!("at_rest: {name}");
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(round(engine).await);
        }
        let figures = [
            format!("{:.1}", median_of(&rounds, |round| mebibytes(round.first))),
            format!("{:.1}", median_of(&rounds, |round| mebibytes(round.again))),
            format!("{:.0}", median_of(&rounds, |round| round.start_up)),
        ];
        reached.push(Reached::of(Aim::AtRest, name, median_of(&rounds, |round| mebibytes(round.first))));
        table.columns.push(name.to_owned());
        table.rows.iter_mut().zip(figures).for_each(|((_, cells), figure)| cells.push(figure));
    }
    Measured { table, reached }
}

async fn round(engine: Engine) -> Round {
    let mut world = World::open(engine).await;
    let first = settled(&world).await;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start(&mut world).await.as_secs_f64() * 1_000.0);
    }
    Round { first, again: settled(&world).await, start_up: median(&starts) }
}

/// Starts the server anew and waits for its first answer, which says that it lives.
async fn start(world: &mut World) -> Duration {
    world.server.stop().await;
    let began = clock::now();
    world.server.restart().await;
    let answer = Connection::open(world.address()).await.get("/livez", "").await;
    assert_eq!(answer.status, StatusCode::OK, "a server that listens lives");
    clock::now() - began
}

/// The resident memory of the server, in bytes, once it has settled.
pub(super) async fn settled(world: &World) -> u64 {
    let began = clock::now();
    let resident = || cpu::resident(world.server.pid());
    let (mut last, mut since) = (resident(), began);
    while clock::now() - since < UNCHANGED_FOR && clock::now() - began < SETTLED_WITHIN {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = resident();
        if now != last {
            (last, since) = (now, clock::now());
        }
    }
    last
}

#[expect(clippy::cast_precision_loss, reason = "memory is some gigabytes at most")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mebibyte_is_1024_kibibytes() {
        assert!((mebibytes(3 * 1024 * 1024 / 2) - 1.5).abs() < f64::EPSILON);
    }
}
