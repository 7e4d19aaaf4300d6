//! `bonafide reference`: the pages of the documentation that are written from the code.

use std::{fs, path::PathBuf};

use clap::Args;

use super::Failure;
use crate::{config, http};

/// The flags of `bonafide reference`.
#[derive(Debug, Args)]
pub(super) struct Reference {
    /// The folder of the pages
    #[arg(long, value_name = "DIR")]
    write: PathBuf,
    /// Writes nothing, and fails where a page is not what would be written
    #[arg(long)]
    check: bool,
}

/// The pages: name and contents.
fn pages() -> [(&'static str, String); 4] {
    let table = http::routes::table();
    [
        ("openapi.json", format!("{:#}\n", table.openapi())),
        ("api.md", table.reference()),
        ("errors.md", http::errors_page()),
        ("configuration.md", config::reference::page()),
    ]
}

impl Reference {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if self.check { self.compare() } else { self.save() }
    }

    fn save(&self) -> Result<(), Failure> {
        fs::create_dir_all(&self.write).map_err(|error| self.failed("made", &error))?;
        for (name, contents) in pages() {
            fs::write(self.write.join(name), contents).map_err(|error| self.failed("written to", &error))?;
        }
        Ok(())
    }

    fn compare(&self) -> Result<(), Failure> {
        let current = |name: &str, contents: &String| {
            fs::read_to_string(self.write.join(name)).is_ok_and(|written| written == *contents)
        };
        let stale: Vec<_> = pages()
            .iter()
            .filter(|(name, contents)| !current(name, contents))
            .map(|(name, _)| *name)
            .collect();
        if stale.is_empty() {
            return Ok(());
        }
        let folder = self.write.display();
        Err(Failure::new(format!(
            "not as the code would write it: {}; run `bonafide reference --write {folder}`",
            stale.join(", ")
        )))
    }

    fn failed(&self, what: &str, error: &std::io::Error) -> Failure {
        Failure::new(format!("the folder {} cannot be {what}: {error}", self.write.display()))
    }
}
