//! `cargo xtask story`: a story in the terminal, told by people without screens.

use std::os::unix::process::CommandExt;

use crate::{
    Outcome, root,
    step::{cargo, run, step, workspace_program},
    tools, web,
};

/// Gets and builds what the story needs, and becomes it: Ctrl-C is then the story's own affair.
pub(crate) fn run_story(arguments: &[&str]) -> Outcome {
    tools::get_node()?;
    web::build()?;
    step("server", || run(&mut cargo(["build", "--workspace", "--bins"])))?;
    let mut story = workspace_program("story")?;
    let error = story.args(arguments).current_dir(root()).exec();
    Err(format!("the story could not be run: {error}"))
}
