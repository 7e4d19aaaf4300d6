//! Users by the million, written straight into the database of a server that is stopped.
//!
//! Each is as their first login would have left them, without its session and its evidence: a row in `users` and one
//! in `external_ids`.

use std::{
    fmt::Write as _,
    io::{self, Write},
    ops::Range,
    path::Path,
};

use bonafide_domain::{id::UserId, time::Millis};
use bonafide_testkit::server::TestServer;
use postgres::NoTls;
use rusqlite::{Connection, OpenFlags, params};
use tokio::task::spawn_blocking;

/// When the first user was seen: the beginning of 2025.
const FIRST_SEEN: i64 = 1_735_689_600_000;
/// How long after one user the next one was seen, in milliseconds: ten million came within a year.
const APART: i64 = 3_000;
/// The name that their tokens give.
const NAME: &str = "Noor Haddad";

/// One of them. Their number says everything about them.
#[derive(Debug, Clone, Copy)]
struct Seeded(u32);

impl Seeded {
    fn seen_at(self) -> i64 {
        FIRST_SEEN + APART * i64::from(self.0)
    }

    /// Sorts by number.
    fn id(self) -> [u8; 12] {
        *UserId::new(Millis::new(self.seen_at()), u64::from(scrambled(!self.0))).as_bytes()
    }

    fn external_id(self) -> String {
        external_id(self.0)
    }
}

/// The external id of the user with this number. Users whose external ids are close to each other came at any time.
pub(crate) fn external_id(number: u32) -> String {
    format!("u{:010}", scrambled(number))
}

/// Another number, for each number its own: multiplying by an odd number and folding the upper bits onto the lower
/// ones can both be undone.
pub(crate) fn scrambled(number: u32) -> u32 {
    let folded = |number: u32, bits: u32| number ^ (number >> bits);
    let once = folded(number, 16).wrapping_mul(0x9E37_79B1);
    folded(once, 15).wrapping_mul(0x85EB_CA77)
}

/// Writes the users with these numbers into the database of `server`, which is stopped.
///
/// # Panics
///
/// If the database refuses them.
pub(crate) async fn add(server: &TestServer, numbers: Range<u32>) {
    let (file, url) = (server.data_folder().join("bonafide.db"), server.database_url().map(str::to_owned));
    let added = spawn_blocking(move || match url {
        Some(url) => add_to_postgres(&url, &numbers).map_err(|error| error.to_string()),
        None => add_to_sqlite(&file, &numbers).map_err(|error| error.to_string()),
    });
    added.await.expect("users are made").unwrap_or_else(|refusal| panic!("users were not added: {refusal}"));
}

/// The account and the namespace that users of its signing keys are known in.
const WHERE: &str = "SELECT account_id, namespace FROM authentication_settings WHERE kind = 'signing_keys'";

/// The order of external ids, in which their index is filled quickly.
fn by_external_id(numbers: &Range<u32>) -> Vec<Seeded> {
    let mut users: Vec<Seeded> = numbers.clone().map(Seeded).collect();
    users.sort_unstable_by_key(|user| scrambled(user.0));
    users
}

fn add_to_sqlite(file: &Path, numbers: &Range<u32>) -> rusqlite::Result<()> {
    let mut sqlite = open_to_fill(file)?;
    let (account, namespace) =
        sqlite.query_row(WHERE, [], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let transaction = sqlite.transaction()?;
    let indexes = drop_indexes(&transaction)?;
    {
        let mut insert = transaction.prepare(
            "INSERT INTO users (account_id, id, root_id, state, name, name_evidence_id, session_epoch, version,
                    created_at)
             VALUES (?1, ?2, ?2, 'known', ?3, ?2, 0, 1, ?4)",
        )?;
        for user in numbers.clone().map(Seeded) {
            insert.execute(params![account, user.id(), NAME, user.seen_at()])?;
        }
        let mut insert = transaction.prepare(
            "INSERT INTO external_ids (account_id, namespace, value, user_id, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for user in by_external_id(numbers) {
            insert.execute(params![account, namespace, user.external_id(), user.id(), user.seen_at()])?;
        }
    }
    // Sorting them once is quicker than ten million insertions.
    transaction.execute_batch(&indexes)?;
    transaction.commit()?;
    // As the server keeps it.
    sqlite.pragma_update(None, "journal_mode", "wal")
}

