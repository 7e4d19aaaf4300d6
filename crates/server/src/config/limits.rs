//! `[limits]`: how often things may be tried (SES-9).

use std::num::NonZeroU32;

use super::key::{Key, parsed};

/// How often each thing may happen in a minute. All of a minute's may come at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Refused logins of one address.
    pub login_failures: NonZeroU32,
    /// Anonymous sessions made from one address.
    pub anonymous_sessions: NonZeroU32,
    /// Agents' attempts to sign in from one address.
    pub sign_ins: NonZeroU32,
    /// Agents' attempts to sign in with one email address.
    pub sign_ins_per_email: NonZeroU32,
    /// Messages in one session.
    pub messages: NonZeroU32,
    /// Addresses given by form from one address.
    pub contacts: NonZeroU32,
}

const fn a_minute(times: u32) -> NonZeroU32 {
    match NonZeroU32::new(times) {
        Some(times) => times,
        None => NonZeroU32::MIN,
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            login_failures: a_minute(30),
            anonymous_sessions: a_minute(30),
            sign_ins: a_minute(20),
            sign_ins_per_email: a_minute(10),
            messages: a_minute(60),
            contacts: a_minute(10),
        }
    }
}

fn times(text: &str) -> Result<NonZeroU32, String> {
    parsed(text, "a whole number from 1")
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "limits.login_failures",
        default: "30",
        says: "Refused logins a minute from one address. A token whose signature is good is never refused by it.",
        set: |config, text| times(text).map(|it| config.limits.login_failures = it),
    },
    Key {
        name: "limits.anonymous_sessions",
        default: "30",
        says: "Anonymous sessions a minute from one address, and as many logins by authorization code.",
        set: |config, text| times(text).map(|it| config.limits.anonymous_sessions = it),
    },
    Key {
        name: "limits.sign_ins",
        default: "20",
        says: "Agents' attempts to sign in a minute from one address.",
        set: |config, text| times(text).map(|it| config.limits.sign_ins = it),
    },
    Key {
        name: "limits.sign_ins_per_email",
        default: "10",
        says: "Agents' attempts to sign in a minute with one email address, from wherever they come.",
        set: |config, text| times(text).map(|it| config.limits.sign_ins_per_email = it),
    },
    Key {
        name: "limits.messages",
        default: "60",
        says: "Messages a minute in one session.",
        set: |config, text| times(text).map(|it| config.limits.messages = it),
    },
    Key {
        name: "limits.contacts",
        default: "10",
        says: "Email addresses a minute that people who are not signed in give by form from one address.",
        set: |config, text| times(text).map(|it| config.limits.contacts = it),
    },
];
