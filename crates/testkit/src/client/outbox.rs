//! What was typed and not yet acknowledged.

use std::collections::VecDeque;

use serde::Serialize;

use super::Identity;
use crate::{http::Refusal, unique_suffix};

/// A message as it was typed. It is sent again as it is, whoever is signed in by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The id that the device made.
    pub client_id: String,
    /// The words.
    pub text: String,
    /// The user that the device acted as when it was typed.
    pub as_user: String,
    /// Whether they were signed in then.
    pub composed_authenticated: bool,
}

/// Drafts, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Outbox(pub(super) VecDeque<Draft>);

impl Draft {
    pub(super) fn new(text: &str, identity: &Identity) -> Self {
        Self {
            client_id: made_id("message"),
            text: text.to_owned(),
            as_user: identity.user.id.clone(),
            composed_authenticated: identity.session.is_authenticated(),
        }
    }
}

/// What a refusal means for the draft that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It waits: for a while, for the same user to sign in, or for the device's newer session.
    Waits,
    /// It is discarded, for good.
    Discarded,
}

/// The table of errors of the reference, as far as drafts are concerned.
pub(super) fn fate(refusal: &Refusal) -> Fate {
    match refusal.code.as_str() {
        "session_expired" | "session_replaced" | "rate_limited" | "busy" | "unavailable"
        | "outcome_unknown" | "internal" => Fate::Waits,
        _ => Fate::Discarded,
    }
}

/// An id that no client has made before: `A-Z a-z 0-9 _ -`, 8 to 64 of them.
pub(super) fn made_id(kind: &str) -> String {
    format!("{kind}-{}", unique_suffix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_of_the_reference_has_its_fate() {
        let refused = |code: &str| Refusal {
            status: None,
            code: code.to_owned(),
            description: String::new(),
            reason: None,
            retry_after: None,
        };
        for (code, expected) in [
            ("bad_request", Fate::Discarded),
            ("wrong_user", Fate::Discarded),
            ("conversation_full", Fate::Discarded),
            ("session_ended", Fate::Discarded),
            ("user_banned", Fate::Discarded),
            ("session_expired", Fate::Waits),
            ("session_replaced", Fate::Waits),
            ("rate_limited", Fate::Waits),
            ("busy", Fate::Waits),
            ("outcome_unknown", Fate::Waits),
            ("internal", Fate::Waits),
        ] {
            assert_eq!(fate(&refused(code)), expected, "{code}");
        }
    }

    #[test]
    fn made_ids_are_new_and_within_the_limits() {
        let (first, second) = (made_id("message"), made_id("message"));
        assert_ne!(first, second);
        for id in [first, second] {
            assert!((8..=64).contains(&id.len()), "{id}");
            assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)), "{id}");
        }
    }
}
