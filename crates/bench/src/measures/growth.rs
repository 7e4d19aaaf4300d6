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
const ROUNDS: usize = 5;

/// How long half of all may wait at most. Where they wait longer, the server does not keep up: waits grow for as long as
/// it is measured, and their ratio says nothing.
const KEEPS_UP: f64 = 100.0;

/// Measures logins at each size on both engines.
pub(crate) async fn measure() -> Measured {
    let mut table = Table {
        title: "Logins as the store grows".to_owned(),
        says: format!(
            "{} logins a second in an open loop on SQLite and {} on PostgreSQL, of users chosen at random among all; \
             waits count from when a login was due. Medians of {ROUNDS} rounds of {} s, after {} s that are not \
             counted.",
            a_second(Engine::Sqlite),
            a_second(Engine::Postgres),
            COUNTED.as_secs(),
            WARM_UP.as_secs(),
        ),
        columns: Vec::new(),
        rows: SIZES
            .iter()
            .flat_map(|(_, size)| ["p50", "p99"].map(|at| row(format!("{at}, a {size} users, ms"))))
            .collect(),
    };
    table.rows.push(row("p99 of most to p99 of fewest".to_owned()));
    let mut reached = Vec::new();
    for (engine, name) in ENGINES {
        let sizes = sizes(engine, name).await;
        let figures = sizes.iter().flat_map(|rounds| [50.0, 99.0].map(|percent| typical(rounds, percent)));
        reached.push(Reached::of(Aim::Growth, name, growth(&sizes)));
        table.columns.push(name.to_owned());
        let cells = table.rows.iter_mut().map(|(_, cells)| cells);
        cells
            .zip(figures.chain([growth(&sizes)]))
            .for_each(|(cells, figure)| cells.push(format!("{figure:.2}")));
    }
    Measured { table, reached }
}

fn row(name: String) -> (String, Vec<String>) {
    (name, Vec::new())
}

/// The wait that `percent` did not exceed, in milliseconds, in the middle one of the rounds.
fn typical(rounds: &[Latencies], percent: f64) -> f64 {
    median_of(rounds, |round| round.millis_at(percent))
}

/// How many times as long the slowest hundredth takes at the last size as at the first: the ratio of medians, as rounds
/// of different sizes have nothing in common that would pair them. Endless where the server does not keep up.
fn growth(sizes: &[Vec<Latencies>]) -> f64 {
    let (fewest, most) = (sizes.first().expect("there are sizes"), sizes.last().expect("there are sizes"));
    if sizes.iter().any(|rounds| typical(rounds, 50.0) > KEEPS_UP) {
        return f64::INFINITY;
    }
    typical(most, 99.0) / typical(fewest, 99.0)
}

/// The rounds of each size. One database grows from size to size.
async fn sizes(engine: Engine, name: &str) -> Vec<Vec<Latencies>> {
    let mut logins = Logins { world: World::open(engine).await, a_second: a_second(engine), made: 0 };
    let (mut sizes, mut there) = (Vec::new(), 0);
    for (users, _) in SIZES {
        eprintln!("growth: {name}, {users} users");
        logins.world.server.stop().await;
        seeded_users::add(&logins.world.server, there..users).await;
        there = users;
        logins.world.server.restart().await;
        logins.are_of_those_who_are_there(users).await;
        logins.stream(users, WARM_UP).await;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let round = logins.stream(users, COUNTED).await;
            eprintln!("growth: p50 {:.2} ms, p99 {:.2} ms", round.millis_at(50.0), round.millis_at(99.0));
            rounds.push(round);
        }
        sizes.push(rounds);
    }
    sizes
}

/// The logins of a run, no two of which are the same.
struct Logins {
    world: World,
    a_second: u32,
    made: u32,
}

impl Logins {
    /// So many a second for so long, and how long each took from when it was due.
    async fn stream(&mut self, users: u32, length: Duration) -> Latencies {
        let arrivals = Arrivals { a_second: self.a_second, length };
        let bodies: Vec<String> = (0..arrivals.count()).map(|_| self.next(users)).collect();
        let mut bodies = bodies.into_iter();
        let post = |_, _| {
            let body = bodies.next().expect("there is one for each");
            Post { path: LOGIN, session: None, body }
        };
        Stream { arrivals, connections: CONNECTIONS }.post(self.world.address(), post).await
    }

    /// The body of the login of a user chosen at random among so many.
    fn next(&mut self, users: u32) -> String {
        self.made += 1;
        self.body(chosen(self.made, users))
    }

    fn body(&self, user: u32) -> String {
        logins::body(&self.world.channel, &self.world.token(&external_id(user)), self.made as usize)
    }

    /// Makes sure that the server takes the last of them for who they are: another user each time would be another
    /// figure.
    async fn are_of_those_who_are_there(&mut self, users: u32) {
        self.made += 1;
        let mut connection = Connection::open(self.world.address()).await;
        let opened = connection.post(LOGIN, None, self.body(users - 1)).await.accepted();
        let user = opened.pointer("/user/id").and_then(Value::as_str);
        assert_eq!(user, Some(id(users - 1).to_string().as_str()), "a seeded user was not recognised");
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

    fn rounds(millis: &[u64]) -> Vec<Latencies> {
        let round = |millis: &u64| {
            let mut latencies = Latencies::default();
            latencies.add(Duration::from_millis(*millis));
            latencies
        };
        millis.iter().map(round).collect()
    }

    #[test]
    fn growth_is_the_ratio_of_the_middle_rounds_of_the_last_size_and_the_first() {
        let sizes = [rounds(&[2, 400, 1]), rounds(&[7, 7, 7]), rounds(&[1, 3, 900])];
        assert!((growth(&sizes) - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_server_that_does_not_keep_up_has_grown_without_end() {
        assert!(growth(&[rounds(&[2_000]), rounds(&[2_000])]).is_infinite());
    }

    #[test]
    fn every_user_is_chosen_about_as_often_and_none_who_is_not_there() {
        let mut chosen_of: Vec<u32> = vec![0; 100];
        (0..10_000).for_each(|random| chosen_of[chosen(random, 100) as usize] += 1);
        assert!(chosen_of.iter().all(|times| (50..200).contains(times)), "{chosen_of:?}");
    }
}
