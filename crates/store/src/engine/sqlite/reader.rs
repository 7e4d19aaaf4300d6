//! A thread that reads.

use std::sync::Arc;

use super::{connection::Connection, driver::SqliteDriver};
use crate::{
    engine::{Shared, job::Job, queue::Queue},
    error::Result,
};

pub(super) struct Reader {
    pub(super) connection: Connection,
    pub(super) queue: Arc<Queue<Job>>,
    pub(super) shared: Arc<Shared>,
}

impl Reader {
    /// Answers until the queue is closed and empty.
    pub(super) fn run(self) {
        let mut driver = SqliteDriver::of(&self.connection);
        while let Some(mut job) = self.queue.next() {
            let outcome = self.look(&mut driver, &mut job);
            job.leave(outcome, &self.shared);
        }
    }

    /// Runs a closure on one view of the data, which begins with its first statement.
    fn look(&self, driver: &mut SqliteDriver<'_>, job: &mut Job) -> Result<()> {
        self.connection.control("BEGIN")?;
        let limit = self.shared.limits.time;
        let outcome = self.connection.deadline.within(limit, || job.attempt(driver, &self.shared));
        // An error may have ended the transaction already.
        if !self.connection.sqlite.is_autocommit() {
            self.connection.control("ROLLBACK")?;
        }
        outcome
    }
}
