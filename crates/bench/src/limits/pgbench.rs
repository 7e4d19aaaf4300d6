//! pgbench with the very statements of the server, on the PostgreSQL that the server is measured on.

mod script;
mod trace;

use std::{
    cell::Cell,
    fs,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::Duration,
};

use bonafide_testkit::{postgres::program, server::Engine};
use postgres::{Client, NoTls};
use tokio::task::spawn_blocking;

use self::script::MARK;
use super::{apart, rows::Work};
use crate::{
    database,
    load::{clock, http::Connection, latency::Latencies},
    people::{MESSAGES, User},
    world::World,
};

/// As many as a server has to PostgreSQL by default.
pub(crate) const CONNECTIONS: u32 = 4;
/// New ids have twelve digits, none of them a leading zero.
const FIRST_ID: u64 = 100_000_000_000;
/// More ids than one run makes.
const IDS_OF_A_RUN: u64 = 1_000_000_000;
/// How long the tables are filled before they are analysed.
const FILLING: Duration = Duration::from_secs(2);
/// What each message says.
const WORDS: &str = "due at 1234567890 ns and some more words to say";

/// A database with its people, and a script that does to it what the server does.
pub(crate) struct Pgbench {
    // Its server is stopped; its database, and the folder that the script lies in, go with it.
    world: World,
    script: PathBuf,
    runs: Cell<u64>,
}

impl Pgbench {
    /// Sets a server of its own up on PostgreSQL, with as many `actors` as the measured load has, watches what it
    /// sends for two logins or messages of each, and stops it.
    ///
    /// Only the one writing transaction of each is done again. What the server reads besides, in transactions of
    /// their own or from its memory, is left out, so that the limit is rather too high than too low.
    ///
    /// # Panics
    ///
    /// If the traces are not as expected.
    pub(crate) async fn of(work: Work, actors: usize) -> Self {
        let mut world = World::open(Engine::Postgres).await;
        let mut people = Vec::new();
        for actor in 0..actors {
            people.push(Actor::arrive(&world, work, actor).await);
        }
        let url = world.server.database_url().expect("it is on PostgreSQL").to_owned();
        let log = watch(url.clone()).await;
        world.server.restart().await;
        let began = clock::time_of_day().as_i64();
        for actor in &people {
            actor.act_twice(&world).await;
        }
        world.server.stop().await;
        sql(url, "RESET").await;

        let mut traces = trace::transactions(&log.since());
        traces.retain(is_marked);
        assert_eq!(traces.len(), 2 * actors, "transactions were traced");
        let script = world.server.data_folder().join("script.sql");
        fs::write(&script, script::script(&traces, began)).expect("a temporary file can be written");
        Self { world, script, runs: Cell::new(0) }
    }

    /// One round: transactions a second over so many connections. Before the first, tables are filled and analysed, as
    /// the server has it done.
    ///
    /// # Panics
    ///
    /// If a transaction fails: then the script is wrong.
    pub(crate) async fn round(&self, connections: u32, length: Duration) -> f64 {
        if self.runs.get() == 0 {
            self.run(connections, FILLING, &[]).await;
            database::analyze(self.world.server.database_url().expect("it is on PostgreSQL")).await;
        }
        self.run(connections, length, &[]).await
    }

    /// How long each transaction took from when it was due, where so many come a second. pgbench lets them come at random,
    /// that many on average.
    ///
    /// # Panics
    ///
    /// If a transaction fails.
    pub(crate) async fn waits(&self, connections: u32, a_second: u32, length: Duration) -> Latencies {
        let logs = self.world.server.data_folder().join(format!("waits-{}", self.runs.get()));
        fs::create_dir(&logs).expect("a temporary folder can be made");
        let prefix = logs.join("log").display().to_string();
        self.run(connections, length, &["--rate", &a_second.to_string(), "--log", "--log-prefix", &prefix])
            .await;
        let mut latencies = Latencies::default();
        for log in fs::read_dir(&logs).expect("it was made") {
            let log =
                fs::read_to_string(log.expect("it can be listed").path()).expect("pgbench has written it");
            log.lines().for_each(|line| latencies.add(wait(line)));
        }
        latencies
    }

    async fn run(&self, connections: u32, length: Duration, more: &[&str]) -> f64 {
        let run = self.runs.replace(self.runs.get() + 1);
        let mut command = std::process::Command::new("taskset");
        command
            // As the server's own connections are.
            .env("PGOPTIONS", "-c enable_seqscan=off -c jit=off")
            .args(["-c", apart::DRIVING])
            .arg(program("pgbench").get_program())
            .args(["--no-vacuum", "--protocol=prepared", "--file"])
            .arg(&self.script)
            .args(["--client", &connections.to_string(), "--time", &length.as_secs().to_string()])
            .args(["--define", "turn=0", "--define", &format!("clients={connections}")])
            .args(["--define", &format!("base={}", FIRST_ID + run * IDS_OF_A_RUN)])
            .args(more)
            .arg(self.world.server.database_url().expect("it is on PostgreSQL"));
        let output = spawn_blocking(move || command.output()).await.expect("it is waited for");
        let output = output.expect("pgbench can be run");
        let said = String::from_utf8_lossy(&output.stdout);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "pgbench ended with {}: {complaints}", output.status);
        rate(&said).unwrap_or_else(|| panic!("pgbench did not do all: {said}{complaints}"))
    }
}

