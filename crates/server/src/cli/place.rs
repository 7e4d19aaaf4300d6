//! Where a command finds the data.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::{
    app::{App, Surroundings},
    config::{Config, Flag, Sources},
};

/// The flags that every command takes that opens the database, beside a running server or without one (details 13).
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The folder of the embedded database and the master key [default: data]
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// A PostgreSQL database in place of the embedded one
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// A configuration file in TOML
    #[arg(long, value_name = "FILE", env = "BONAFIDE_CONFIG")]
    config: Option<PathBuf>,
}

impl Place {
    /// Opens the data, for a command that works beside a running server or without one. It blocks, so it is called
    /// before there is async code. What the command changes, the server reads; no news of it is told here.
    pub fn open(&self) -> Result<App, Failure> {
        let config = self.config([])?;
        Ok(App::open(config, Surroundings::of_process())?)
    }

    /// Opens the data, does the work of a command with it, and closes it again.
    pub(super) fn with<T>(&self, work: impl AsyncFnOnce(&App) -> Result<T, Failure>) -> Result<T, Failure> {
        let app = self.open()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("the threads cannot be started: {error}")))?;
        let done = runtime.block_on(work(&app));
        app.store.close();
        done
    }

    /// Whether a folder was named with a flag.
    pub(super) fn names_data(&self) -> bool {
        self.data.is_some()
    }

    /// The configuration: the file, over it the environment, over that these flags and the command's own.
    pub fn config(&self, own: impl IntoIterator<Item = Flag>) -> Result<Config, Failure> {
        let given = [("--data", "database.data", &self.data), ("--database", "database.url", &self.database)];
        let flags = given
            .into_iter()
            .filter_map(|(flag, key, value)| value.clone().map(|value| Flag { flag, key, value }));
        // A variable that is not Unicode cannot be one of ours.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let sources = Sources {
            file: self.config.clone(),
            environment: environment.collect(),
            flags: flags.chain(own).collect(),
        };
        Ok(Config::read(&sources)?)
    }
}
