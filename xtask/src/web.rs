//! `web/`: what browsers are shown, built with npm. The server carries it within itself, so it is built first.

use std::{fs, io, path::Path, process::Command, time::SystemTime};

use crate::{
    Outcome, root,
    step::{run, run_quietly, step},
    tools::WEB,
};

/// One file of each part's output; the build writes all of a part at once.
const BUILT: [&str; 3] = ["dist/loader/loader.js", "dist/widget/index.html", "dist/console/index.html"];

/// The folders in `web` that nothing is built from.
const APART: [&str; 4] = ["dist", "node_modules", "stories", "test-results"];

/// Builds it, unless nothing was changed since that was last done.
pub(crate) fn build() -> Outcome {
    step("web", || {
        let current = is_current(&root().join(WEB));
        if current.map_err(|error| format!("{WEB} could not be read: {error}"))? {
            return Ok(());
        }
        run_quietly(&mut npm_command("build", &[]))
    })
}

/// Runs a script of the npm workspace, with arguments for it.
pub(crate) fn npm(script: &str, arguments: &[&str]) -> Outcome {
    run(&mut npm_command(script, arguments))
}

/// The command that runs it, at the top of the working copy.
pub(crate) fn npm_command(script: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(["--silent", "--prefix", WEB, "run", script, "--"]).args(arguments);
    command
}

/// Whether all that is built is there, and no older than what it is built from.
fn is_current(web: &Path) -> io::Result<bool> {
    let changed = newest(web)?;
    let built: io::Result<Vec<_>> = BUILT.iter().map(|file| written(&web.join(file))).collect();
    Ok(built.is_ok_and(|built| built.iter().all(|built| *built >= changed)))
}

/// When a file in the folder, or below it, was last written. One that is gone is not missed: what named it was changed.
fn newest(folder: &Path) -> io::Result<SystemTime> {
    let mut latest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || APART.contains(&&*name) {
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

#[cfg(test)]
mod tests {
    use std::{env, fs::File, process, time::Duration};

    use super::*;

    fn write(path: &Path, at: u64) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = File::create(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(at)).unwrap();
    }

    #[test]
    fn the_web_is_built_when_a_source_is_newer_than_a_part_or_a_part_is_missing() {
        let web = env::temp_dir().join(format!("bonafide-xtask-{}", process::id()));
        let source = web.join("widget/src/main.ts");
        write(&source, 10);
        write(&web.join("stories/src/story.ts"), 99);
        write(&web.join("node_modules/svelte/index.js"), 99);
        assert!(!is_current(&web).unwrap(), "nothing is built");
        for file in BUILT {
            write(&web.join(file), 20);
        }
        assert!(is_current(&web).unwrap());
        write(&source, 21);
        assert!(!is_current(&web).unwrap(), "a source is newer");
        fs::remove_dir_all(&web).unwrap();
    }
}
