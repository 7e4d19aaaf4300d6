//! Logins over HTTP: verify, resolve, and a durable session.

use std::{rc::Rc, time::Duration};

use bonafide_testkit::server::Engine;

use super::ENGINES;
use crate::{
    figures::{ROUNDS, Table, median_of},
    load::{
        closed::{Shared, Window},
        clock,
        http::Connection,
        latency::Latencies,
    },
    world::World,
};

/// How many connections log in at once.
const AT_ONCE: usize = 128;
/// How many users log in again and again.
const KNOWN: usize = 1_000;
/// More tokens than new users can log in within a round.
const NEW: usize = 150_000;

/// Who logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Known,
    New,
}

/// One round.
struct Round {
    latencies: Latencies,
    server: Duration,
}

impl Round {
    fn a_second(&self) -> f64 {
        Window::a_second(self.latencies.len())
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are some millions at most")]
    fn server_micros(&self) -> f64 {
        self.server.as_secs_f64() * 1e6 / self.latencies.len() as f64
    }
}

/// Measures logins on both engines.
pub(crate) async fn measure() -> Table {
    let mut columns = Vec::new();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); 4];
    for (engine, name) in ENGINES {
        for (who, users) in [(Who::Known, "known users"), (Who::New, "new users")] {
            eprintln!("logins: {name}, {users}");
            columns.push(format!("{name}, {users}"));
            let rounds = rounds(engine, who).await;
            let figures = [
                format!("{:.0}", median_of(&rounds, Round::a_second)),
                format!("{:.0}", median_of(&rounds, Round::server_micros)),
                format!("{:.1}", median_of(&rounds, |round| round.latencies.millis_at(50.0))),
                format!("{:.1}", median_of(&rounds, |round| round.latencies.millis_at(99.0))),
            ];
            cells.iter_mut().zip(figures).for_each(|(row, figure)| row.push(figure));
        }
    }
    let names = ["logins a second", "server's CPU, µs a login", "p50, ms", "p99, ms"];
    Table {
        title: "Logins".to_owned(),
        says: format!("{AT_ONCE} connections log in one after the other, with HS256 tokens."),
        columns,
        rows: names.map(str::to_owned).into_iter().zip(cells).collect(),
    }
}

async fn rounds(engine: Engine, who: Who) -> Vec<Round> {
    let world = World::open(engine).await;
    let mut rounds = Vec::new();
    for number in 0..ROUNDS {
        let tokens: Vec<String> = match who {
            Who::Known => (0..KNOWN).map(|user| world.token(&format!("known-{user}"))).collect(),
            Who::New => (0..NEW).map(|user| world.token(&format!("new-{number}-{user}"))).collect(),
        };
        rounds.push(round(&world, tokens).await);
    }
    rounds
}

async fn round(world: &World, tokens: Vec<String>) -> Round {
    let (tokens, next) = (Rc::new(tokens), Rc::new(std::cell::Cell::new(0)));
    let shared = Shared::default();
    let window = Window::ahead();
    for _ in 0..AT_ONCE {
        let (tokens, next, shared) = (Rc::clone(&tokens), Rc::clone(&next), shared.clone());
        let (address, channel) = (world.address(), world.channel.clone());
        tokio::task::spawn_local(async move {
            let mut connection = Connection::open(address).await;
            while !window.is_over() {
                let number: usize = next.replace(next.get() + 1);
                let token = tokens.get(number % tokens.len()).expect("there are tokens");
                let body =
                    format!(r#"{{"channel":"{channel}","token":"{token}","login_id":"login-{number:012}"}}"#);
                let began = clock::now();
                connection.post("/client/v1/login", None, body).await.check();
                shared.count(&window, began);
            }
        });
    }
    let (before, after) = window.read(|| world.cpu()).await;
    Round { latencies: shared.take(), server: after - before }
}
