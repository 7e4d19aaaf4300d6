//! PostgreSQL: a pool of threads, each with a connection of its own.

mod address;
mod connection;
mod departures;
mod driver;
mod errors;
mod link;
mod statistics;
mod values;
mod worker;

use std::{sync::Arc, thread};

use self::{departures::Departures, link::Link, worker::Worker};
use super::{Limits, Shared, Started, queue::Queue, threads::spawn};
use crate::{
    error::{Result, StoreError},
    migrate,
};

/// Connects, migrates and starts the threads.
pub(super) fn start(address: &str, shared: &Arc<Shared>) -> Result<Started> {
    let config = address::parse(address)?;
    prepare_database(&config)?;

    let Limits { queue, connections, .. } = shared.limits;
    let queue = Arc::new(Queue::new(queue));
    let departures = Arc::new(Departures::new(Arc::clone(shared)));
    let mut threads = Vec::new();
    for _ in 0..connections.max(1) {
        let worker = Worker {
            link: Link::new(config.clone(), shared.limits),
            queue: Arc::clone(&queue),
            departures: Arc::clone(&departures),
            shared: Arc::clone(shared),
            statistics_due: false,
        };
        threads.push(spawn("store-postgres", &queue, move || worker.run())?);
    }
    Ok(Started { reads: Arc::clone(&queue), writes: queue, threads })
}

/// Migrates on a thread of its own: the synchronous client must not be used on an async thread, where
/// `Store::open` may well be called.
fn prepare_database(config: &::postgres::Config) -> Result<()> {
    thread::scope(|scope| {
        let prepared = scope.spawn(|| {
            let mut client = config.connect(address::tls()).map_err(|error| errors::unavailable(&error))?;
            connection::check_encoding(&mut client)?;
            migrate::postgres(&mut client)
        });
        prepared.join().unwrap_or(Err(StoreError::Panicked))
    })
}
