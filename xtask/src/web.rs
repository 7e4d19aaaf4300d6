//! `web/`: what browsers are shown, built with npm. The server carries it within itself, so it is built first.

use std::{fs, io, path::Path, process::Command, time::SystemTime};

use crate::{
    Outcome, root,
    step::{run, run_quietly, step},
    tools::WEB,
};

/// One file of each part's output; the build writes all of a part at once.
const BUILT: [&str; 3] = ["dist/loader/loader.js", "dist/widget/index.html", "dist/console/index.html"];

/// The folders in `web` that hold what is made from the others.
const MADE: [&str; 4] = ["dist", "node_modules", "stories", "test-results"];

/// Builds it, unless nothing was changed since that was last done.
pub(crate) fn build() -> Outcome {
    step("web", || {
        let web = root().join(WEB);
        let changed = newest(&web).map_err(|error| format!("{WEB} could not be read: {error}"))?;
        let built = BUILT.iter().map(|file| written(&web.join(file))).collect::<io::Result<Vec<_>>>();
        match built.ok().and_then(|built| built.into_iter().min()) {
            Some(built) if changed <= built => Ok(()),
            Some(_) | None => run_quietly(&mut npm_command("build", &[])),
        }
    })
}

/// Runs a script of the npm workspace, with arguments for it.
pub(crate) fn npm(script: &str, arguments: &[&str]) -> Outcome {
    run(&mut npm_command(script, arguments))
}

pub(crate) fn npm_command(script: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(["--silent", "--prefix", WEB, "run", script, "--"]).args(arguments);
    command
}

/// When a file in the folder, or below it, was last written. One that is gone is not missed: what named it was changed.
fn newest(folder: &Path) -> io::Result<SystemTime> {
    let mut latest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || MADE.contains(&&*name) {
            continue;
        }
        let path = entry.path();
        let changed = if entry.file_type()?.is_dir() { newest(&path)? } else { written(&path)? };
        latest = latest.max(changed);
    }
    Ok(latest)
}

fn written(path: &Path) -> io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}
