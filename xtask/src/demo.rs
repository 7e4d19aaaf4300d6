//! `cargo xtask run`: from nothing to a shop with a chat in it.

use std::{fs, io, os::unix::process::CommandExt};

use crate::{
    Outcome, root,
    step::{cargo, run, step, workspace_program},
    tools, web,
};

/// Where the demo keeps its data.
const DATA: &str = "target/demo";

/// Gets and builds what the demo needs, and becomes it: Ctrl-C is then the server's own affair.
pub(crate) fn run_demo(arguments: &[&str]) -> Outcome {
    tools::get_node_for_web()?;
    web::build()?;
    step("server", || run(&mut cargo(["build", "--workspace", "--bins"])))?;
    match fs::remove_dir_all(root().join(DATA)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(format!("{DATA} could not be emptied: {error}"));
        }
        Ok(()) | Err(_) => {}
    }
    let mut server = workspace_program("bonafide")?;
    let error = server.args(["serve", "--demo", "--data", DATA]).args(arguments).current_dir(root()).exec();
    Err(format!("the server could not be run: {error}"))
}
