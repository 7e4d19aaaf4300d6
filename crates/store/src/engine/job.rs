//! One closure that waits to be run in a transaction, and what becomes of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bonafide_domain::id::AccountId;

use super::{
    Shared,
    pending::{self, Pending, Reply},
    poison::Poison,
};
use crate::{
    announcement::Announcement,
    error::{Result, StoreError},
    tx::{Driver, Tx},
};

/// What a write gives back: a value for whoever asked, and news for those who are connected. Both leave only
/// after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done<T> {
    /// The answer.
    pub value: T,
    /// The news, in the order in which it is to be told.
    pub announcements: Vec<Announcement>,
}

impl<T> Done<T> {
    /// An answer without news.
    pub const fn quiet(value: T) -> Self {
        Self { value, announcements: Vec::new() }
    }
}

/// Whether a transaction may change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// A closure with the type of its answer erased.
pub(super) struct Job {
    pub(super) access: Access,
    account: AccountId,
    work: Box<dyn Work>,
}

trait Work: Send {
    /// Runs the closure and keeps what it gives.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Whether there is news in what was kept.
    fn announces(&self) -> bool;
    /// Takes the news out of what was kept.
    fn take_announcements(&mut self) -> Vec<Announcement>;
    /// Answers: with the kept value, or with the error.
    fn answer(self: Box<Self>, outcome: Result<()>);
}

struct Asked<T, F> {
    closure: F,
    done: Option<Done<T>>,
    reply: Reply<T>,
}

impl<T, F> Work for Asked<T, F>
where
    T: Send,
    F: Fn(&mut Tx<'_>) -> Result<Done<T>> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.done = None;
        self.done = Some((self.closure)(tx)?);
        Ok(())
    }

    fn announces(&self) -> bool {
        self.done.as_ref().is_some_and(|done| !done.announcements.is_empty())
    }

    fn take_announcements(&mut self) -> Vec<Announcement> {
        self.done.as_mut().map(|done| std::mem::take(&mut done.announcements)).unwrap_or_default()
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let Self { done, reply, .. } = *self;
        reply.send(outcome.and_then(|()| done.map(|done| done.value).ok_or(StoreError::Unknown)));
    }
}

impl Job {
    pub(super) fn new<T, F>(access: Access, account: AccountId, closure: F) -> (Self, Pending<T>)
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<Done<T>> + Send + 'static,
    {
        let (reply, pending) = pending::pair();
        (Self { access, account, work: Box::new(Asked { closure, done: None, reply }) }, pending)
    }

    /// Runs the closure once inside the driver's open transaction. An error means that all of it must be undone.
    pub(super) fn attempt(&mut self, driver: &mut dyn Driver, shared: &Shared) -> Result<()> {
        let mut driver = Poison::new(driver);
        // A closure that panicked is never run again, so nobody meets what it left half done behind its
        // captured references; what it did to the database is undone.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = Tx::new(&mut driver, self.account, shared.clock.now(), &shared.ids);
            shared.counters.timed(|| self.work.run(&mut tx))
        }));
        match outcome {
            Err(_panic) => Err(StoreError::Panicked),
            Ok(outcome) => driver.verdict().and(outcome),
        }
    }

    /// Whether the last run gave news.
    pub(super) fn announces(&self) -> bool {
        self.work.announces()
    }

    /// Lets the outcome out: the news first, so that whoever has the answer knows that it was told.
    ///
    /// The listener, whoever waits, and the closure's own end are others' code. Whatever happens there, the
    /// thread goes on.
    pub(super) fn leave(mut self, outcome: Result<()>, shared: &Shared) {
        shared.counters.answered(&outcome);
        if outcome.is_ok() {
            let news = self.work.take_announcements();
            if !news.is_empty() {
                go_on_after(|| (shared.announce)(self.account, news));
            }
        }
        go_on_after(|| self.work.answer(outcome));
    }
}

fn go_on_after(others_code: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(others_code)).is_err() {
        tracing::error!("what follows a transaction panicked; the transaction itself was answered for");
    }
}
