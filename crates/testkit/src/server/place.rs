//! Where a server keeps its data and what is set.

use std::{fs, path::Path, process::Command, sync::Arc};

use super::process;
use crate::{folder::Folder, postgres::Database};

/// What every command of the binary is told, so that it finds the data.
#[derive(Debug)]
pub(super) struct Place {
    folder: Folder,
    database: Option<Arc<Database>>,
    /// Keys of the configuration and their values: `limits.messages`, `1000`.
    settings: Vec<(String, String)>,
}

impl Place {
    pub(super) fn new(folder: Folder, database: Option<Database>, settings: &[(&str, &str)]) -> Self {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Self { folder, database: database.map(Arc::new), settings: settings.iter().map(owned).collect() }
    }

    /// The place of another server on the same database: with a folder of its own, and the same master key in it.
    pub(super) fn beside(&self) -> Self {
        let folder = Folder::new().expect("a temporary folder can be made");
        let key = "master.key";
        fs::copy(self.folder.path().join(key), folder.path().join(key))
            .expect("a server that has started has a master key");
        Self { folder, database: self.database.clone(), settings: self.settings.clone() }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn database_url(&self) -> Option<&str> {
        self.database.as_deref().map(Database::url)
    }

    /// `bonafide ARGUMENTS` on the data of this place, free of the settings of whoever runs the tests.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = process::command();
        command.args(arguments).arg("--data").arg(self.folder.path());
        if let Some(database) = &self.database {
            command.args(["--database", database.url()]);
        }
        for (key, value) in &self.settings {
            command.env(format!("BONAFIDE_{}", key.replace('.', "_").to_uppercase()), value);
        }
        command
    }
}
