//! `cargo xtask bench`: how quick and how small it is, beside what the machine could do at most.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Outcome,
    step::{cargo, read, run, step, succeeds},
    tools, web,
};

/// Where the server runs, and a database beside it. The limits run there too: `crates/bench/src/limits/apart.rs`.
const MEASURED: &str = "0";
/// Where the load comes from.
const DRIVING: &str = "1";
/// How many files a process must be allowed to open: ten thousand sockets, and room for all else.
const FILES: u64 = 12_000;
/// The packages whose programs take part.
const PACKAGES: [&str; 3] = ["bonafide", "bonafide-testkit", "bonafide-bench"];

/// Gets and builds what is needed, and measures: everything, which writes the page, or what is named.
pub(crate) fn run_bench(names: &[&str]) -> Outcome {
    two_cores()?;
    enough_files(&read(Command::new("sh").args(["-c", "ulimit -H -n"]))?)?;
    tools::get_postgres()?;
    tools::get_node_for_web()?;
    web::build()?;
    step("release build", || {
        let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
        run(cargo(["build", "--release", "--bins"]).args(packages))
    })?;
    let target = target()?;
    let release = target.join("release");
    let server = placed(&release.join("bonafide"), &target.join("bench"))
        .map_err(|error| format!("the server's script could not be written: {error}"))?;
    step("measurement", || {
        run(measurement(&release, names).env("BONAFIDE_BIN", server).env("BENCH_COMMIT", commit()?))
    })
}

/// The bench on its core, beside a PostgreSQL on the server's, with as many files as are allowed.
fn measurement(release: &Path, names: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", r#"ulimit -S -n "$(ulimit -H -n)" && exec "$@""#, "sh"]);
    command.args(["taskset", "-c", MEASURED]).arg(release.join("throwaway-postgres")).arg("--durable");
    command.args(["taskset", "-c", DRIVING]).arg(release.join("bench")).args(names);
    command
}

/// A script in `folder` that runs the server on its core, whoever starts it.
fn placed(server: &Path, folder: &Path) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let script = folder.join("bonafide");
    fs::write(&script, format!("#!/bin/sh\nexec taskset -c {MEASURED} '{}' \"$@\"\n", server.display()))?;
    fs::set_permissions(&script, Permissions::from_mode(0o755))?;
    Ok(script)
}

/// The folder that Cargo builds into; this program lies in one of its folders.
fn target() -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("this program's path is unknown: {error}"))?;
    this.ancestors().nth(2).map(Path::to_path_buf).ok_or_else(|| "this program lies in no folder".to_owned())
}

/// What is measured: the last commit, and whether something was changed since.
fn commit() -> Result<String, String> {
    let commit = read(Command::new("git").args(["rev-parse", "--short", "HEAD"]))?;
    let changes = read(Command::new("git").args(["status", "--porcelain"]))?;
    Ok(commit_in_words(commit.trim(), &changes))
}

fn commit_in_words(commit: &str, changes: &str) -> String {
    if changes.trim().is_empty() { commit.to_owned() } else { format!("{commit} with changes") }
}

/// Fails where server and load cannot be kept apart.
fn two_cores() -> Outcome {
    if !succeeds(Command::new("taskset").arg("--version")) {
        return Err(
            "`taskset` is needed, to keep the server and the load on cores of their own; it is part of \
                    util-linux, on Linux"
                .to_owned(),
        );
    }
    let both =
        [MEASURED, DRIVING].iter().all(|core| succeeds(Command::new("taskset").args(["-c", core, "true"])));
    if both {
        return Ok(());
    }
    Err(format!(
        "two cores are needed, one for the server and one for the load; this machine has no core {MEASURED} and \
         {DRIVING} for this program"
    ))
}

/// Fails where so many sockets cannot be opened. `hard` is what `ulimit -H -n` says.
fn enough_files(hard: &str) -> Outcome {
    let hard = hard.trim();
    if hard == "unlimited" || hard.parse().is_ok_and(|files: u64| files >= FILES) {
        return Ok(());
    }
    Err(format!(
        "{FILES} open files are needed for ten thousand sockets, and at most {hard} are allowed here: raise the \
         hard limit of open files (`ulimit -H -n`), for example in /etc/security/limits.conf"
    ))
}

#[cfg(test)]
mod tests {
    use std::{env, process};

    use super::*;

    #[test]
    fn ten_thousand_sockets_take_more_files_than_that() {
        for allowed in ["unlimited\n", "1048576\n", "12000"] {
            assert_eq!(enough_files(allowed), Ok(()), "{allowed}");
        }
        for refused in ["11999", "4096\n", ""] {
            let words = enough_files(refused).unwrap_err();
            assert!(words.contains("12000 open files are needed"), "{words}");
        }
    }

    #[test]
    fn figures_of_changed_files_are_not_those_of_the_commit() {
        assert_eq!(commit_in_words("abc1234", "\n"), "abc1234");
        assert_eq!(commit_in_words("abc1234", " M README.md\n"), "abc1234 with changes");
    }

    #[test]
    fn the_bench_and_the_server_get_cores_of_their_own() {
        let command = measurement(Path::new("target/release"), &["logins"]);
        let words: Vec<_> =
            command.get_args().skip(3).map(|word| word.to_string_lossy().into_owned()).collect();
        let expected = "taskset -c 0 target/release/throwaway-postgres --durable \
                        taskset -c 1 target/release/bench logins";
        assert_eq!(words.join(" "), expected);

        let folder = env::temp_dir().join(format!("bonafide-xtask-bench-{}", process::id()));
        let script = placed(Path::new("/bin/echo"), &folder).unwrap();
        let said = read(Command::new(script).arg("two  words"));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(said.as_deref(), Ok("two  words\n"));
    }
}
