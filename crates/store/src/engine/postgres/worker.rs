//! A thread with a connection, which answers reads and writes.

use std::{sync::Arc, time::Duration};

use super::{
    departures::{Departures, Place},
    driver::PostgresDriver,
    errors::{self, Aftermath, Failure},
    link::Link,
    statistics,
};
use crate::{
    engine::{
        Shared,
        job::{Access, Job},
        queue::Queue,
    },
    error::StoreError,
};

/// How often a transaction that the database chose to give way is run in all.
const TRIES: u32 = 8;

pub(super) struct Worker {
    pub(super) link: Link,
    pub(super) queue: Arc<Queue<Job>>,
    pub(super) departures: Arc<Departures>,
    pub(super) shared: Arc<Shared>,
    /// Whether this thread has the tables analysed before it goes on.
    pub(super) statistics_due: bool,
}

/// How a committed transaction leaves: by its place in the line if it has news, else at once.
type Departure = Option<Place>;

impl Worker {
    /// Answers until the queue is closed and empty.
    pub(super) fn run(mut self) {
        while let Some(job) = self.queue.next() {
            self.answer(job);
            // Only now: nobody waits for it.
            if std::mem::take(&mut self.statistics_due) {
                self.gather_statistics();
            }
        }
    }

    fn answer(&mut self, mut job: Job) {
        for again in 1.. {
            match self.try_once(&mut job) {
                Ok(Some(place)) => return place.leave(job),
                Ok(None) => return job.leave(Ok(()), &self.shared),
                Err(failure) if failure.may_run_again() && again < TRIES => self.pause(again),
                Err(failure) => return job.leave(Err(failure.error), &self.shared),
            }
        }
    }

    /// Runs the job in a transaction of its own.
    fn try_once(&mut self, job: &mut Job) -> Result<Departure, Failure> {
        self.begin(job.access)?;
        let mut driver = PostgresDriver::new(self.link.connection()?, job.access);
        let outcome = job.attempt(&mut driver, &self.shared);
        let aftermath = driver.aftermath();
        match (outcome, job.access) {
            (Ok(()), Access::Write) => self.commit(job),
            (Ok(()), Access::Read) => {
                self.roll_back();
                Ok(None)
            }
            (Err(error), Access::Read | Access::Write) => {
                self.clear_up(aftermath);
                Err(Failure { error, aftermath })
            }
        }
    }

    fn begin(&mut self, access: Access) -> Result<(), Failure> {
        let begin = match access {
            Access::Write => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        if self.link.connection()?.client.batch_execute(begin).is_ok() {
            return Ok(());
        }
        // The connection was lost while it was idle. Nothing was asked of it yet, so the job need not know.
        self.link.disconnect();
        self.link.connection()?.client.batch_execute(begin).map_err(|error| {
            self.link.disconnect();
            errors::explain(&error, access)
        })
    }

    fn commit(&mut self, job: &Job) -> Result<Departure, Failure> {
        let place = job.announces().then(|| self.departures.take_place());
        let committed = self.link.connection()?.client.batch_execute("COMMIT");
        match committed {
            Ok(()) => {
                self.statistics_due |= statistics::are_due(self.shared.counters.committed());
                Ok(place)
            }
            Err(error) => {
                let failure = errors::explain_commit(&error);
                self.clear_up(failure.aftermath);
                Err(failure)
            }
        }
    }

    /// Without them plans are worse and nothing is wrong.
    fn gather_statistics(&mut self) {
        let gathered = self.link.connection().map(|connection| statistics::gather(&mut connection.client));
        if let Ok(Err(error)) = gathered {
            tracing::warn!(%error, "the tables could not be analysed");
        }
    }

    /// Leaves nothing of a failed transaction behind.
    fn clear_up(&mut self, aftermath: Aftermath) {
        match aftermath {
            Aftermath::Undo | Aftermath::Again => self.roll_back(),
            Aftermath::Gone => self.link.disconnect(),
        }
    }

    /// Ends a transaction of which nothing is to be kept.
    fn roll_back(&mut self) {
        let ended = self.link.connection().map(|connection| connection.client.batch_execute("ROLLBACK"));
        if !matches!(ended, Ok(Ok(()))) {
            self.link.disconnect();
        }
    }

    /// Waits a random while, longer with each try, so that those who met do not meet again.
    fn pause(&self, tries: u32) {
        let longest = 1_000_u64 << tries.min(TRIES);
        self.queue.pause(Duration::from_micros((self.shared.random)() % longest));
    }
}

impl Failure {
    fn may_run_again(&self) -> bool {
        // A closure that panicked on the way is not run again, whatever the database said before.
        self.aftermath == Aftermath::Again && self.error == StoreError::Busy
    }
}

impl From<StoreError> for Failure {
    /// There is no connection.
    fn from(error: StoreError) -> Self {
        Self { error, aftermath: Aftermath::Gone }
    }
}
