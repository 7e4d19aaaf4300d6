//! The one binary: `bonafide serve`, and the commands that work beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    bonafide_server::cli::run()
}
