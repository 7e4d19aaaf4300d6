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
use super::{Rate, apart::Apart};
use crate::{cpu, load::clock};

/// What asks for the writer of this limit in a process apart.
pub(super) const WORD: &str = "rows-writer";
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

/// The writer: reads all it needs into memory, makes its file, writes, and says both figures of its rate.
pub(super) fn write_apart(file: &str, word: &str, most: &str) {
    let work = Work::ALL.into_iter().find(|work| work.word() == word).expect("the work is a known one");
    let most = most.parse().expect("the number of rows is a number");
    let fresh = Fresh::new();
    let rate = write(Path::new(file), work, most, &fresh.file()).expect("SQLite does as it is told");
    println!("{} {}", rate.a_second, rate.cpu_micros);
}

fn write(file: &Path, work: Work, most: usize, fresh: &Path) -> rusqlite::Result<Rate> {
    let measured = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let units = unit::read(&measured, work, most)?;
    assert!(!units.is_empty(), "{} holds nothing to write again", file.display());
    drop(measured);
    let mut fresh = copy::make(file, fresh, work)?;
    fresh.set_prepared_statement_cache_capacity(STATEMENTS);

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
    }
}
