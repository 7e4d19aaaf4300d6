//! Group commit: the rows that a measured server wrote, written again to bare SQLite, without HTTP and decisions.

mod copy;
mod unit;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::task::spawn_blocking;

use self::unit::Unit;
use super::{
    Rate,
    apart::{self, Apart},
};
use crate::{
    cpu,
    load::{clock, latency::Latencies, open::Arrivals},
};

/// What asks for the writer of this limit in a process apart.
pub(super) const WORD: &str = "rows-writer";
/// What asks for it to write at the pace of an open loop.
pub(super) const IN_TIME: &str = "rows-writer-in-time";
/// For how long rows come in the open loop.
const LENGTH: Duration = Duration::from_secs(4);
/// How many logins or messages share a commit, as at most in the server.
const BATCH: usize = 256;
/// After how much time there was work enough.
const ENOUGH: Duration = Duration::from_secs(3);
/// More statements than any kind of work has.
const STATEMENTS: usize = 32;

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// A login of a user who was there already.
    KnownLogin,
    /// A login that made its user.
    NewLogin,
    /// A message of a user.
    Message,
}

impl Work {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::KnownLogin, Self::NewLogin, Self::Message];

    /// Its name on the command line.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::KnownLogin => "known-login",
            Self::NewLogin => "new-login",
            Self::Message => "message",
        }
    }
}

/// One round: the last `most` logins or messages in the measured server's SQLite file, or as many of them as three
/// seconds suffice for, are written again to a fresh file, on the measured core. The server must be at rest.
///
/// # Panics
///
/// If the file holds none.
pub(crate) async fn round(file: &Path, work: Work, most: usize) -> Rate {
    let file = file.to_str().expect("temporary files have plain names").to_owned();
    let line = spawn_blocking(move || Apart::begin(&[WORD, &file, work.word(), &most.to_string()]).line());
    let line = line.await.expect("the writer says what it did");
    let numbers: Vec<f64> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [a_second, cpu_micros] = numbers.as_slice() else { panic!("not what a writer says: {line}") };
    Rate { a_second: *a_second, cpu_micros: *cpu_micros }
}

/// The same rows in an open loop: so many logins or messages come a second, and all that have come share a commit. Gives how
/// long each waited, from when it was due until it was sure to stay.
///
/// # Panics
///
/// If the file holds too few.
pub(crate) async fn waits(file: &Path, work: Work, a_second: u32) -> Latencies {
    let file = file.to_str().expect("temporary files have plain names").to_owned();
    let words = move || Apart::begin(&[IN_TIME, &file, work.word(), &a_second.to_string()]).waits();
    spawn_blocking(words).await.expect("the writer says what it did")
}

/// The writer: reads all it needs into memory, makes its file, writes, and says both figures of its rate.
pub(super) fn write_apart(file: &str, word: &str, most: &str) {
    let most = most.parse().expect("the number of rows is a number");
    let fresh = Fresh::new();
    let rate = write(Path::new(file), named(word), most, &fresh.file()).expect("SQLite does as it is told");
    println!("{} {}", rate.a_second, rate.cpu_micros);
}

/// The writer in an open loop, which says its waits.
pub(super) fn write_in_time_apart(file: &str, word: &str, a_second: &str) {
    let a_second = a_second.parse().expect("the pace is a number");
    let (fresh, arrivals) = (Fresh::new(), Arrivals { a_second, length: LENGTH });
    let waits = write_in_time(Path::new(file), named(word), arrivals, &fresh.file());
    apart::say(&waits.expect("SQLite does as it is told"));
}

fn named(word: &str) -> Work {
    Work::ALL.into_iter().find(|work| work.word() == word).expect("the work is a known one")
}

/// What is to be written again, at most so much of it, and the file to write it to.
fn begin(file: &Path, work: Work, most: usize, fresh: &Path) -> rusqlite::Result<(Vec<Unit>, Connection)> {
    let measured = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let units = unit::read(&measured, work, most)?;
    assert!(!units.is_empty(), "{} holds nothing to write again", file.display());
    drop(measured);
    let fresh = copy::make(file, fresh, work)?;
    fresh.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok((units, fresh))
}

fn write_in_time(
    file: &Path,
    work: Work,
    arrivals: Arrivals,
    fresh: &Path,
) -> rusqlite::Result<Vec<Duration>> {
    let count = usize::try_from(arrivals.count()).expect("what comes in some seconds can be counted");
    let (units, mut fresh) = begin(file, work, count, fresh)?;
    assert_eq!(units.len(), count, "{} holds too little to write again", file.display());
    let mut left = units.as_slice();
    arrivals.serve(|come| {
        let (batch, rest) = left.split_at(come);
        left = rest;
        commit(&mut fresh, batch)
    })
}

fn write(file: &Path, work: Work, most: usize, fresh: &Path) -> rusqlite::Result<Rate> {
    let (units, mut fresh) = begin(file, work, most, fresh)?;
    let (began, used) = (clock::now(), cpu::used_by(process::id()));
    let mut count = 0;
    for batch in units.chunks(BATCH) {
        commit(&mut fresh, batch)?;
        count += batch.len();
        if clock::now() - began >= ENOUGH {
            break;
        }
    }
    Ok(Rate::of(count, clock::now() - began, cpu::used_by(process::id()).saturating_sub(used)))
}

fn commit(fresh: &mut Connection, batch: &[Unit]) -> rusqlite::Result<()> {
    let transaction = fresh.transaction()?;
    for unit in batch {
        for step in unit {
            let changed = transaction.prepare_cached(&step.sql)?.execute(params_from_iter(&step.values))?;
            assert_eq!(changed, 1, "nothing was changed by {}", step.sql);
        }
    }
    transaction.commit()
}

/// A temporary folder, which goes with this value.
struct Fresh(PathBuf);

impl Fresh {
    fn new() -> Self {
        let folder = env::temp_dir().join(format!("bonafide-rows_{}", process::id()));
        fs::create_dir(&folder).expect("a temporary folder can be made");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("rows.db")
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} was not removed: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use bonafide_testkit::server::Engine;

    use super::*;
    use crate::{people::User, world::World};

    #[tokio::test]
    async fn what_a_server_wrote_can_be_written_again() {
        let world = World::open(Engine::Sqlite).await;
        for user in ["one", "two"] {
            User::arrive(&world, user).await;
        }
        let measured = world.server.data_folder().join("bonafide.db");
        for (work, table) in Work::ALL.into_iter().zip(["sessions", "users", "messages"]) {
            let file = world.server.data_folder().join(work.word());
            write(&measured, work, 2, &file).unwrap();
            let again = Connection::open(&file).unwrap();
            let count = again.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0));
            assert_eq!(count, Ok(2), "{work:?}");
        }
        let file = world.server.data_folder().join("in-time");
        let two = Arrivals { a_second: 1_000, length: Duration::from_millis(2) };
        let waits = write_in_time(&measured, Work::Message, two, &file).unwrap();
        assert_eq!(waits.len(), 2);
        assert!(waits.iter().all(|wait| !wait.is_zero()));
    }
}
