//! The command line.

mod failure;
mod first_steps;
mod place;
mod reference;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;
pub use place::Place;

/// A messaging and live-chat server whose agents always know whether the person writing is who they say they are.
#[derive(Debug, Parser)]
#[command(name = "bonafide", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What the binary can do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server
    Serve(serve::Serve),
    /// Writes the generated pages of the documentation
    #[command(hide = true)]
    Reference(reference::Reference),
}

/// Carries out the command line of this process.
///
/// Results go to standard output, everything else to standard error. The exit code is 0, or 2 where the command line
/// or a flag's value was wrong, or 1 for every other failure, which is one line of words.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Reference(reference) => reference.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.told(),
    }
}
