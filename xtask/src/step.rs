//! Steps: what is done, told to whoever waits, with the time it took.

use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

use crate::{Outcome, root};

/// Does one step under a headline and tells how long it took.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a step took is told to a person; nothing depends on it"
)]
pub(crate) fn step(name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    println!("== {name}");
    let start = Instant::now();
    let outcome = work();
    let ended = if outcome.is_ok() { "done" } else { "failed" };
    println!("== {name}: {ended} after {:.1} s\n", start.elapsed().as_secs_f64());
    outcome.map_err(|words| format!("{name}: {words}"))
}

/// Runs a command at the top of the working copy; whatever but success is a failure.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let line = words_of(command);
    let status = command
        .current_dir(command.get_current_dir().map_or_else(root, PathBuf::from))
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("`{line}` could not be run: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
}

/// Runs a command at the top of the working copy, and shows what it writes only where it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Outcome {
    let line = words_of(command);
    let run = command.current_dir(root()).stdin(Stdio::null()).output();
    let run = run.map_err(|error| format!("`{line}` could not be run: {error}"))?;
    if run.status.success() {
        return Ok(());
    }
    for written in [&run.stdout, &run.stderr] {
        eprintln!("{}", String::from_utf8_lossy(written).trim_end());
    }
    Err(format!("`{line}` ended with {}", run.status))
}

/// Runs a command at the top of the working copy for what it writes to standard output.
pub(crate) fn read(command: &mut Command) -> Result<String, String> {
    let line = words_of(command);
    let run = command.current_dir(root()).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let run = run.map_err(|error| format!("`{line}` could not be run: {error}"))?;
    if !run.status.success() {
        return Err(format!("`{line}` ended with {}", run.status));
    }
    String::from_utf8(run.stdout).map_err(|_| format!("`{line}` did not write UTF-8"))
}

/// Whether a command can be run and succeeds; what it writes is thrown away.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).output().is_ok_and(|run| run.status.success())
}

/// The Cargo that runs this program, with these arguments.
pub(crate) fn cargo<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// A program of the workspace, which Cargo builds into the same folder as this one.
///
/// It is not run with `cargo run`, which would build it anew: for one package alone Cargo chooses other
/// features of shared dependencies than for the whole workspace.
pub(crate) fn workspace_program(name: &str) -> Result<Command, String> {
    let this = env::current_exe().map_err(|error| format!("this program's path is unknown: {error}"))?;
    let path = this.with_file_name(name);
    if path.is_file() {
        Ok(Command::new(path))
    } else {
        Err(format!("the workspace has no program `{name}`"))
    }
}

fn words_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
