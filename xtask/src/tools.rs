//! What has to be on the machine, and how to get it.

mod apt;
mod chromium;
mod languages;
mod mail;
mod node;
mod postgres;

use std::path::PathBuf;

use crate::{Outcome, step::step};

/// The folder with the customer's backend that mints the tests' tokens.
const BACKEND: &str = "crates/testkit/backend";

/// The folder with the npm workspace of everything that people see.
pub(crate) const WEB: &str = "web";

/// Makes sure of everything that the tests need.
pub(crate) fn get() -> Outcome {
    get_postgres()?;
    step("Chromium", || chromium::get().map(drop))?;
    step("other languages' libraries for tokens", languages::get)?;
    step("a mail server", mail::get)?;
    get_node()
}

/// Makes sure of PostgreSQL.
pub(crate) fn get_postgres() -> Outcome {
    step("PostgreSQL", postgres::get)
}

/// Makes sure of Node and of the packages of all that is written for it.
pub(crate) fn get_node() -> Outcome {
    step("Node", node::get)?;
    step("Node packages", || node::packages(BACKEND).and_then(|()| node::packages(WEB)))
}

/// Makes sure of Node and of the packages of what is shown in browsers.
pub(crate) fn get_node_for_web() -> Outcome {
    step("Node", node::get)?;
    step("Node packages", || node::packages(WEB))
}

/// The Chromium that [`get`] made sure of.
pub(crate) fn chromium() -> Result<PathBuf, String> {
    chromium::get()
}
