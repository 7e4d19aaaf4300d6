//! Node, and the packages that a lock file names.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use crate::{
    Outcome, root,
    step::{read, run},
};

/// The oldest major version of Node that the packages are written for.
const OLDEST: u32 = 20;

/// Makes sure that it is there and not too old.
pub(super) fn get() -> Outcome {
    let wanted = format!(
        "Node {OLDEST} or later is needed, for what browsers are shown and for a customer's backend; install it"
    );
    let version =
        read(Command::new("node").arg("--version")).map_err(|words| format!("{wanted} ({words})"))?;
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        Some(_) | None => Err(format!("{wanted} (this one is {})", version.trim())),
    }
}

/// The major version of what Node says: `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs the packages of a folder unless they are there as its lock file says.
pub(super) fn packages(folder: &str) -> Outcome {
    let folder = root().join(folder);
    if are_current(&folder) { Ok(()) } else { run(Command::new("npm").arg("ci").current_dir(&folder)) }
}

/// Whether npm installed the packages since the lock file was last written.
fn are_current(folder: &Path) -> bool {
    let installed = written(folder.join("node_modules/.package-lock.json"));
    let locked = written(folder.join("package-lock.json"));
    installed.zip(locked).is_some_and(|(installed, locked)| installed >= locked)
}

fn written(path: PathBuf) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_major_version_is_read() {
        for (said, version) in [("v20.20.2\n", Some(20)), ("v8.0.0", Some(8)), ("node", None), ("", None)] {
            assert_eq!(major(said), version, "{said}");
        }
    }
}
