//! Copying the write-ahead log into the database file, on a thread of its own.
//!
//! SQLite would let the writer do it within a commit: everyone who waits for that commit then waits for some hundred
//! pages at random places of the file and for its own `fsync` too.

use std::{cell::Cell, sync::Arc};

use super::connection::Connection;
use crate::engine::queue::Queue;

/// After how many written jobs the log is copied: some thousand pages, many of them the same. Each copying syncs the file, and
/// commits beside it wait longer for the disk: at 500 a second that is to be fewer than one of a hundred.
const JOBS: usize = 2_000;

/// The length of the log, in pages of 4 KiB, at which the writer copies what is left and begins it anew. The thread
/// cannot: while it copies, more is appended. 64 MB, as long as the file may stay.
pub(super) const LOG_PAGES: i64 = 16_384;

const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// Says when it is time. Dropping it ends the thread.
pub(super) struct Due {
    written: Cell<usize>,
    times: Arc<Queue<()>>,
}

/// The thread's part.
pub(super) struct Checkpoints {
    connection: Connection,
    times: Arc<Queue<()>>,
}

/// The writer's part and the thread's.
pub(super) fn pair(connection: Connection) -> (Due, Checkpoints) {
    let times = Arc::new(Queue::new(1));
    (Due { written: Cell::new(0), times: Arc::clone(&times) }, Checkpoints { connection, times })
}

impl Due {
    /// So many jobs were committed.
    pub(super) fn wrote(&self, jobs: usize) {
        let written = self.written.get() + jobs;
        self.written.set(written % JOBS);
        if written >= JOBS {
            // Where one is under way and another waits already, that one copies this as well.
            let _ = self.times.push(());
        }
    }
}

impl Drop for Due {
    fn drop(&mut self) {
        self.times.close();
    }
}

impl Checkpoints {
    /// Where the thread waits.
    pub(super) fn times(&self) -> Arc<Queue<()>> {
        Arc::clone(&self.times)
    }

    /// Copies when it is time, until the writer has gone. It takes nothing from readers or the writer: what they still
    /// need is left for the next time.
    pub(super) fn run(self) {
        while self.times.next().is_some() {
            if let Err(error) = self.connection.sqlite.query_row(COPY, [], |_| Ok(())) {
                tracing::warn!(%error, "the write-ahead log could not be copied; the writer will do it");
            }
        }
    }
}
