//! The real binary, as an operator runs it.

mod commands;
mod place;
mod process;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::{
    folder::Folder,
    postgres::{self, Database},
};
pub use commands::Outcome;
use place::Place;
use process::Process;

/// What the server keeps its data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded database, in the server's folder.
    Sqlite,
    /// A database of its own on the run's throw-away PostgreSQL.
    Postgres,
}

/// A `bonafide serve` in a folder of its own, on a free port of loopback.
///
/// It is killed, and its folder and database go, when this value is dropped.
#[derive(Debug)]
pub struct TestServer {
    // Dropped in this order: the process before what it writes to.
    process: Process,
    place: Place,
}

/// A free port of loopback.
const ANY_PORT: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

impl TestServer {
    /// Starts a server on an empty folder and comes back when it listens.
    ///
    /// # Panics
    ///
    /// If it does not listen in time, or the binary is missing.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[]).await
    }

    /// As [`start`](Self::start), with keys of the configuration: `[("limits.messages", "1000")]`. `log`, which is
    /// none of them, says what is logged.
    ///
    /// # Panics
    ///
    /// If it does not listen in time, or the binary is missing.
    pub async fn start_with(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(spawn_blocking(postgres::database).await.expect("PostgreSQL is there")),
        };
        Self::start_on(database, settings).await
    }

    /// As [`start_with`](Self::start_with), on this database, or the embedded one if there is none.
    ///
    /// # Panics
    ///
    /// If it does not listen in time, or the binary is missing.
    pub async fn start_on(database: Option<Database>, settings: &[(&str, &str)]) -> Self {
        let folder = Folder::new().expect("a temporary folder can be made");
        Self::start_at(Place::new(folder, database, settings), ANY_PORT.into()).await
    }

    /// Starts a server on the embedded database in this folder, which is emptied first and stays.
    ///
    /// # Panics
    ///
    /// If it does not listen in time, or the binary is missing.
    pub async fn start_in(folder: PathBuf, listen: SocketAddr, settings: &[(&str, &str)]) -> Self {
        let folder = Folder::anew(folder).expect("the folder can be emptied");
        Self::start_at(Place::new(folder, None, settings), listen).await
    }

    /// Starts another server on the same database, with a port and a folder of its own and nothing between the two.
    ///
    /// # Panics
    ///
    /// If it does not listen in time.
    pub async fn start_another_node(&self) -> Self {
        Self::start_at(self.place.beside(), ANY_PORT.into()).await
    }

    async fn start_at(place: Place, listen: SocketAddr) -> Self {
        let process = Process::start(&place, listen).await;
        Self { process, place }
    }

    /// Where it listens; the same after a restart.
    pub fn address(&self) -> SocketAddr {
        self.process.address()
    }

    /// The process's id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The folder that holds its data.
    pub fn data_folder(&self) -> &Path {
        self.place.folder()
    }

    /// The address of its PostgreSQL database, or `None` on the embedded one.
    pub fn database_url(&self) -> Option<&str> {
        self.place.database_url()
    }

    /// The address of a path: `server.url("/livez")`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// The link to make the first administrator with, which a server prints that starts on an empty folder.
    ///
    /// # Panics
    ///
    /// If the server prints none in time.
    pub async fn setup_link(&mut self) -> String {
        let fact = self.process.fact("setup_link").await;
        fact.get("link").and_then(Value::as_str).expect("the fact has a link").to_owned()
    }

    /// Ends the server the hard way, in the middle of whatever it does.
    pub fn kill_9(&mut self) {
        self.process.kill();
    }

    /// Asks the server to end (SIGTERM) and waits until it has.
    ///
    /// # Panics
    ///
    /// If it does not end in time or ends with an error.
    pub async fn stop(&mut self) {
        self.process.stop().await;
    }

    /// As [`stop`](Self::stop), unless it has ended already, as Ctrl-C ends everything in a terminal.
    ///
    /// # Panics
    ///
    /// If it does not end in time or ends with an error.
    pub async fn stop_if_running(&mut self) {
        if self.process.is_running() {
            self.stop().await;
        }
    }

    /// Waits, for however long, until the server has ended by itself.
    pub async fn ended(&mut self) {
        self.process.ended().await;
    }

    /// Starts the server again on the same folder, database and port, after stopping it if it still runs.
    ///
    /// # Panics
    ///
    /// If it does not listen in time.
    pub async fn restart(&mut self) {
        self.stop_if_running().await;
        self.process = Process::start(&self.place, self.address()).await;
    }
}
