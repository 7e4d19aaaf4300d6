//! PostgreSQL, which the tests start servers of their own from.

use std::{env, fs};

use super::apt;
use crate::Outcome;

const BY_HAND: &str =
    "PostgreSQL 15 or later is needed; install it, for example with `apt-get install postgresql`";

/// Installs it unless it is there.
pub(super) fn get() -> Outcome {
    if is_there() {
        return Ok(());
    }
    apt::install(&["postgresql"], BY_HAND)?;
    if is_there() { Ok(()) } else { Err(BY_HAND.to_owned()) }
}

/// Whether its programs are where the tests look for them: on PATH or in Debian's folders.
fn is_there() -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    env::split_paths(&path)
        .chain(debian.map(|version| version.path().join("bin")))
        .any(|folder| folder.join("initdb").is_file())
}
