//! Whether a login is as quick with ten million users in the store as with a thousand.

use std::time::{Duration, Instant};

use bonafide_testkit::server::Engine;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    task::{spawn_local, yield_now},
    time::timeout_at,
};

use super::ENGINES;
use crate::{
    figures::{ROUNDS, Table, median_of},
    load::{clock, http::Connection, latency::Latencies, open},
    seeded_users::{self, external_id, scrambled},
    world::World,
};

/// How many users there are, and how the page names it.
const SIZES: [(u32, &str); 3] = [(1_000, "thousand"), (1_000_000, "million"), (10_000_000, "ten million")];
/// How many logins come a second.
const A_SECOND: u32 = 500;
/// How many connections they come on, in turn: so many that none has to wait for the one before.
const CONNECTIONS: usize = 64;
/// How long they come before they are counted.
const WARM_UP: Duration = Duration::from_secs(3);
/// How long they come in a round.
const COUNTED: Duration = Duration::from_secs(5);

/// How long after the last was due an answer is waited for. Whoever has none by then has waited that long at least.
const PATIENCE: Duration = Duration::from_secs(5);

/// A login to be sent, and when it is due.
type Due = (Instant, String);

/// Measures logins at each size on both engines.
pub(crate) async fn measure() -> Table {
    let mut table = Table {
        title: "Logins as the store grows".to_owned(),
        says: format!(
            "{A_SECOND} logins a second in an open loop, of users chosen at random among all; waits count from when \
             a login was due."
        ),
        columns: Vec::new(),
        rows: SIZES
            .iter()
            .flat_map(|(_, size)| ["p50", "p99"].map(|at| row(format!("{at}, a {size} users, ms"))))
            .collect(),
    };
    table.rows.push(row("p99 of most to p99 of fewest".to_owned()));
    for (engine, name) in ENGINES {
        let sizes = sizes(engine, name).await;
        let mut figures = Vec::new();
        for rounds in &sizes {
            figures.extend([50.0, 99.0].map(|percent| median_of(rounds, |round| round.millis_at(percent))));
        }
        let (fewest, most) =
            (sizes.first().expect("there are sizes"), sizes.last().expect("there are sizes"));
        figures.push(growth(fewest, most));
        table.columns.push(name.to_owned());
        let cells = table.rows.iter_mut().map(|(_, cells)| cells);
        cells.zip(figures).for_each(|(cells, figure)| cells.push(format!("{figure:.2}")));
    }
    table
}

fn row(name: String) -> (String, Vec<String>) {
    (name, Vec::new())
}

/// How much longer the slowest hundredth takes with many users: the median of the ratios of the rounds, in order.
fn growth(few: &[Latencies], many: &[Latencies]) -> f64 {
    let pairs: Vec<_> = few.iter().zip(many).collect();
    median_of(&pairs, |(few, many)| many.millis_at(99.0) / few.millis_at(99.0))
}

/// The rounds of each size. One database grows from size to size.
async fn sizes(engine: Engine, name: &str) -> Vec<Vec<Latencies>> {
    let mut logins = Logins { world: World::open(engine).await, made: 0 };
    let (mut sizes, mut there) = (Vec::new(), 0);
    for (users, _) in SIZES {
        eprintln!("growth: {name}, {users} users");
        logins.world.server.stop().await;
        let began = clock::now();
        seeded_users::add(&logins.world.server, there..users).await;
        eprintln!("growth: {} users more in {:.0} s", users - there, (clock::now() - began).as_secs_f64());
        there = users;
        logins.world.server.restart().await;
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
    made: u32,
}

impl Logins {
    /// So many a second for so long, and how long each took from when it was due.
    async fn stream(&mut self, users: u32, length: Duration) -> Latencies {
        let bodies: Vec<String> =
            (0..open::arrivals(A_SECOND, length).count()).map(|_| self.next(users)).collect();
        let mut lines = Vec::new();
        let until = clock::now() + length + PATIENCE;
        for _ in 0..CONNECTIONS {
            let (line, due) = unbounded_channel();
            let connection = Connection::open(self.world.address()).await;
            lines.push((line, spawn_local(as_they_are_due(connection, due, until))));
        }
        let arrivals = open::arrivals(A_SECOND, length).zip(bodies);
        for (due, (line, _)) in arrivals.zip(lines.iter().cycle()) {
            // The runtime's timer counts in milliseconds, which is what is measured here.
            while clock::now() < due.0 {
                yield_now().await;
            }
            line.send(due).expect("connections live as long as their line");
        }
        let mut all = Latencies::default();
        for (line, connection) in lines {
            drop(line);
            all.extend(connection.await.expect("connections end by themselves"));
        }
        all
    }

    /// The body of the login of a user chosen at random among so many.
    fn next(&mut self, users: u32) -> String {
        self.made += 1;
        let (number, channel) = (self.made, &self.world.channel);
        let token = self.world.token(&external_id(chosen(number, users)));
        format!(r#"{{"channel":"{channel}","token":"{token}","login_id":"login-{number:012}"}}"#)
    }
}

/// A user of so many, uniformly: a random 32-bit fraction of them.
fn chosen(random: u32, users: u32) -> u32 {
    let whole = u64::from(scrambled(random)) * u64::from(users);
    u32::try_from(whole >> 32).expect("a fraction of the users is less than all")
}

async fn as_they_are_due(
    mut connection: Connection,
    mut due: UnboundedReceiver<Due>,
    until: Instant,
) -> Latencies {
    let mut latencies = Latencies::default();
    while let Some((at, body)) = due.recv().await {
        if let Ok(answer) = timeout_at(until.into(), connection.post("/client/v1/login", None, body)).await {
            answer.check();
        }
        latencies.add(clock::now() - at);
    }
    latencies
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
    fn growth_is_the_middle_of_the_ratios_of_rounds_in_order() {
        assert!((growth(&rounds(&[2, 4, 1]), &rounds(&[3, 4, 9])) - 1.5).abs() < 1e-9);
    }

    #[test]
    fn every_user_is_chosen_about_as_often_and_none_who_is_not_there() {
        let mut chosen_of: Vec<u32> = vec![0; 100];
        (0..10_000).for_each(|random| chosen_of[chosen(random, 100) as usize] += 1);
        assert!(chosen_of.iter().all(|times| (50..200).contains(times)), "{chosen_of:?}");
    }
}
