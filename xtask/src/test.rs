//! `cargo xtask test`: what CI runs.

use std::process::Command;

use crate::{
    Outcome, browser, check,
    step::{cargo, run, step, succeeds, workspace_program},
    tools, web,
};

/// Gets what the tests need, checks the tree, and runs every test there is.
pub(crate) fn everything() -> Outcome {
    tools::get()?;
    check::tree()?;
    step("tests", || run_tests(&[]))?;
    step("documentation's examples", || run(&mut cargo(["test", "--quiet", "--workspace", "--doc"])))?;
    step("web unit tests", || web::npm("test", &[]))?;
    step("browser stories", browser::stories)
}

/// Runs the tests that match, for someone who is at work on them: no checks, no examples, no browser.
pub(crate) fn matching(filter: &[&str]) -> Outcome {
    tools::get()?;
    build()?;
    step("tests", || run_tests(filter))
}

/// Builds what browsers are shown, the binary that carries it, and the tests.
pub(crate) fn build() -> Outcome {
    web::build()?;
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

/// A command, with its environment, beside a throw-away PostgreSQL that ends with it.
pub(crate) fn beside_postgres(command: &Command) -> Result<Command, String> {
    let mut beside = workspace_program("throwaway-postgres")?;
    beside.arg(command.get_program()).args(command.get_args());
    beside.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Ok(beside)
}
