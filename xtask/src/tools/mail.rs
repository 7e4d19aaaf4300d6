//! A mail server for the tests: Python's aiosmtpd, as Debian packs it.

use std::process::Command;

use super::apt;
use crate::{Outcome, step::succeeds};

/// Debian's packages: the server, and what makes it a certificate.
const PACKAGES: [&str; 3] = ["python3", "python3-aiosmtpd", "openssl"];

/// Installs what is missing.
pub(super) fn get() -> Outcome {
    if is_there() {
        return Ok(());
    }
    let by_hand = format!(
        "A mail server is needed; install it, for example with `apt-get install {}`",
        PACKAGES.join(" ")
    );
    apt::install(&PACKAGES, &by_hand)?;
    if is_there() { Ok(()) } else { Err(by_hand) }
}

fn is_there() -> bool {
    // Debian's own Python, whose package it is, and not another one that comes first on PATH.
    succeeds(Command::new("/usr/bin/python3").args(["-c", "import aiosmtpd.controller"]))
        && succeeds(Command::new("openssl").arg("version"))
}
