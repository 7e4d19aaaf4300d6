//! `cargo xtask run`: the server with demo data, and the story it was made for, in the terminal.

use crate::{
    Outcome,
    step::{cargo, run, step, workspace_program},
};

/// Builds everything and hands over to the story, which ends when it is told to.
pub(crate) fn run_story(arguments: &[&str]) -> Outcome {
    step("build", || run(&mut cargo(["build", "--workspace", "--bins"])))?;
    run(workspace_program("story")?.args(arguments))
}
