//! The engine: closures go in, run in transactions on the store's own threads, and answers come out after the
//! commit.
//!
//! Both databases keep one contract. A closure runs in a transaction of its own in effect; an error or a panic
//! undoes it alone; its value, its error and its news leave only when it is certain what became of it. It may
//! run more than once and is answered once.

mod clock;
mod job;
mod measures;
mod names;
mod options;
mod pending;
mod poison;
mod postgres;
mod queue;
mod sqlite;
mod threads;

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use bonafide_domain::{
    id::{AccountId, Id},
    time::Millis,
};

pub use self::{
    clock::Clock,
    job::Done,
    measures::Measures,
    options::{Announce, Limits, Location, Options, Random},
    pending::Pending,
};
use self::{
    job::{Access, Job},
    measures::Counters,
    queue::Queue,
};
use crate::{error::Result, ids::Ids, tx::Tx};

/// An open database with its threads. Clones are the same store; the last one to go closes it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    reads: Arc<Queue<Job>>,
    writes: Arc<Queue<Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    shared: Arc<Shared>,
}

/// What every thread of the engine needs.
struct Shared {
    clock: Arc<dyn Clock>,
    ids: Ids,
    random: Arc<dyn Fn() -> u64 + Send + Sync>,
    announce: Announce,
    limits: Limits,
    counters: Counters,
}

/// The threads of a database that was opened, and the queues they work from.
struct Started {
    reads: Arc<Queue<Job>>,
    writes: Arc<Queue<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Store {
    /// Opens the database, brings its tables to this version and starts the threads.
    ///
    /// `StoreError::Unavailable` says why it cannot be used: not there, not reachable, or made by a newer
    /// version of the server.
    pub fn open(options: Options) -> Result<Self> {
        let Options { location, clock, random, announce, limits } = options;
        let random: Arc<dyn Fn() -> u64 + Send + Sync> = random.into();
        let seed = Arc::clone(&random);
        let shared = Arc::new(Shared {
            clock,
            ids: Ids::new(move || seed()),
            random,
            announce,
            limits,
            counters: Counters::default(),
        });
        let Started { reads, writes, threads } = match location {
            Location::Sqlite(path) => sqlite::start(&path, &shared)?,
            Location::Postgres(address) => postgres::start(&address, &shared)?,
        };
        Ok(Self(Arc::new(Inner { reads, writes, threads: Mutex::new(threads), shared })))
    }

    /// Runs `closure` in a transaction that may change things.
    ///
    /// The closure may run again, when the database asks for it; then only its last run counts. It must change
    /// nothing but the database. A refusal that must be written down is an outcome and comes back as `Ok`
    /// (details 2); any `Err` undoes everything the closure did, even one it does not pass on.
    pub fn write<T, F>(&self, account: AccountId, closure: F) -> Pending<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<Done<T>> + Send + 'static,
    {
        let (job, pending) = Job::new(Access::Write, account, closure);
        self.ask(&self.0.writes, job);
        pending
    }

    /// Runs `closure` on one unchanging view of the data, which shows every write that was answered before.
    ///
    /// A statement that would change something is `StoreError::Bug`.
    pub fn read<T, F>(&self, account: AccountId, closure: F) -> Pending<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (job, pending) = Job::new(Access::Read, account, move |tx| closure(tx).map(Done::quiet));
        self.ask(&self.0.reads, job);
        pending
    }

    /// A new id, later than every one this store made before.
    pub fn new_id<K>(&self) -> Id<K> {
        self.0.shared.ids.next(self.now())
    }

    /// The time now, by the clock the store was opened with.
    pub fn now(&self) -> Millis {
        self.0.shared.clock.now()
    }

    /// What the store did since it was opened, and the longest run of a closure since this was last asked.
    pub fn measures(&self) -> Measures {
        let Inner { reads, writes, shared, .. } = &*self.0;
        // On PostgreSQL both are one queue.
        let waiting = if Arc::ptr_eq(reads, writes) { reads.len() } else { reads.len() + writes.len() };
        shared.counters.measures(waiting)
    }

    /// Takes no more, finishes what waits, and ends the threads. Blocks until that is done. Later calls are
    /// answered with `StoreError::Unavailable`.
    pub fn close(&self) {
        self.0.close();
    }

    fn ask(&self, queue: &Queue<Job>, job: Job) {
        if let Err((job, refusal)) = queue.push(job) {
            job.leave(Err(refusal), &self.0.shared);
        }
    }
}

impl Inner {
    fn close(&self) {
        self.reads.close();
        self.writes.close();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            // The last clone may have been held by a closure, and so go away on one of these very threads.
            if thread.thread().id() != thread::current().id() && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
