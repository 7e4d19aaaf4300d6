//! What is written from the code: the pages of `docs/reference`, and from its API description the web's types.

use crate::{
    Outcome,
    step::{run, workspace_program},
    test, tools, web,
};

/// `cargo xtask gen`: writes it.
pub(crate) fn write() -> Outcome {
    tools::get_node_for_web()?;
    test::build()?;
    reference(&[])?;
    web::npm("gen", &[])
}

/// Fails where something is not what would be written by the binary that was built last.
pub(crate) fn check() -> Outcome {
    reference(&["--check"])?;
    web::npm("gen", &["--check"])
}

fn reference(flags: &[&str]) -> Outcome {
    let mut bonafide = workspace_program("bonafide")?;
    run(bonafide.args(["reference", "--write", "docs/reference"]).args(flags))
}
