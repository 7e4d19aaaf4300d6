//! What the token debugger says (SEE-7).

use serde::Deserialize;

/// What there is to say about a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Explained {
    /// Whether a login with it would be accepted.
    pub accepted: bool,
    /// Every check, in the order in which a login makes them.
    pub checks: Vec<CheckMade>,
    /// The external id, only of a token whose signature is good.
    pub external_id: Option<String>,
    /// What the developer should change, though it may be accepted.
    pub advice: Vec<Advice>,
}

/// What a developer should change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Advice {
    /// What was wrong and what to do.
    pub says: String,
}

/// A check of a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CheckMade {
    /// `passed`, `failed` or `not_reached`.
    pub outcome: String,
    /// The reason that the page is told, where it failed.
    pub reason: Option<String>,
    /// What exactly was wrong, where it failed.
    pub detail: Option<String>,
}

impl Explained {
    /// The reason of the check that failed, if one did.
    pub fn reason(&self) -> Option<&str> {
        self.checks.iter().find_map(|check| check.reason.as_deref())
    }

    /// All that the developer is told, on a line each.
    pub fn words(&self) -> String {
        let details = self.checks.iter().filter_map(|check| check.detail.as_ref());
        details
            .chain(self.advice.iter().map(|advice| &advice.says))
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }
}
