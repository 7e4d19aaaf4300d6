//! The order in which news leaves, where several threads commit at once.
//!
//! Who waits for a row or a lock that another transaction holds comes to its own COMMIT after that one's. So a
//! place in the line, taken before COMMIT, puts transactions that touch each other in the order of their
//! commits, whichever thread hears of its commit first.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::engine::{Shared, job::Job};

/// The line of those that are about to commit with news.
pub(super) struct Departures {
    line: Mutex<Line>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Line {
    /// The next place to be given.
    next: u64,
    /// The place whose turn it is to leave.
    turn: u64,
    /// Those that are done and wait for their turn; nothing for a transaction that did not commit.
    done: BTreeMap<u64, Option<Job>>,
}

/// A place in the line. Given up when it is dropped.
pub(super) struct Place {
    number: u64,
    departures: Arc<Departures>,
    committed: Option<Job>,
}

impl Departures {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { line: Mutex::default(), shared }
    }

    /// The next place. To be taken when all statements are through, directly before COMMIT.
    pub(super) fn take_place(self: &Arc<Self>) -> Place {
        let mut line = self.line();
        let number = line.next;
        line.next += 1;
        Place { number, departures: Arc::clone(self), committed: None }
    }

    /// Lets out everyone whose turn has come. The line is held meanwhile, so nobody overtakes.
    fn settle(&self, number: u64, committed: Option<Job>) {
        let mut line = self.line();
        line.done.insert(number, committed);
        loop {
            let turn = line.turn;
            let Some(done) = line.done.remove(&turn) else { return };
            line.turn += 1;
            if let Some(job) = done {
                job.leave(Ok(()), &self.shared);
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Lets the committed job out as soon as everyone before it has left.
    pub(super) fn leave(mut self, committed: Job) {
        self.committed = Some(committed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.departures.settle(self.number, self.committed.take());
    }
}
