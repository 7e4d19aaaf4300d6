//! What the tests need on the machine, and how to get it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use crate::{
    Outcome, root,
    step::{read, run, step, succeeds},
};

/// The oldest major version of Node that the packages are written for.
const OLDEST_NODE: u32 = 20;

/// The folder with the customer's backend that mints the tests' tokens.
const BACKEND: &str = "crates/testkit/backend";

/// Makes sure of PostgreSQL, Node, and the packages of the customer's backend.
pub(crate) fn get() -> Outcome {
    step("PostgreSQL", postgres)?;
    get_backend()
}

/// Makes sure of Node and the packages of the customer's backend, which the story needs as well.
pub(crate) fn get_backend() -> Outcome {
    step("Node", node)?;
    step("Node packages", packages)
}

fn postgres() -> Outcome {
    if has_postgres() {
        return Ok(());
    }
    let by_hand =
        "PostgreSQL 15 or later is needed; install it, for example with `apt-get install postgresql`";
    if !succeeds(Command::new("apt-get").arg("--version")) {
        return Err(format!("{by_hand} (there is no apt-get here to do so)"));
    }
    let apt_get = |arguments: &[&str]| {
        let mut command = as_root()?;
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        run(&mut command)
    };
    apt_get(&["update"])
        .and_then(|()| apt_get(&["install", "--yes", "postgresql"]))
        .map_err(|words| format!("{by_hand} ({words})"))?;
    if has_postgres() { Ok(()) } else { Err(by_hand.to_owned()) }
}

/// Whether its programs are where the tests look for them: on PATH or in Debian's folders.
fn has_postgres() -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    env::split_paths(&path)
        .chain(debian.map(|version| version.path().join("bin")))
        .any(|folder| folder.join("initdb").is_file())
}

/// The start of a command line that runs as root, beginning with its environment.
fn as_root() -> Result<Command, String> {
    if read(Command::new("id").arg("-u"))?.trim() == "0" {
        return Ok(Command::new("env"));
    }
    if !succeeds(Command::new("sudo").arg("--version")) {
        return Err("installing takes root, and there is no sudo here".to_owned());
    }
    let mut command = Command::new("sudo");
    command.arg("env");
    Ok(command)
}

fn node() -> Outcome {
    let wanted = format!(
        "Node {OLDEST_NODE} or later is needed to sign tokens as a customer's backend does; install it"
    );
    let version =
        read(Command::new("node").arg("--version")).map_err(|words| format!("{wanted} ({words})"))?;
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(_) | None => Err(format!("{wanted} (this one is {})", version.trim())),
    }
}

/// The major version of what Node says: `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn packages() -> Outcome {
    let folder = root().join(BACKEND);
    if are_current(&folder) {
        return Ok(());
    }
    run(Command::new("npm").arg("ci").current_dir(&folder))
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
