//! The PostgreSQL server that measured servers keep their data on.

use std::{fs, path::Path};

use postgres::{Client, NoTls};
use tokio::task::spawn_blocking;

/// Has the planner know the tables, as a server's own store has it done while they fill.
///
/// # Panics
///
/// If the database at this address does not answer.
pub(crate) async fn analyze(url: &str) {
    let url = url.to_owned();
    let asked = spawn_blocking(move || Client::connect(&url, NoTls)?.batch_execute("ANALYZE"));
    asked.await.expect("it is waited for").expect("the throw-away cluster answers");
}

/// The id of the process that started all the others of the PostgreSQL at this address.
///
/// # Panics
///
/// If it runs on another machine, or its data folder is not to be read.
pub(crate) async fn process(url: &str) -> u32 {
    let url = url.to_owned();
    let asked = spawn_blocking(move || {
        Client::connect(&url, NoTls)?.query_one("SHOW data_directory", &[])?.try_get::<_, String>(0)
    });
    let folder = asked.await.expect("it is waited for").expect("the throw-away cluster answers");
    let text =
        fs::read_to_string(Path::new(&folder).join("postmaster.pid")).expect("it runs on this machine");
    text.lines()
        .next()
        .and_then(|line| line.trim().parse().ok())
        .expect("the file begins with a process's id")
}
