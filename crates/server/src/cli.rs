//! The command line.

mod channel;
mod demo;
mod failure;
mod key;
mod place;
mod reference;
mod serve;
mod setup;
mod token;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;
pub use place::Place;

use crate::first_steps;

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
    /// Makes the first administrator; the password is read from standard input
    Setup(setup::Setup),
    /// Channels: the places where people write
    #[command(subcommand)]
    Channel(channel::ChannelCommand),
    /// Signing keys: what a company's backend signs its users' tokens with
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Tokens for trying things out
    #[command(subcommand)]
    Token(token::TokenCommand),
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
        Command::Setup(setup) => setup.run(),
        Command::Channel(command) => command.run(),
        Command::Key(command) => command.run(),
        Command::Token(command) => command.run(),
        Command::Reference(reference) => reference.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.told(),
    }
}

/// The result of a command, as one line of JSON on standard output.
fn print(result: &impl serde::Serialize) {
    use std::io::Write;
    let line = serde_json::to_string(result).unwrap_or_default();
    // A closed standard output is no failure of the command: it has done what it was asked to.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
