//! The pages of `docs/reference` that are written from the code: endpoints, errors, configuration.

use crate::{
    Outcome,
    step::{run, workspace_program},
    test,
};

/// `cargo xtask gen`: writes them.
pub(crate) fn write() -> Outcome {
    test::build()?;
    reference(&[])
}

/// Fails where one is not what would be written by the binary that was built last.
pub(crate) fn check() -> Outcome {
    reference(&["--check"])
}

fn reference(flags: &[&str]) -> Outcome {
    let mut bonafide = workspace_program("bonafide")?;
    run(bonafide.args(["reference", "--write", "docs/reference"]).args(flags))
}
