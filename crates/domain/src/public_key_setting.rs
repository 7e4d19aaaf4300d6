//! The fields of an authentication setting of public keys (OMN-1).

use crate::{
    key_fetch::{KeySource, Published},
    limits,
    mode::Mode,
    outbound::OutboundUrl,
    text::TextRefused,
    time::Span,
    token::Algorithms,
};

/// What an administrator sets of a setting of public keys, besides its name and its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeyFields {
    /// Where its keys are fetched.
    pub url: OutboundUrl,
    /// The page's function that gives tokens.
    pub client_function: Option<ClientFunction>,
    /// The algorithms that it allows (OMN-3).
    pub algorithms: Algorithms,
    /// What `iss` must be (OMN-5).
    pub issuer: Option<Party>,
    /// What `aud` must have (OMN-5).
    pub audience: Option<Party>,
    /// Whether malformed context variables refuse the login (OMN-7).
    pub contexts: Mode,
    /// How long the last good keys serve while they cannot be fetched (OMN-4).
    pub keys_serve: KeysServe,
}

impl PublicKeyFields {
    /// Where its keys are.
    pub fn keys(&self) -> KeySource {
        KeySource { url: self.url.clone(), published: Published::AsKeys, serve: self.keys_serve }
    }
}

/// The name of a page's function, such as `auth.getAuthenticationToken`: names with dots between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFunction(Box<str>);

/// The longest name of such a function, in bytes.
const FUNCTION_BYTES: usize = 128;

impl ClientFunction {
    /// The function with this name. A name is nothing that could be run as a script.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
        let is_name = |name: &str| {
            name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit())
        };
        if text.is_empty() {
            Err(TextRefused::Empty)
        } else if text.len() > FUNCTION_BYTES {
            Err(TextRefused::TooLong("128 bytes"))
        } else if text.split('.').all(is_name) {
            Ok(Self(text.into()))
        } else {
            Err(TextRefused::Character)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who issues tokens, or whom they are for: any text of 1 to 255 characters, compared byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party(Box<str>);

/// The longest such text, in code points.
const PARTY_CHARS: usize = 255;

impl Party {
    /// The one with this name.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.is_empty() {
            Err(TextRefused::Empty)
        } else if text.chars().count() > PARTY_CHARS {
            Err(TextRefused::TooLong("255 characters"))
        } else if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            Err(TextRefused::Character)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How long the last good keys serve: up to seven days, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeysServe(Span);

/// It is longer than seven days, or negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("keys serve for 0 to 604800 seconds, which are seven days")]
pub struct TooLong;

impl KeysServe {
    /// For so many seconds.
    pub fn seconds(seconds: i64) -> Result<Self, TooLong> {
        let most = limits::MOST_KEYS_SERVE.as_millis() / 1000;
        if (0..=most).contains(&seconds) { Ok(Self(Span::seconds(seconds))) } else { Err(TooLong) }
    }

    /// For how long.
    pub const fn span(self) -> Span {
        self.0
    }

    /// For how many seconds.
    pub const fn as_seconds(self) -> i64 {
        self.0.as_millis() / 1000
    }
}

impl Default for KeysServe {
    /// OMN-4: 24 hours.
    fn default() -> Self {
        Self(limits::KEYS_SERVE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omn_1_a_client_function_is_names_with_dots_between() {
        for name in ["getToken", "auth.getAuthenticationToken", "_a.$b1"] {
            assert_eq!(ClientFunction::new(name).unwrap().as_str(), name);
        }
        for name in ["", ".", "a.", ".a", "a..b", "1a", "a b", "a()", "a;b", "a[0]", "ä", "a-b", "alert('x')"]
        {
            assert!(ClientFunction::new(name).is_err(), "{name}");
        }
        assert!(ClientFunction::new(&"a".repeat(128)).is_ok());
        assert!(ClientFunction::new(&"a".repeat(129)).is_err());
    }

    #[test]
    fn omn_5_a_party_is_text_without_white_space() {
        assert!(Party::new("https://portal.example").is_ok());
        for text in ["", "a b", "a\n", "a\0"] {
            assert!(Party::new(text).is_err(), "{text:?}");
        }
        assert!(Party::new(&"ä".repeat(255)).is_ok());
        assert!(Party::new(&"ä".repeat(256)).is_err());
    }

    #[test]
    fn omn_4_keys_serve_for_a_day_unless_it_is_set_and_for_a_week_at_most() {
        assert_eq!(KeysServe::default().as_seconds(), 86_400);
        assert_eq!(KeysServe::seconds(604_800).unwrap().as_seconds(), 604_800);
        assert_eq!((KeysServe::seconds(604_801), KeysServe::seconds(-1)), (Err(TooLong), Err(TooLong)));
    }
}
