//! The tables, brought forward to this version of the server. There is no way back.
//!
//! A migration is one text for both databases, translated for each. Where that cannot be, its `.sqlite.sql` twin
//! stands in on SQLite.

mod postgres;
mod sqlite;
mod sqlite_plans;
mod translate;

pub(crate) use self::{postgres::migrate as postgres, sqlite::migrate as sqlite};
use crate::error::{Result, StoreError};

/// One step forward. Steps are numbered from 1 in the order of [`MIGRATIONS`], as their files are.
struct Migration {
    sql: &'static str,
    sqlite_twin: Option<&'static str>,
}

/// Every step there ever was. A step that was released is never changed; a mistake in it is put right by the
/// next.
const MIGRATIONS: &[Migration] = &[
    Migration { sql: include_str!("../../migrations/0001_core.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0002_screens.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0003_indexes.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0004_identity.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0005_people.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0006_merges.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0007_forms.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0008_policies.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0009_key_links.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0010_found_by_session.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0011_questions.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0012_follow_ups.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0013_key_logins.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0014_login_notes.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0015_no_versions.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0016_multiple_conversations.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0017_chat.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0018_routing.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0019_public_keys.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0020_rest_keys.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0021_contexts.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0022_codes.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0023_waiting.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0024_programs.sql"), sqlite_twin: None },
    Migration { sql: include_str!("../../migrations/0025_kept_refusals.sql"), sqlite_twin: None },
];

/// Where the number of the last step is kept: the row `schema` of the table `installation`, as decimal digits.
const READ_VERSION: &str = "SELECT value FROM installation WHERE name = 'schema'";
const WRITE_VERSION: &str = "INSERT INTO installation (name, value) VALUES ('schema', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// The steps that a database lacks, with their numbers. `None` is a database without tables.
fn missing(version: Option<&[u8]>) -> Result<impl Iterator<Item = (usize, &'static Migration)>> {
    let version = match version {
        None => 0,
        Some(digits) => str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| StoreError::Corrupt("the version of the schema is no number".into()))?,
    };
    if version > MIGRATIONS.len() {
        return Err(StoreError::Unavailable(format!(
            "the database was made by a newer version of the server: its schema is number {version}, and this \
             server knows {}",
            MIGRATIONS.len()
        )));
    }
    Ok((1..).zip(MIGRATIONS).skip(version))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use super::*;

    #[test]
    fn every_file_is_a_step_in_the_order_of_their_numbers() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let files = fs::read_dir(folder).unwrap().map(|file| {
            let file = file.unwrap();
            (file.file_name().into_string().unwrap(), fs::read_to_string(file.path()).unwrap())
        });
        let (twins, files): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.partition(|(name, _)| name.ends_with(".sqlite.sql"));
        assert_eq!(files.len(), MIGRATIONS.len());
        for ((number, migration), (name, sql)) in (1..).zip(MIGRATIONS).zip(&files) {
            assert!(name.starts_with(&format!("{number:04}_")), "{name} is not number {number}");
            assert_eq!(migration.sql, sql, "{name}");
            let twin = twins.get(&name.replace(".sql", ".sqlite.sql"));
            assert_eq!(migration.sqlite_twin, twin.map(String::as_str), "{name}");
        }
    }

    #[test]
    fn what_is_missing_begins_after_the_last_step() {
        let count = |version: Option<&[u8]>| missing(version).map(Iterator::count);
        assert_eq!(count(None), Ok(MIGRATIONS.len()));
        assert_eq!(count(Some(b"1")), Ok(MIGRATIONS.len() - 1));
        let last = MIGRATIONS.len().to_string();
        assert_eq!(count(Some(last.as_bytes())), Ok(0));
    }
}
