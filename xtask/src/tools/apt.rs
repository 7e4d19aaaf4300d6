//! Installing packages of Debian or Ubuntu.

use std::process::Command;

use crate::{
    Outcome,
    step::{read, run, succeeds},
};

/// Installs `packages`. Where that cannot be done, the words begin with `by_hand`, which says what to do instead.
pub(super) fn install(packages: &[&str], by_hand: &str) -> Outcome {
    if !succeeds(Command::new("apt-get").arg("--version")) {
        return Err(format!("{by_hand} (there is no apt-get here to do so)"));
    }
    let apt_get = |arguments: &[&str]| {
        let mut command = as_root()?;
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        run(&mut command)
    };
    apt_get(&["update"])
        .and_then(|()| apt_get(&[&["install", "--yes"], packages].concat()))
        .map_err(|words| format!("{by_hand} ({words})"))
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
