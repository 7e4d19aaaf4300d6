//! Validated texts: once one exists, its limits hold.

use std::fmt;

use crate::limits;

/// Why a text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextRefused {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is longer than its limit.
    #[error("it is longer than {0}")]
    TooLong(&'static str),
    /// It holds white space or a control character where none may be, or U+0000.
    #[error("it holds a character that is not allowed there")]
    Character,
    /// It has no letter and no digit.
    #[error("it has no letter and no digit")]
    NothingToRead,
    /// It is not an email address.
    #[error("it is not an email address")]
    NotAnAddress,
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

text! {
    /// The customer's own id for a user (TOK-2). Compared byte for byte, nothing is normalised (TOK-10).
    ExternalId
}
text! {
    /// A user's name as agents see it (TOK-4).
    Name
}
text! {
    /// The name of a signing key (KEY-2).
    KeyName
}
text! {
    /// The words of a message: 1 byte to 16 KiB, no U+0000, which one of the databases cannot keep.
    Words
}
text! {
    /// An id that a client made for one message or one login, so that a repeat is recognised: 8 to 64
    /// characters of `A-Z a-z 0-9 _ -`.
    ClientMadeId
}

text! {
    /// The subject of a mail (EML-11).
    Subject
}
text! {
    /// The id of a field that a page sets (KEY-7).
    FieldId
}
text! {
    /// A tag that a page sets (KEY-7).
    Tag
}

/// At most `limit` code points, and none that is a control character.
fn line(text: &str, limit: usize, said: &'static str) -> Result<Box<str>, TextRefused> {
    if text.trim().is_empty() {
        return Err(TextRefused::Empty);
    }
    if text.chars().count() > limit {
        return Err(TextRefused::TooLong(said));
    }
    if text.chars().any(char::is_control) {
        return Err(TextRefused::Character);
    }
    Ok(text.into())
}

impl ExternalId {
    /// TOK-2: 1-255 code points, no white space or control characters, at least one letter or digit.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.is_empty() {
            return Err(TextRefused::Empty);
        }
        if text.chars().count() > limits::EXTERNAL_ID_CHARS {
            return Err(TextRefused::TooLong("255 characters"));
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(TextRefused::Character);
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(TextRefused::NothingToRead);
        }
        Ok(Self(text.into()))
    }
}

impl Name {
    /// TOK-4: at most 255 characters, none of them a control character.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        line(text, limits::NAME_CHARS, "255 characters").map(Self)
    }
}

impl KeyName {
    /// KEY-2: required, at most 128 characters.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        line(text.trim(), limits::KEY_NAME_CHARS, "128 characters").map(Self)
    }
}

impl Subject {
    /// 1 to 200 characters in one line. No check mark: beside a sender's name it would be read as a proof, and none passes to
    /// mail (EML-11).
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.chars().any(is_check_mark) {
            return Err(TextRefused::Character);
        }
        line(text.trim(), limits::SUBJECT_CHARS, "200 characters").map(Self)
    }
}

/// The characters that are drawn as check marks.
const fn is_check_mark(c: char) -> bool {
    matches!(c, '\u{2611}' | '\u{2705}' | '\u{2713}' | '\u{2714}' | '\u{1f5f8}' | '\u{1f5f9}')
}

impl FieldId {
    /// 1 to 128 characters, none of them a control character.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        line(text, limits::FIELD_ID_CHARS, "128 characters").map(Self)
    }
}

impl Tag {
    /// 1 to 80 characters, neither white space nor control characters.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.chars().any(char::is_whitespace) {
            return Err(TextRefused::Character);
        }
        line(text, limits::TAG_CHARS, "80 characters").map(Self)
    }
}

impl Words {
    /// Something to say: not blank, at most 16 KiB, line breaks and tabs but no other control characters.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.trim().is_empty() {
            return Err(TextRefused::Empty);
        }
        if text.len() > limits::MESSAGE_BYTES {
            return Err(TextRefused::TooLong("16 KiB"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(TextRefused::Character);
        }
        Ok(Self(text.into()))
    }
}

impl ClientMadeId {
    /// 8 to 64 characters of `A-Z a-z 0-9 _ -`: long enough not to be met twice, short enough to index.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.len() < 8 {
            return Err(TextRefused::Empty);
        }
        if text.len() > limits::CLIENT_ID_BYTES {
            return Err(TextRefused::TooLong("64 characters"));
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            return Err(TextRefused::Character);
        }
        Ok(Self(text.into()))
    }
}
