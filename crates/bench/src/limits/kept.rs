//! What the disk and the machine's own pauses make of a wait: a little that is appended to a file and kept, at the pace of
//! an open loop, with no server between.

use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use tokio::task::spawn_blocking;

use super::apart::{self, Apart};
use crate::load::{latency::Latencies, open::Arrivals};

/// What asks for this limit in a process apart.
pub(super) const WORD: &str = "kept-writer";
/// As much as a small commit writes.
const PAGE: [u8; 4_096] = [0; 4_096];
/// For how long pages come.
const LENGTH: Duration = Duration::from_secs(4);

/// One round: `a_second` pages come at even intervals, and all that have come are appended and kept at once, as in a
/// group commit. A wait counts from when a page was due to when it was sure to stay.
///
/// # Panics
///
/// If the temporary folder cannot be written to.
pub(crate) async fn round(a_second: u32) -> Latencies {
    let waits = spawn_blocking(move || Apart::begin(&[WORD, &a_second.to_string()]).waits());
    waits.await.expect("the writer says what it did")
}

/// The writer: it appends and keeps, and says each wait in microseconds.
pub(super) fn write_apart(a_second: &str) {
    let a_second = a_second.parse().expect("usage: kept-writer PAGES_A_SECOND");
    let fresh = Fresh::new();
    let waits =
        keep(&fresh.0, Arrivals { a_second, length: LENGTH }).expect("a temporary file can be written");
    apart::say(&waits);
}

/// Appends a page for each that arrives, and gives how long each took to be kept.
fn keep(path: &Path, arrivals: Arrivals) -> io::Result<Vec<Duration>> {
    let mut file = File::create_new(path)?;
    arrivals.serve(|count| {
        file.write_all(&PAGE.repeat(count))?;
        file.sync_data()
    })
}

/// The path of a file that goes with this value. It lies where the servers' data does.
struct Fresh(PathBuf);

impl Fresh {
    fn new() -> Self {
        Self(env::temp_dir().join(format!("bonafide-bench-kept_{}", process::id())))
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            eprintln!("{} was not removed: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_that_comes_is_kept_and_its_wait_is_told() {
        let fresh = Fresh::new();
        let waits = keep(&fresh.0, Arrivals { a_second: 1_000, length: Duration::from_millis(20) }).unwrap();
        assert_eq!(waits.len(), 20);
        assert!(waits.iter().all(|wait| !wait.is_zero()));
        assert_eq!(fs::metadata(&fresh.0).unwrap().len(), 20 * 4_096);
    }
}
