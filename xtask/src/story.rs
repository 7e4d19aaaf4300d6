//! `cargo xtask run`: the server with demo data, and the story it was made for, in the terminal.

use std::os::unix::process::CommandExt;

use crate::{
    Outcome, root,
    step::{cargo, run, step, workspace_program},
    tools,
};

/// Gets and builds what the story needs, and becomes it: Ctrl-C is then the story's own affair.
pub(crate) fn run_story(arguments: &[&str]) -> Outcome {
    tools::get_backend()?;
    step("build", || run(&mut cargo(["build", "--workspace", "--bins"])))?;
    let mut story = workspace_program("story")?;
    let error = story.args(arguments).current_dir(root()).exec();
    Err(format!("the story could not be run: {error}"))
}
