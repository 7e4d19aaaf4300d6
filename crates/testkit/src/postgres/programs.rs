//! Where PostgreSQL's programs are, and as whom they may be run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// The oldest major version that the store is written for.
const OLDEST: u32 = 15;

const MISSING: &str = "\
PostgreSQL 15 or later is needed to run the tests, and its programs (initdb, pg_ctl, psql) are neither on PATH \
nor in /usr/lib/postgresql/*/bin. Install it: apt-get install postgresql (`cargo xtask test` does so by itself \
on Debian and Ubuntu).";

/// A folder that holds `initdb`, `pg_ctl` and `psql` of one version.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The folders of PATH first, then Debian's, newest version first.
    ///
    /// # Panics
    ///
    /// If none of them has a version that is new enough.
    pub(super) fn find() -> &'static Self {
        static FOUND: LazyLock<Programs> = LazyLock::new(|| {
            let path = env::var_os("PATH").unwrap_or_default();
            env::split_paths(&path)
                .chain(debian_folders())
                .find(|folder| {
                    is_complete(folder) && version(folder).is_some_and(|version| version >= OLDEST)
                })
                .map(|folder| Programs { folder })
                .expect(MISSING)
        });
        &FOUND
    }

    /// One of the programs, to be run as whoever runs the tests.
    pub(super) fn command(&self, name: &str) -> Command {
        Command::new(self.folder.join(name))
    }

    /// The folder itself.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

fn debian_folders() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    folders
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file())
}

/// The major version, from a line such as `initdb (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn version(folder: &Path) -> Option<u32> {
    let run = Command::new(folder.join("initdb")).arg("--version").output().ok()?;
    let line = String::from_utf8(run.stdout).ok()?;
    let (_, version) = line.split_once("(PostgreSQL) ")?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A command that runs `program` as someone PostgreSQL agrees to run as: it refuses root.
///
/// Everyone but root stays who they are. Root becomes `postgres`, the user that Debian's package makes.
///
/// # Panics
///
/// If root can become nobody else.
pub(super) fn as_ordinary_user(program: &str) -> Command {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|run| run.stdout == b"0\n");
    if !is_root {
        return Command::new(program);
    }
    let mut ways = [
        ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups"].as_slice()),
        ("runuser", ["--user=postgres", "--"].as_slice()),
    ]
    .into_iter()
    .map(|(way, arguments)| {
        move |program: &str| {
            let mut command = Command::new(way);
            command.args(arguments).arg(program);
            command
        }
    });
    let way = ways.find(|way| way("true").output().is_ok_and(|run| run.status.success())).expect(
        "PostgreSQL does not run as root, and neither setpriv nor runuser can become the user `postgres`. \
         Add that user, or run the tests as somebody else.",
    );
    way(program)
}
