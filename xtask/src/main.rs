//! House-keeping: `cargo xtask run | test | check | gen`. Standard library only, so that it is built in a moment.

mod check;
mod generated;
mod house;
mod step;
mod story;
mod test;
mod tools;

use std::{env, path::PathBuf, process::ExitCode};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  run                 build the server, start it with demo data and show the story; it stays up until Ctrl-C
  test                get what the tests need, check, and run every test: what CI runs
  test FILTER...      run only the tests that match; FILTER goes to `cargo nextest run` or `cargo test`
  check               formatting, lints, generated pages and the house rules; needs no database
  gen                 write the pages of docs/reference that come from the code";

/// What every command and step ends with: nothing, or why it failed, in words for people.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["run", rest @ ..] => story::run_story(rest),
        ["test"] => test::everything(),
        ["test", filter @ ..] => test::matching(filter),
        ["check"] => check::check(),
        ["gen"] => generated::write(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("\nxtask: {words}");
            ExitCode::FAILURE
        }
    }
}

/// The top of the working copy.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
