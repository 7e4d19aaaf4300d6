//! One thing that can be set.

use std::{fmt::Display, str::FromStr};

use super::{Config, SECTIONS};

/// A key: its name, what it takes, and how it is read.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Section and name, as in the file: `server.listen`.
    pub name: &'static str,
    /// What its value is when nothing sets it, in words or as it would be written.
    pub default: &'static str,
    /// What it does, in full sentences.
    pub says: &'static str,
    /// Reads a value into the configuration, or says what it should have been.
    pub set: fn(&mut Config, &str) -> Result<(), String>,
}

impl Key {
    /// The name of its environment variable: `BONAFIDE_SERVER_LISTEN`.
    pub fn variable(&self) -> String {
        format!("BONAFIDE_{}", self.name.replace('.', "_").to_uppercase())
    }

    /// All keys there are.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        SECTIONS.iter().copied().flatten()
    }
}

/// Reads a value of any type that can be read from text; `wants` says what was expected.
pub(super) fn parsed<T: FromStr>(text: &str, wants: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| wants.to_owned())
}

/// Reads a value of a type whose errors say what was expected.
pub(super) fn spoken<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|error: T::Err| error.to_string())
}

/// Reads a text that is not empty.
pub(super) fn some(text: &str, wants: &str) -> Result<String, String> {
    if text.is_empty() { Err(wants.to_owned()) } else { Ok(text.to_owned()) }
}

/// The candidate that `word` was probably meant to be: at most a third of its letters differ. The last part of a
/// name may stand for the whole.
pub(super) fn nearest(word: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let distance = |candidate: &str| {
        let whole = strsim::damerau_levenshtein(word, candidate);
        if word.contains('.') {
            whole
        } else {
            whole.min(strsim::damerau_levenshtein(word, &last(candidate)))
        }
    };
    candidates
        .map(|candidate| (distance(&candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance * 3 <= word.len())
        .map(|(_, candidate)| candidate)
}