/// Drops the indexes of both tables besides their keys, and tells the statements that make them again.
fn drop_indexes(sqlite: &Connection) -> rusqlite::Result<String> {
    let mut indexes = sqlite.prepare(
        "SELECT 'DROP INDEX ' || name, sql || ';' FROM sqlite_master
         WHERE type = 'index' AND tbl_name IN ('users', 'external_ids') AND sql IS NOT NULL",
    )?;
    let indexes: Vec<(String, String)> =
        indexes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    indexes.iter().try_for_each(|(dropped, _)| sqlite.execute_batch(dropped))?;
    Ok(indexes.into_iter().map(|(_, made)| made).collect())
}

/// The file, with much memory and without anything that would save it from a crash: it is filled once.
fn open_to_fill(file: &Path) -> rusqlite::Result<Connection> {
    let sqlite = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    sqlite.pragma_update(None, "foreign_keys", false)?;
    sqlite.pragma_update(None, "locking_mode", "exclusive")?;
    sqlite.pragma_update(None, "journal_mode", "off")?;
    sqlite.pragma_update(None, "synchronous", "off")?;
    sqlite.pragma_update(None, "temp_store", "memory")?;
    // In KiB, if it is below zero.
    sqlite.pragma_update(None, "cache_size", -4_000_000)?;
    Ok(sqlite)
}

fn add_to_postgres(url: &str, numbers: &Range<u32>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut client = postgres::Client::connect(url, NoTls)?;
    // Foreign keys are checked by triggers, which a replica leaves to its source.
    client.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off")?;
    let found = client.query_one(WHERE, &[])?;
    let (account, namespace) = (hex(found.try_get(0)?), hex(found.try_get(1)?));

    let mut users = client.copy_in(
        "COPY users (account_id, id, root_id, state, name, name_evidence_id, session_epoch, version, created_at)
         FROM STDIN",
    )?;
    fill(&mut users, numbers.clone().map(Seeded), |line, user| {
        let (id, at) = (hex(&user.id()), user.seen_at());
        writeln!(line, "{account}\t{id}\t{id}\tknown\t{NAME}\t{id}\t0\t1\t{at}")
    })?;
    users.finish()?;

    let mut external_ids =
        client.copy_in("COPY external_ids (account_id, namespace, value, user_id, created_at) FROM STDIN")?;
    fill(&mut external_ids, by_external_id(numbers).into_iter(), |line, user| {
        let (value, id, at) = (user.external_id(), hex(&user.id()), user.seen_at());
        writeln!(line, "{account}\t{namespace}\t{value}\t{id}\t{at}")
    })?;
    external_ids.finish()?;

    // What the database would do by itself sooner or later, and not in the middle of a measurement.
    client.batch_execute("VACUUM (ANALYZE) users")?;
    client.batch_execute("VACUUM (ANALYZE) external_ids")?;
    client.batch_execute("CHECKPOINT")?;
    Ok(())
}

/// Writes a line for each user, many at once.
fn fill(
    copy: &mut impl Write,
    users: impl Iterator<Item = Seeded>,
    line: impl Fn(&mut String, Seeded) -> std::fmt::Result,
) -> io::Result<()> {
    const AT_ONCE: usize = 64 * 1024;
    let mut text = String::with_capacity(2 * AT_ONCE);
    for user in users {
        line(&mut text, user).map_err(io::Error::other)?;
        if text.len() >= AT_ONCE {
            copy.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    copy.write_all(text.as_bytes())
}

/// Bytes as COPY reads them.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from(r"\\x"), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes everything");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_number_is_scrambled_into_its_own() {
        let numbers = (0..200_000).chain(u32::MAX - 200_000..=u32::MAX);
        let scrambled: HashSet<u32> = numbers.map(scrambled).collect();
        assert_eq!(scrambled.len(), 400_001);
    }

    #[test]
    fn external_ids_sort_as_scrambled_numbers_and_ids_as_numbers() {
        let external_ids: Vec<String> =
            by_external_id(&(0..1_000)).into_iter().map(Seeded::external_id).collect();
        assert!(external_ids.is_sorted());
        let ids: Vec<[u8; 12]> = (0..1_000).map(|number| Seeded(number).id()).collect();
        assert!(ids.is_sorted());
        let came: Vec<u32> = by_external_id(&(0..1_000)).into_iter().map(|user| user.0).collect();
        let neighbours = came.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) < 10).count();
        assert!(neighbours < 50, "{neighbours} of 999 neighbours came one after the other");
    }

    #[test]
    fn bytes_are_escaped_for_copy() {
        assert_eq!(hex(&[0, 171]), r"\\x00ab");
    }
}
