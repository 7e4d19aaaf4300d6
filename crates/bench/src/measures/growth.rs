//! Whether a login is as quick with ten million users in the store as with a thousand.

use std::time::Duration;

use bonafide_testkit::server::Engine;
use serde_json::Value;

use super::{
    ENGINES,
    logins::{self, LOGIN},
};
use crate::{
    aims::{Aim, Reached},
    figures::{Measured, Table, median_of},
    limits::kept,
    load::{
        http::Connection,
        latency::Latencies,
        open::{Arrivals, Post, Stream},
    },
    seeded_users::{self, external_id, id, scrambled},
    world::World,
};

/// How many users there are, and how the page names it.
const SIZES: [(u32, &str); 3] = [(1_000, "thousand"), (1_000_000, "million"), (10_000_000, "ten million")];
/// How many logins come a second: what the server keeps up with, and PostgreSQL beside it on the same core.
const fn a_second(engine: Engine) -> u32 {
    match engine {
        Engine::Sqlite => 500,
        Engine::Postgres => 150,
    }
}

/// How many connections they come on, in turn.
const CONNECTIONS: usize = 64;
/// How long they come before they are counted: until what every login reads is in memory, and what a larger store reads
/// besides as much as it ever is.
const WARM_UP: Duration = Duration::from_secs(6);
/// How long they come in a round.
const COUNTED: Duration = Duration::from_secs(4);
/// How many rounds: more than elsewhere, as a single stall is the slowest hundredth of a round.
const ROUNDS: usize = 7;

/// How long half of all may wait at most. Where they wait longer, the server does not keep up: waits grow for as long as
/// it is measured, and their ratio says nothing.
const KEEPS_UP: f64 = 100.0;

/// Measures logins at each size on both engines.
pub(crate) async fn measure() -> Measured {
    let mut table = Table {
        title: "Logins as the store grows".to_owned(),
        says: format!(
            "{} logins a second in an open loop on SQLite and {} on PostgreSQL, of users chosen at random among all; \
             waits count from when a login was due. Each size is a store and a server of its own, and all of them take \
             their turn in each of {ROUNDS} rounds, for {} s each, after {} s that are not counted; the ratio is that of \
             one round, and the median of these.",
            a_second(Engine::Sqlite),
            a_second(Engine::Postgres),
            COUNTED.as_secs(),
            WARM_UP.as_secs(),
        ),
        columns: Vec::new(),
        rows: SIZES
            .iter()
            .flat_map(|(_, size)| ["p50", "p99"].map(|at| row(format!("{at}, {size} users, ms"))))
            .collect(),
    };
    table.rows.push(row("limit: 4 KiB appended and kept, p99 at as many a second, ms".to_owned()));
    table.rows.push(row("p99 of most to p99 of fewest".to_owned()));
    let mut reached = Vec::new();
    for (engine, name) in ENGINES {
        let rounds = rounds(engine, name).await;
        let of_size =
            |size| [50.0, 99.0].map(|percent| median_of(&rounds, |round| round.millis(size, percent)));
        let growth = median_of(&rounds, Round::growth);
        let kept = median_of(&rounds, |round| round.kept.millis_at(99.0));
        let figures = (0..SIZES.len()).flat_map(of_size).chain([kept, growth]);
        table
            .rows
            .iter_mut()
            .zip(figures)
            .for_each(|((_, cells), figure)| cells.push(format!("{figure:.2}")));
        reached.push(Reached::of(Aim::Growth, name, growth));
        table.columns.push(name.to_owned());
    }
    Measured { table, reached }
}

fn row(name: String) -> (String, Vec<String>) {
    (name, Vec::new())
}

/// One round: the waits at each size, one after the other, so that all have the same disk and the same neighbours.
struct Round {
    sizes: Vec<Latencies>,
    /// What the disk itself needed.
    kept: Latencies,
}

impl Round {
    /// The wait that `percent` did not exceed at a size.
    fn millis(&self, size: usize, percent: f64) -> f64 {
        self.sizes.get(size).expect("a round has every size").millis_at(percent)
    }

    /// How many times as long the slowest hundredth takes at the last size as at the first. Endless where the server does
    /// not keep up.
    fn growth(&self) -> f64 {
        if self.sizes.iter().any(|size| size.millis_at(50.0) > KEEPS_UP) {
            return f64::INFINITY;
        }
        self.millis(self.sizes.len() - 1, 99.0) / self.millis(0, 99.0)
    }
}

