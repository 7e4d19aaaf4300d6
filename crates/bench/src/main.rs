//! Measures the real binary over the wire, beside the limits of the machine it runs on.
//!
//! `cargo xtask bench` builds and places it: the server, and a database beside it, on one core, and this program on
//! another. Each figure is the median of several rounds, and each ratio is taken within one round, so that what else
//! the machine does meanwhile weighs on both sides of it.

mod aims;
mod cpu;
mod database;
mod figures;
mod limits;
mod load;
mod machine;
mod measures;
mod page;
mod people;
mod seeded_users;
mod signer;
mod world;

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let wanted: Vec<String> = env::args().skip(1).collect();
    if limits::apart::is_asked_for(&wanted) {
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime
        .map_err(|error| format!("the runtime cannot be started: {error}"))
        .and_then(|runtime| runtime.block_on(measures::run(&wanted)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("bench: {words}");
            ExitCode::FAILURE
        }
    }
}
