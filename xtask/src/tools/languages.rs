//! The languages of customers' backends other than Node, and their libraries for tokens.

use std::process::Command;

use super::apt;
use crate::{Outcome, step::succeeds};

/// What a language's library needs.
struct Language {
    /// A command that succeeds where all of it is there.
    probe: &'static [&'static str],
    /// Debian's packages of it.
    packages: &'static [&'static str],
}

const LANGUAGES: [Language; 4] = [
    Language {
        // Debian's own Python, whose packages these are, and not another one that comes first on PATH.
        probe: &["/usr/bin/python3", "-c", "import jose, jwt"],
        packages: &["python3", "python3-jwt", "python3-jose"],
    },
    Language { probe: &["ruby", "-e", "require 'base64'; require 'jwt'"], packages: &["ruby", "ruby-jwt"] },
    // Debian packs no library for tokens of PHP.
    Language { probe: &["php", "-r", "hash_hmac('sha256', '', '');"], packages: &["php-cli"] },
    Language {
        // Starting Elixir takes a second, which would be lost before each run of a test.
        probe: &["sh", "-c", "command -v elixir && cd /usr/lib/erlang/lib && ls -d jose-* jiffy-*"],
        packages: &["elixir", "erlang-jose", "erlang-jiffy"],
    },
];

/// Installs what is missing of them, all at once.
pub(super) fn get() -> Outcome {
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = packages.into_iter().flat_map(|language| language.packages).copied().collect();
    let by_hand = format!(
        "Other languages' libraries for tokens are needed; install them, for example with `apt-get install {}`",
        packages.join(" ")
    );
    apt::install(&packages, &by_hand)?;
    if missing().is_empty() { Ok(()) } else { Err(by_hand) }
}

fn missing() -> Vec<&'static Language> {
    let is_there = |language: &&Language| match language.probe {
        [program, arguments @ ..] => succeeds(Command::new(program).args(arguments)),
        [] => false,
    };
    LANGUAGES.iter().filter(|language| !is_there(language)).collect()
}
