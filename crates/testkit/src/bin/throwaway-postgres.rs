//! Runs a command beside a throw-away PostgreSQL: `throwaway-postgres [--durable] COMMAND [ARGUMENT]…`.
//!
//! With `--durable` it keeps what was committed as a database in production does: for measurements.
//!
//! The command finds the server's address in the environment variable [`postgres::SHARED`]. The server ends with
//! it, and the exit code is the command's.

use std::{
    env,
    process::{Command, ExitCode},
};

use bonafide_testkit::postgres::{self, Cluster, Durability};

fn main() -> ExitCode {
    let mut line = env::args_os().skip(1).peekable();
    let durability = match line.next_if(|word| word == "--durable") {
        Some(_) => Durability::Kept,
        None => Durability::Lost,
    };
    let Some(program) = line.next() else {
        eprintln!("usage: throwaway-postgres [--durable] COMMAND [ARGUMENT]...");
        return ExitCode::from(2);
    };
    let cluster = Cluster::start(durability);
    let ended = Command::new(&program).args(line).env(postgres::SHARED, cluster.address()).status();
    match ended {
        // A command that a signal ended has no code.
        Ok(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("{} could not be run: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
