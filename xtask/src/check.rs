//! `cargo xtask check`: what can be said of the tree without running it.

use crate::{
    Outcome, house,
    step::{cargo, run, step},
};

/// Formatting, lints, and the rules of the house, in the order of how soon they can tell.
pub(crate) fn check() -> Outcome {
    step("formatting", || run(&mut cargo(["fmt", "--all", "--check"])))?;
    step("lints", || {
        run(&mut cargo(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })?;
    step("house rules", house::check)
}
