//! Users by the million, written straight into the database of a server that is stopped.
//!
//! Each is as their first login would have left them, without its session and its evidence: a row in `users` and one
//! in `external_ids`. Rows come first and indexes after them, which is many times quicker, and all of it is on the disk
//! before the server starts again, so that nothing is left to do while it is measured.

mod postgres;
mod sqlite;

use std::ops::Range;

use bonafide_domain::{id::UserId, time::Millis};
use bonafide_testkit::server::TestServer;
use tokio::task::spawn_blocking;

use crate::load::clock;

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
    fn id(self) -> UserId {
        UserId::new(Millis::new(self.seen_at()), u64::from(scrambled(!self.0)))
    }

    fn external_id(self) -> String {
        external_id(self.0)
    }
}

/// The id of the user with this number.
pub(crate) fn id(number: u32) -> UserId {
    Seeded(number).id()
}

/// The external id of the user with this number.
///
/// It sorts as the ids do, so that no index has to be sorted, which would take most of the time. A user chosen at random
/// is on a page of either table that nobody could have guessed all the same.
pub(crate) fn external_id(number: u32) -> String {
    format!("u{number:010}")
}

/// Another number, for each number its own: multiplying by an odd number and folding the upper bits onto the lower
/// ones can both be undone.
pub(crate) fn scrambled(number: u32) -> u32 {
    let folded = |number: u32, bits: u32| number ^ (number >> bits);
    let once = folded(number, 16).wrapping_mul(0x9E37_79B1);
    folded(once, 15).wrapping_mul(0x85EB_CA77)
}

/// Writes the users with these numbers into the database of `server`, which is stopped. Tells its progress.
///
/// # Panics
///
/// If the database refuses them.
pub(crate) async fn add(server: &TestServer, numbers: Range<u32>) {
    let (file, url) = (server.data_folder().join("bonafide.db"), server.database_url().map(str::to_owned));
    let added = spawn_blocking(move || match url {
        Some(url) => postgres::add(&url, &numbers),
        None => sqlite::add(&file, &numbers),
    });
    added.await.expect("users are made").unwrap_or_else(|refusal| panic!("users were not added: {refusal}"));
}

/// Whatever a database refuses with.
type Refusal = Box<dyn std::error::Error + Send + Sync>;

/// The account and the namespace that users of its signing keys are known in.
const WHERE: &str = "SELECT account_id, namespace FROM authentication_settings WHERE kind = 'signing_keys'";

/// In the order of their ids and external ids.
fn in_order(numbers: &Range<u32>) -> impl Iterator<Item = Seeded> {
    numbers.clone().map(Seeded)
}

/// Does something that takes long, and tells how long.
fn step<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let began = clock::now();
    let done = act();
    eprintln!("seeding: {what}: {:.1} s", (clock::now() - began).as_secs_f64());
    done
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
    fn ids_and_external_ids_sort_as_numbers() {
        let numbers = || (0..1_000).chain(9_999_000..10_000_000);
        assert!(numbers().map(id).is_sorted());
        assert!(numbers().map(external_id).is_sorted());
    }
}
