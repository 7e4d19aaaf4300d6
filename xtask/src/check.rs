//! `cargo xtask check`: what can be said of the tree without running it.

use crate::{
    Outcome, generated, house, size,
    step::{cargo, run, step},
    test, tools, web,
};

/// Gets what the checks need, and makes them.
pub(crate) fn check() -> Outcome {
    tools::get_node_for_web()?;
    tree()
}

/// Formatting, lints, generated files, types and sizes of the web, and the rules of the house, in the order of how soon
/// they can tell. The web comes before the lints: the server is not compiled without it.
pub(crate) fn tree() -> Outcome {
    step("formatting", || run(&mut cargo(["fmt", "--all", "--check"])))?;
    web::build()?;
    step("lints", || {
        run(&mut cargo(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    })?;
    test::build()?;
    step("generated files", generated::check)?;
    step("web checks", || web::npm("check", &[]))?;
    step("sizes", size::check)?;
    step("house rules", house::check)
}
