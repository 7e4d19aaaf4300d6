//! Chromium, in which the browser stories are played.

use std::{env, path::PathBuf};

use super::apt;

/// The variable that names another one. It does not begin with `BONAFIDE_`: those are the server's.
const VARIABLE: &str = "TEST_CHROMIUM";
/// What it is called, by whom it was packed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Its program, which is installed unless it is there.
pub(super) fn get() -> Result<PathBuf, String> {
    if let Some(program) = env::var_os(VARIABLE).map(PathBuf::from) {
        let missing = || format!("{VARIABLE} names {}, which is no program", program.display());
        return program.is_file().then_some(&program).cloned().ok_or_else(missing);
    }
    if let Some(program) = find() {
        return Ok(program);
    }
    let by_hand = format!(
        "Chromium is needed; install it, for example with `apt-get install chromium`, or name its program in {VARIABLE}"
    );
    apt::install(&["chromium"], &by_hand)?;
    find().ok_or(by_hand)
}

/// The first of its names that is a program on PATH.
fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let programs = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.into_iter().find(|program| program.is_file())
}