async fn rounds(engine: Engine, name: &str) -> Vec<Round> {
    let mut stores = Vec::new();
    for (users, size) in SIZES {
        eprintln!("growth: {name}, {size} users");
        stores.push(Logins::among(engine, users).await);
    }
    for store in &mut stores {
        store.stream(WARM_UP).await;
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut sizes = Vec::new();
        for store in &mut stores {
            sizes.push(store.stream(COUNTED).await);
        }
        let round = Round { sizes, kept: kept::round(a_second(engine)).await };
        let p99: Vec<_> = round.sizes.iter().map(|size| format!("{:.2}", size.millis_at(99.0))).collect();
        eprintln!("growth: p99 {} ms, the disk's {:.2}", p99.join(", "), round.kept.millis_at(99.0));
        rounds.push(round);
    }
    rounds
}

/// The logins among so many users, no two of which are the same.
struct Logins {
    world: World,
    users: u32,
    a_second: u32,
    made: u32,
}

impl Logins {
    /// A store with so many users, and a server on it.
    async fn among(engine: Engine, users: u32) -> Self {
        let mut world = World::open(engine).await;
        world.server.stop().await;
        seeded_users::add(&world.server, 0..users).await;
        world.server.restart().await;
        let mut logins = Self { world, users, a_second: a_second(engine), made: 0 };
        logins.are_of_those_who_are_there().await;
        logins
    }

    /// So many a second for so long, and how long each took from when it was due.
    async fn stream(&mut self, length: Duration) -> Latencies {
        let arrivals = Arrivals { a_second: self.a_second, length };
        let bodies: Vec<String> = (0..arrivals.count()).map(|_| self.next()).collect();
        let mut bodies = bodies.into_iter();
        let post = |_, _| {
            let body = bodies.next().expect("there is one for each");
            Post { path: LOGIN, session: None, body }
        };
        Stream { arrivals, connections: CONNECTIONS }.post(self.world.address(), post).await
    }

    /// The body of the login of a user chosen at random.
    fn next(&mut self) -> String {
        self.made += 1;
        self.body(chosen(self.made, self.users))
    }

    fn body(&self, user: u32) -> String {
        logins::body(&self.world.channel, &self.world.token(&external_id(user)), self.made as usize)
    }

    /// Makes sure that the server takes the last of them for who they are: another user each time would be another
    /// figure.
    async fn are_of_those_who_are_there(&mut self) {
        self.made += 1;
        let last = self.users - 1;
        let mut connection = Connection::open(self.world.address()).await;
        let opened = connection.post(LOGIN, None, self.body(last)).await.accepted();
        let user = opened.pointer("/user/id").and_then(Value::as_str);
        assert_eq!(user, Some(id(last).to_string().as_str()), "a seeded user was not recognised");
    }
}

/// A user of so many, uniformly: a random 32-bit fraction of them.
fn chosen(random: u32, users: u32) -> u32 {
    let whole = u64::from(scrambled(random)) * u64::from(users);
    u32::try_from(whole >> 32).expect("a fraction of the users is less than all")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A round in which every login took so many milliseconds, at each size.
    fn round(millis: &[u64]) -> Round {
        let size = |millis: &u64| {
            let mut latencies = Latencies::default();
            latencies.add(Duration::from_millis(*millis));
            latencies
        };
        Round { sizes: millis.iter().map(size).collect(), kept: Latencies::default() }
    }

    #[test]
    fn growth_is_the_ratio_of_the_last_size_and_the_first_within_a_round() {
        assert!((round(&[2, 7, 3]).growth() - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_server_that_does_not_keep_up_has_grown_without_end() {
        assert!(round(&[2_000, 2_000]).growth().is_infinite());
    }

    #[test]
    fn every_user_is_chosen_about_as_often_and_none_who_is_not_there() {
        let mut chosen_of: Vec<u32> = vec![0; 100];
        (0..10_000).for_each(|random| chosen_of[chosen(random, 100) as usize] += 1);
        assert!(chosen_of.iter().all(|times| (50..200).contains(times)), "{chosen_of:?}");
    }
}
