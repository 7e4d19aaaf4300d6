//! `cargo xtask test`: what CI runs.

use std::process::Command;

use crate::{
    Outcome, check,
    step::{cargo, run, step, succeeds, workspace_program},
    tools,
};

/// Gets what the tests need, checks the tree, and runs every test there is.
pub(crate) fn everything() -> Outcome {
    tools::get()?;
    check::check()?;
    step("tests", || run_tests(&[]))?;
    step("documentation's examples", || run(&mut cargo(["test", "--quiet", "--workspace", "--doc"])))
}

/// Runs the tests that match, for someone who is at work on them: no checks, no examples.
pub(crate) fn matching(filter: &[&str]) -> Outcome {
    tools::get()?;
    build()?;
    step("tests", || run_tests(filter))
}

/// Builds the tests and, for those that drive it, the binary.
pub(crate) fn build() -> Outcome {
    step("build", || run(&mut cargo(["build", "--workspace", "--all-targets"])))
}

/// Runs tests beside one PostgreSQL that all of them share.
fn run_tests(filter: &[&str]) -> Outcome {
    let runner = if succeeds(&mut cargo(["nextest", "--version"])) {
        cargo(["nextest", "run", "--config-file", "xtask/nextest.toml", "--workspace"])
    } else {
        cargo(["test", "--workspace", "--lib", "--bins", "--tests"])
    };
    run(beside_postgres(&runner)?.args(filter))
}

fn beside_postgres(command: &Command) -> Result<Command, String> {
    let mut beside = workspace_program("throwaway-postgres")?;
    beside.arg(command.get_program()).args(command.get_args());
    Ok(beside)
}
