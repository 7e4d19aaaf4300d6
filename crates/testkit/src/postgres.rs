//! A throw-away PostgreSQL: a cluster of its own in a temporary folder, and a fresh database for each test.
//!
//! `cargo xtask test` starts one cluster for the whole run and hands its address to every test process in
//! [`SHARED`]. A test that is run by itself starts its own. Where PostgreSQL is missing tests fail; they never
//! skip.

mod cluster;
mod programs;

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use crate::unique_suffix;
pub use cluster::{Cluster, Durability};
use programs::Programs;

/// The environment variable with the address (`postgres://USER@HOST:PORT`, no database) of the cluster that all
/// test processes of one run share.
pub const SHARED: &str = "BONAFIDE_TEST_POSTGRES";

/// A database of one test's own; dropped, with whoever is still connected to it, when this value is.
#[derive(Debug)]
pub struct Database {
    cluster: String,
    name: String,
    url: String,
}

/// Makes a fresh, empty database on the run's cluster, or on one that this process starts and keeps until it ends.
///
/// Its default collation is not by code point, as on most people's servers, so that an order which relies on
/// the database's default is found out.
///
/// # Panics
///
/// If PostgreSQL is missing or cannot be started: the words say what to install.
#[must_use = "the database is dropped with this value"]
pub fn database() -> Database {
    Database::on(cluster_address())
}

impl Database {
    fn on(cluster: String) -> Self {
        let name = format!("test_{}", unique_suffix());
        run_sql(&cluster, &format!("CREATE DATABASE {name}"))
            .unwrap_or_else(|refusal| panic!("no database could be made on {cluster}: {refusal}"));
        let url = format!("{cluster}/{name}");
        Self { cluster, name, url }
    }

    /// The address to connect to: `postgres://USER@HOST:PORT/NAME`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let dropped = run_sql(&self.cluster, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
        // A second panic while one is under way would hide the first.
        if let Err(refusal) = dropped {
            eprintln!("the database {} was not dropped: {refusal}", self.name);
        }
    }
}

/// The file that a throw-away cluster logs to, by its data folder (`SHOW data_directory`), beside which
/// `cluster.sh` puts it.
pub fn log_of(data: &Path) -> PathBuf {
    data.with_file_name("log")
}

/// Another of PostgreSQL's programs, such as `pgbench`, of the version that the cluster runs.
///
/// # Panics
///
/// If PostgreSQL is missing.
pub fn program(name: &str) -> Command {
    Programs::find().command(name)
}

fn cluster_address() -> String {
    static OWN: OnceLock<Cluster> = OnceLock::new();
    env::var(SHARED)
        .unwrap_or_else(|_| OWN.get_or_init(|| Cluster::start(Durability::Lost)).address().to_owned())
}

/// Runs one statement as the cluster's superuser, outside any transaction.
fn run_sql(cluster: &str, statement: &str) -> Result<(), String> {
    let run = Programs::find()
        .command("psql")
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"])
        .args(["--dbname", &format!("{cluster}/postgres"), "--command", statement])
        .output()
        .map_err(|error| format!("psql could not be run: {error}"))?;
    if run.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&run.stderr).into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_is_new_and_gone_when_its_test_ends() {
        let (first, second) = (database(), database());
        assert_ne!(first.url(), second.url());
        run_sql(&first.cluster, &format!("ALTER DATABASE {} CONNECTION LIMIT 5", first.name)).unwrap();

        let (cluster, name) = (first.cluster.clone(), first.name.clone());
        drop(first);
        let refusal = run_sql(&cluster, &format!("ALTER DATABASE {name} CONNECTION LIMIT 5")).unwrap_err();
        assert!(refusal.contains("does not exist"), "{refusal}");
    }

    #[test]
    fn the_default_collation_is_not_by_code_point() {
        let database = database();
        let check = "DO $$ BEGIN ASSERT 'a' < 'B' AND ('a' COLLATE \"C\") > 'B'; END $$";
        run_sql(&database.cluster, check).unwrap();
    }

    #[test]
    fn what_was_committed_is_there_after_a_crash() {
        let mut cluster = Cluster::start(Durability::Kept);
        let database = cluster.database();
        let mark = format!("COMMENT ON DATABASE {} IS 'kept'", database.name);
        run_sql(&database.cluster, &mark).unwrap();
        cluster.crash_and_restart();
        let check = "DO $$ BEGIN ASSERT 'kept' IN (SELECT description FROM pg_shdescription); END $$";
        run_sql(&database.cluster, check).unwrap();
    }
}
