//! House-keeping: `cargo xtask run | test | check | gen | size | model | histories | bench | pictures |
//! story`. Standard library only, so that it is built in a moment.

mod bench;
mod browser;
mod check;
mod demo;
mod generated;
mod house;
mod proofs;
mod size;
mod step;
mod story;
mod test;
mod tools;
mod web;

use std::{env, path::PathBuf, process::ExitCode};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  run                 build everything and open the demo: a shop, and the workspace beside it; until Ctrl-C
  test                get what the tests need, check, and run every test: what CI runs
  test FILTER...      run only the tests that match; FILTER goes to `cargo nextest run` or `cargo test`
  check               formatting, lints, generated files, the web's types and sizes, the house rules; no database
  gen                 write what comes from the code: the pages of docs/reference and the web's types
  size                how much browsers load, and whether that is within the limits
  model [WORLD [N]]   try every order of at most N events on the small worlds, or on one: docs/reference/proofs.md
  histories N [SEED]  let N random events happen to the real server and to the model, and compare all that is seen
  pictures            draw the pictures of docs/pictures anew, in a real browser
  bench               measure how quick and how small it is, and write docs/reference/performance.md
  bench NAME...       measure only that (logins, messages, fan_out, sockets, at_rest, growth, routing, limits) and print it
  story               a story in the terminal, told by people without screens";

/// What every command and step ends with: nothing, or why it failed, in words for people.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["run", rest @ ..] => demo::run_demo(rest),
        ["story", rest @ ..] => story::run_story(rest),
        ["test"] => test::everything(),
        ["test", filter @ ..] => test::matching(filter),
        ["check"] => check::check(),
        ["gen"] => generated::write(),
        ["bench", names @ ..] => bench::run_bench(names),
        ["model", rest @ ..] => proofs::model(rest),
        ["histories", rest @ ..] => proofs::histories(rest),
        ["size"] => size::measure(),
        ["pictures"] => browser::pictures(),
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
