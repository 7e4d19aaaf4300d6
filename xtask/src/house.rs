//! The rules of the house: what the compiler and the lints cannot see.

mod arrows;
mod crates;
mod deny;
mod length;
mod licences;
mod packages;
mod sources;
mod sql;

use std::fs;

use crate::{Outcome, root, step::cargo};

/// Checks every rule and tells all that is wrong, not only the first.
pub(crate) fn check() -> Outcome {
    let sources = sources::all(&root()).map_err(|error| format!("the sources could not be read: {error}"))?;
    let deny = read_file("deny.toml")?;

    let mut findings = arrows::check()?;
    findings.extend(sql::check(&sources));
    findings.extend(length::check(&sources));
    findings.extend(crates::check(&read_file("Cargo.lock")?, &deny::banned(&deny)));
    for lock in packages::LOCKS {
        findings.extend(packages::check(lock, &read_file(lock)?));
    }
    findings.extend(licences::check(&deny::allowed_licences(&deny))?);

    for finding in &findings {
        eprintln!("{finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings", findings.len())) }
}

fn read_file(path: &str) -> Result<String, String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path} could not be read: {error}"))
}

/// What Cargo's resolver says of the workspace, one line per package in `format`; the network is left alone.
fn cargo_tree(arguments: &[&str], format: &str) -> Result<String, String> {
    let common = ["tree", "--offline", "--prefix", "none", "--format", format];
    crate::step::read(&mut cargo(common.iter().chain(arguments)))
}