/// The transactions a second, if none failed.
fn rate(said: &str) -> Option<f64> {
    let value = |name: &str| said.lines().find_map(|line| line.strip_prefix(name));
    value("number of failed transactions: ")?.strip_prefix("0 ")?;
    value("tps = ")?.split(' ').next()?.parse().ok()
}

/// How long a transaction took, by a line of the log: client, number, and the microseconds since it was due.
fn wait(line: &str) -> Duration {
    let micros = line.split(' ').nth(2).and_then(|micros| micros.parse().ok());
    Duration::from_micros(micros.expect("the third in a line of the log is a number"))
}

fn is_marked(transaction: &trace::Transaction) -> bool {
    let values = transaction.iter().flat_map(|statement| &statement.parameters).flatten();
    values.into_iter().any(|value| value.contains(MARK))
}

/// Somebody who acts while the server is watched.
enum Actor {
    /// Logs in again. Their external id is a number, so that pgbench can choose one.
    Known(usize),
    /// Is never there before.
    New(usize),
    Writer(User),
}

impl Actor {
    async fn arrive(world: &World, work: Work, number: usize) -> Self {
        match work {
            Work::KnownLogin => {
                log_in(world, &number.to_string(), "first-login").await;
                Self::Known(number)
            }
            Work::NewLogin => Self::New(number),
            Work::Message => Self::Writer(User::arrive(world, &format!("writer-{number}")).await),
        }
    }

    async fn act_twice(&self, world: &World) {
        for time in 0..2 {
            let mark = format!("{MARK}time-{time}");
            match self {
                Self::Known(number) => log_in(world, &number.to_string(), &mark).await,
                Self::New(number) => log_in(world, &format!("{mark}-{number}"), &mark).await,
                Self::Writer(user) => {
                    let mut connection = Connection::open(world.address()).await;
                    let body = user.message(&mark, WORDS);
                    connection.post(MESSAGES, Some(&user.session), body).await.check();
                }
            }
        }
    }
}

async fn log_in(world: &World, external_id: &str, login_id: &str) {
    let (channel, token) = (&world.channel, world.token(external_id));
    let body = format!(r#"{{"channel":"{channel}","token":"{token}","login_id":"{login_id}"}}"#);
    Connection::open(world.address()).await.post("/client/v1/login", None, body).await.check();
}

/// A log, and how long it was.
struct Log {
    file: PathBuf,
    length: u64,
}

impl Log {
    /// What was written since.
    fn since(&self) -> String {
        let mut text = Vec::new();
        let mut file = fs::File::open(&self.file).expect("the log is there");
        file.seek(SeekFrom::Start(self.length)).expect("it has grown");
        file.read_to_end(&mut text).expect("it can be read");
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// From now on whoever connects to the database has all their statements logged.
async fn watch(url: String) -> Log {
    let data = sql(url, "SET").await;
    let file = bonafide_testkit::postgres::log_of(Path::new(&data));
    let length = fs::metadata(&file).expect("the throw-away cluster logs to a file").len();
    Log { file, length }
}

/// Sets the logging of statements, or resets it, and gives the cluster's data folder.
async fn sql(url: String, verb: &'static str) -> String {
    let run = spawn_blocking(move || {
        let mut client = Client::connect(&url, NoTls)?;
        let name: String = client.query_one("SELECT current_database()::text", &[])?.try_get(0)?;
        let value = if verb == "SET" { " = 'all'" } else { "" };
        client.batch_execute(&format!("ALTER DATABASE {name} {verb} log_statement{value}"))?;
        client.query_one("SHOW data_directory", &[])?.try_get(0)
    });
    let folder: Result<String, postgres::Error> = run.await.expect("it is waited for");
    folder.expect("the throw-away cluster does as it is told")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_the_third_number_of_a_line() {
        assert_eq!(wait("0 199 2241 0 1175850568 995598 1020"), Duration::from_micros(2_241));
    }

    #[test]
    fn a_rate_counts_only_if_no_transaction_failed() {
        let said = |failed| {
            format!(
                "number of failed transactions: {failed}\ntps = 1234.5 (without initial connection time)\n"
            )
        };
        assert_eq!(rate(&said("0 (0.000%)")), Some(1234.5));
        assert_eq!(rate(&said("1 (0.100%)")), None);
        assert_eq!(rate("tps = 1234.5 (…)"), None);
    }

    #[tokio::test]
    async fn what_was_traced_can_be_done_again_without_a_failure() {
        for work in Work::ALL {
            let pgbench = Pgbench::of(work, 3).await;
            for _ in 0..2 {
                assert!(pgbench.round(2, Duration::from_secs(1)).await > 0.0, "{work:?}");
            }
        }
    }
}
