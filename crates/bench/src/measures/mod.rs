//! What is measured, a module each.

mod at_rest;
mod fan_out;
mod growth;
mod limits;
mod logins;
mod messages;
mod sockets;

use bonafide_testkit::server::Engine;

/// Both databases, as the page's columns name them.
pub(crate) const ENGINES: [(Engine, &str); 2] = [(Engine::Sqlite, "SQLite"), (Engine::Postgres, "PostgreSQL")];

/// Measures what is named in `wanted`, or everything, and writes the page if that was everything.
pub(crate) async fn run(wanted: &[String]) -> Result<(), String> {
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|it| it == name);
    let local = tokio::task::LocalSet::new();
    let mut tables = Vec::new();
    if is_wanted("logins") {
        tables.push(local.run_until(logins::measure()).await);
    }
    if is_wanted("messages") {
        tables.push(local.run_until(messages::measure()).await);
    }
    if is_wanted("limits") {
        tables.push(local.run_until(limits::measure()).await);
    }
    if is_wanted("at_rest") {
        tables.push(local.run_until(at_rest::measure()).await);
    }
    if is_wanted("sockets") {
        tables.push(local.run_until(sockets::measure()).await);
    }
    if is_wanted("fan_out") {
        tables.push(local.run_until(fan_out::measure()).await);
    }
    if is_wanted("growth") {
        tables.push(local.run_until(growth::measure()).await);
    }
    for table in &tables {
        println!("{}", crate::page::markdown(table));
    }
    Ok(())
}
