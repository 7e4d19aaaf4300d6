//! `cargo xtask size`: how much browsers load.

use crate::{Outcome, tools, web};

/// Builds the web and measures it.
pub(crate) fn measure() -> Outcome {
    tools::get_node_for_web()?;
    web::build()?;
    check()
}

/// Prints what was built last, compressed, and fails where it is over its limit. The limits are in `web/size.mjs`.
pub(crate) fn check() -> Outcome {
    web::npm("size", &[])
}
