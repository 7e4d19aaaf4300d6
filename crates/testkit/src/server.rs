//! The real binary, as an operator runs it.

mod commands;
mod process;

use std::net::SocketAddr;

use serde_json::Value;

use crate::{
    folder::Folder,
    postgres::{self, Database},
};
pub use commands::Outcome;
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
    folder: Folder,
    database: Option<Database>,
}

impl TestServer {
    /// Starts a server on an empty folder and comes back when it listens.
    ///
    /// # Panics
    ///
    /// If it does not listen in time, or the binary is missing.
    pub async fn start(engine: Engine) -> Self {
        let folder = Folder::new().expect("a temporary folder can be made");
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                Some(tokio::task::spawn_blocking(postgres::database).await.expect("PostgreSQL is there"))
            }
        };
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let process = Process::start(&location(&folder, database.as_ref()), any_port).await;
        Self { process, folder, database }
    }

    /// Where it listens; the same after a restart.
    pub fn address(&self) -> SocketAddr {
        self.process.address()
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

    /// Starts the server again on the same folder, database and port, after stopping it if it still runs.
    ///
    /// # Panics
    ///
    /// If it does not listen in time.
    pub async fn restart(&mut self) {
        if self.process.is_running() {
            self.stop().await;
        }
        self.process = Process::start(&self.location(), self.address()).await;
    }

    fn location(&self) -> Vec<String> {
        location(&self.folder, self.database.as_ref())
    }
}

/// The options that every command of the binary takes to find its data.
fn location(folder: &Folder, database: Option<&Database>) -> Vec<String> {
    let path = folder.path().to_str().expect("the temporary folder's path is UTF-8");
    let mut options = vec!["--data".to_owned(), path.to_owned()];
    if let Some(database) = database {
        options.extend(["--database".to_owned(), database.url().to_owned()]);
    }
    options
}
