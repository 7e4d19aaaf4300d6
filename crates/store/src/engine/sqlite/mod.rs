//! SQLite: one thread that writes with group commit, one that copies its log, and two that read.

mod checkpoints;
mod connection;
mod constraints;
mod deadline;
mod driver;
mod errors;
mod reader;
mod room;
mod statements;
mod writer;

use std::{path::Path, sync::Arc};

use self::{connection::Connection, reader::Reader, room::Room, writer::Writer};
use super::{Limits, Shared, Started, job::Access, queue::Queue, threads::spawn};
use crate::{error::Result, migrate};

/// How many threads read. Writes need one more.
const READERS: usize = 2;

/// Opens the file, migrates it and starts the threads.
pub(super) fn start(path: &Path, shared: &Arc<Shared>) -> Result<Started> {
    let Limits { patience, queue, reserve, .. } = shared.limits;
    connection::create_private(path)?;
    migrate::sqlite(&mut connection::open_for_migration(path, patience)?)?;
    let (reads, writes) = (Arc::new(Queue::new(queue)), Arc::new(Queue::new(queue)));
    let (due, checkpoints) = checkpoints::pair(Connection::open(path, Access::Write, patience)?);
    let write_thread = Writer {
        connection: Connection::open(path, Access::Write, patience)?,
        room: Room::beside(path, reserve),
        queue: Arc::clone(&writes),
        shared: Arc::clone(shared),
        checkpoints: due,
    };
    let readers = (0..READERS)
        .map(|_| {
            let connection = Connection::open(path, Access::Read, patience)?;
            Ok(Reader { connection, queue: Arc::clone(&reads), shared: Arc::clone(shared) })
        })
        .collect::<Result<Vec<_>>>()?;

    let mut threads = vec![spawn("store-write", &writes, move || write_thread.run())?];
    threads.push(spawn("store-copy", &checkpoints.times(), move || checkpoints.run())?);
    for reader in readers {
        threads.push(spawn("store-read", &reads, move || reader.run())?);
    }
    Ok(Started { reads, writes, threads })
}
