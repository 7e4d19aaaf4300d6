//! The one thread that writes, and its group commit (details 1).

use std::{collections::VecDeque, sync::Arc, thread};

use super::{checkpoints::Due, connection::Connection, driver::SqliteDriver, errors, room::Room};
use crate::{
    engine::{Shared, clock::steady, job::Job, queue::Queue},
    error::{Result, StoreError},
};

/// How many jobs share a commit at most.
const BATCH_JOBS: usize = 256;

pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) room: Room,
    pub(super) queue: Arc<Queue<Job>>,
    pub(super) shared: Arc<Shared>,
    pub(super) checkpoints: Due,
}

/// A job that was run in a batch, and what its run said. Nothing of it is certain before the commit, not even
/// an error: it may rest on a neighbour's row.
struct Ran {
    job: Job,
    outcome: Result<()>,
}

impl Writer {
    /// Writes until the queue is closed and empty.
    pub(super) fn run(self) {
        let mut driver = SqliteDriver::of(&self.connection);
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                let Some(job) = self.queue.next() else { return };
                waiting.push_back(job);
            }
            self.gather(&mut waiting);
            self.write_batch(&mut driver, &mut waiting);
        }
    }

    /// Takes what waits, and what those who are about to ask bring meanwhile.
    ///
    /// Nobody is waited for: the processor is offered to whoever is ready to run, as long as that brings more. Where
    /// requests share it with this thread, the first of many would else be committed alone.
    fn gather(&self, waiting: &mut VecDeque<Job>) {
        loop {
            thread::yield_now();
            let before = waiting.len();
            self.queue.top_up(waiting, BATCH_JOBS);
            if waiting.len() == before || waiting.len() == BATCH_JOBS {
                return;
            }
        }
    }

    /// Runs what waits, as much as fits into the time, and commits it at once.
    ///
    /// Nearly always every job succeeds: refusals are outcomes. So they run without savepoints, which make SQLite
    /// copy each page before its first change. If one fails, all is undone and they run again, each in a savepoint.
    fn write_batch(&self, driver: &mut SqliteDriver<'_>, waiting: &mut VecDeque<Job>) {
        if let Err(refusal) = self.begin() {
            return self.refuse(waiting.drain(..), &refusal);
        }
        let end = steady() + self.shared.limits.batch_time;
        let mut batch = Vec::new();
        while let Some(mut job) = waiting.pop_front() {
            let outcome = self.attempt(driver, &mut job);
            let failed = outcome.is_err();
            batch.push(Ran { job, outcome });
            if failed {
                self.roll_back();
                return self.run_in_savepoints(driver, batch);
            }
            if steady() >= end {
                break;
            }
        }
        self.commit_all(batch);
    }

    /// After a job failed and all was undone: again, so that a failure undoes its own job alone.
    fn run_in_savepoints(&self, driver: &mut SqliteDriver<'_>, batch: Vec<Ran>) {
        if let Err(refusal) = self.begin() {
            return self.refuse(batch.into_iter().map(|ran| ran.job), &refusal);
        }
        let mut again = Vec::with_capacity(batch.len());
        let mut batch = batch.into_iter();
        while let Some(Ran { mut job, mut outcome }) = batch.next() {
            if !is_final(&outcome) {
                outcome = self.run_in_savepoint(driver, &mut job);
            }
            again.push(Ran { job, outcome });
            if self.lost_transaction() {
                again.extend(batch);
                return self.run_one_by_one(driver, again);
            }
        }
        self.commit_all(again);
    }

    fn commit_all(&self, batch: Vec<Ran>) {
        match self.commit() {
            Ok(()) => {
                self.checkpoints.wrote(batch.len());
                for Ran { job, outcome } in batch {
                    job.leave(outcome, &self.shared);
                }
            }
            Err(error) => self.refuse(batch.into_iter().map(|ran| ran.job), &error),
        }
    }

    /// After SQLite undid the whole batch: each job again, in a transaction of its own.
    fn run_one_by_one(&self, driver: &mut SqliteDriver<'_>, batch: Vec<Ran>) {
        let mut batch = batch.into_iter();
        while let Some(Ran { mut job, outcome }) = batch.next() {
            if is_final(&outcome) {
                job.leave(outcome, &self.shared);
            } else if let Err(refusal) = self.begin() {
                job.leave(Err(refusal.clone()), &self.shared);
                return self.refuse(batch.map(|ran| ran.job), &refusal);
            } else {
                let outcome = self.attempt(driver, &mut job).and_then(|()| self.commit());
                self.roll_back();
                job.leave(outcome, &self.shared);
            }
        }
    }

    fn run_in_savepoint(&self, driver: &mut SqliteDriver<'_>, job: &mut Job) -> Result<()> {
        self.connection.control("SAVEPOINT job")?;
        let outcome = self.attempt(driver, job).and_then(|()| self.connection.control("RELEASE job"));
        if outcome.is_err() && !self.lost_transaction() {
            let undone = self
                .connection
                .control("ROLLBACK TO job")
                .and_then(|()| self.connection.control("RELEASE job"));
            if undone.is_err() {
                // What one job did cannot be undone alone, so all of it is, and the others run again.
                self.roll_back();
            }
        }
        outcome
    }

    fn attempt(&self, driver: &mut SqliteDriver<'_>, job: &mut Job) -> Result<()> {
        let limit = self.shared.limits.time;
        self.connection.deadline.within(limit, || job.attempt(driver, &self.shared))
    }

    fn begin(&self) -> Result<()> {
        self.room.check()?;
        self.connection.control("BEGIN IMMEDIATE")
    }

    fn commit(&self) -> Result<()> {
        let committed = self.connection.commit();
        if committed.is_ok() {
            self.shared.counters.committed();
        }
        self.roll_back();
        committed
    }

    /// Ends the transaction if it is still open.
    fn roll_back(&self) {
        if !self.lost_transaction()
            && let Err(error) = self.connection.control("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    /// Whether SQLite ended the transaction by itself, as it may after a full disk, a failing disk or an
    /// interruption. From then on each statement would commit alone.
    fn lost_transaction(&self) -> bool {
        self.connection.sqlite.is_autocommit()
    }

    fn refuse(&self, jobs: impl Iterator<Item = Job>, error: &StoreError) {
        jobs.for_each(|job| job.leave(Err(error.clone()), &self.shared));
    }
}

/// Whether an outcome stands although its transaction was undone. What panicked may not be run again, and what
/// ran out of time held everyone up for long enough; neither rests on a neighbour's rows.
fn is_final(outcome: &Result<()>) -> bool {
    [Err(StoreError::Panicked), Err(errors::out_of_time())].contains(outcome)
}
