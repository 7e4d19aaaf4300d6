//! What is done in a real browser with the real server: stories that are tests, and pictures for the documentation.

use std::process::Command;

use crate::{
    Outcome,
    step::{run, step, workspace_program},
    test, tools, web,
};

/// Plays the stories beside the PostgreSQL that the tests have.
pub(crate) fn stories() -> Outcome {
    run(&mut test::beside_postgres(&in_browser("stories")?)?)
}

/// `cargo xtask pictures`: builds everything and draws the pictures of `docs/pictures` anew.
pub(crate) fn pictures() -> Outcome {
    tools::get()?;
    test::build()?;
    step("pictures", || run(&mut test::beside_postgres(&in_browser("pictures")?)?))
}

/// A script of the npm workspace that drives the server that was built last, in the Chromium of this machine.
fn in_browser(script: &str) -> Result<Command, String> {
    let mut command = web::npm_command(script, &[]);
    command.env("BINARY", workspace_program("bonafide")?.get_program()).env("CHROMIUM", tools::chromium()?);
    Ok(command)
}
