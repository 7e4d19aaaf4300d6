//! `cargo xtask check`: what can be said of the tree without running it.

use crate::{
    Outcome, generated, house,
    step::{cargo, run, step},
    test,
};

/// Formatting, lints, generated pages, and the rules of the house, in the order of how soon they can tell.
pub(crate) fn check() -> Outcome {
    step("formatting", || run(&mut cargo(["fmt", "--all", "--check"])))?;
    step("lints", || {
        run(&mut cargo(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })?;
    test::build()?;
    step("generated pages", generated::check)?;
    step("house rules", house::check)
}
