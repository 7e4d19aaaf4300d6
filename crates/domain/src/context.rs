//! Context variables: named, typed values that come signed in a token, and what a page says that nobody signed.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{limits, metadata::FieldValue, text::TextRefused};

/// The name of a context variable. Names are matched exactly, case included (OMN-7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContextName(Box<str>);

impl ContextName {
    /// OMN-7: 1 to 100 code points, none of them a control character.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.trim().is_empty() {
            return Err(TextRefused::Empty);
        }
        if text.chars().count() > limits::CONTEXT_NAME_CHARS {
            return Err(TextRefused::TooLong("100 characters"));
        }
        if text.chars().any(char::is_control) {
            return Err(TextRefused::Character);
        }
        Ok(Self(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContextName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ContextName {
    type Error = TextRefused;

    fn try_from(text: String) -> Result<Self, TextRefused> {
        Self::new(&text)
    }
}

impl From<ContextName> for String {
    fn from(name: ContextName) -> Self {
        name.0.into()
    }
}

/// Context variables by name, as whoever says them says them. What they are in the type of their definition is for whoever
/// reads them ([`ContextValue::typed`]).
pub type ContextVariables = BTreeMap<ContextName, FieldValue>;

/// What kind of value a context variable has (OMN-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextType {
    /// A text.
    Text,
    /// A number.
    Number,
}

impl ContextType {
    /// All of them, for reading one back.
    pub const ALL: [Self; 2] = [Self::Text, Self::Number];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
        }
    }
}

/// The value of a context variable in its type. Numbers are compared in double precision: whole ones are exact up to 2⁵³.
#[derive(Debug, Clone, PartialEq)]
pub enum ContextValue {
    /// A text, compared code point by code point.
    Text(Box<str>),
    /// A number that is finite.
    Number(f64),
}

/// The value is no number, and its variable is defined as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a number")]
pub struct NotANumber;

impl ContextValue {
    /// A value that was given, in the type that its variable is defined with; of one that is not defined, as text (OMN-7).
    ///
    /// OMN-17: a number is a JSON number or a decimal text, and a boolean becomes the text `true` or `false`.
    pub fn typed(given: &FieldValue, defined: Option<ContextType>) -> Result<Self, NotANumber> {
        match (defined, given) {
            (Some(ContextType::Number), FieldValue::Number(number)) => finite(number.as_f64()),
            (Some(ContextType::Number), FieldValue::Text(text)) => decimal(text),
            (Some(ContextType::Number), FieldValue::Truth(_)) => Err(NotANumber),
            (Some(ContextType::Text) | None, given) => Ok(Self::text(given)),
        }
    }

    /// A value that was given, as the text that it is kept as where nothing defines it otherwise (OMN-7).
    pub fn text(given: &FieldValue) -> Self {
        Self::Text(match given {
            FieldValue::Text(text) => text.as_str().into(),
            FieldValue::Number(number) => number.to_string().into(),
            FieldValue::Truth(truth) => truth.to_string().into(),
        })
    }
}

/// A decimal text: a sign, digits and one point, and nothing else that programs can read as a number.
fn decimal(text: &str) -> Result<ContextValue, NotANumber> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1;
    finite(text.parse().ok().filter(|_| is_decimal))
}

fn finite(number: Option<f64>) -> Result<ContextValue, NotANumber> {
    number.filter(|number| number.is_finite()).map(ContextValue::Number).ok_or(NotANumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(json: &str) -> FieldValue {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn omn_7_names_are_matched_exactly_and_are_at_most_100_characters() {
        assert_ne!(ContextName::new("Tier"), ContextName::new("tier"));
        assert!(ContextName::new(&"ü".repeat(100)).is_ok());
        assert_eq!(ContextName::new(&"ü".repeat(101)), Err(TextRefused::TooLong("100 characters")));
        assert_eq!(ContextName::new(" "), Err(TextRefused::Empty));
        assert_eq!(ContextName::new("a\u{0}"), Err(TextRefused::Character));
    }

    #[test]
    fn omn_17_a_number_takes_a_json_number_or_a_decimal_text_and_a_boolean_becomes_text() {
        let number = |json| ContextValue::typed(&given(json), Some(ContextType::Number));
        for (json, value) in [("10000", 1e4), (r#""10000""#, 1e4), (r#""-1.50""#, -1.5), ("1e3", 1e3)] {
            assert_eq!(number(json), Ok(ContextValue::Number(value)), "{json}");
        }
        for json in [
            "true",
            r#""true""#,
            r#""""#,
            r#""1e3""#,
            r#""0x10""#,
            r#"".5""#,
            r#""5.""#,
            r#""1.2.3""#,
            r#""inf""#,
            r#""NaN""#,
            r#"" 1""#,
            r#""--1""#,
        ] {
            assert_eq!(number(json), Err(NotANumber), "{json}");
        }
        for defined in [Some(ContextType::Text), None] {
            for (json, text) in [("true", "true"), ("false", "false"), ("10000", "10000"), (r#""a""#, "a")] {
                let value = ContextValue::typed(&given(json), defined);
                assert_eq!(value, Ok(ContextValue::Text(text.into())), "{json}");
            }
        }
    }

    #[test]
    fn a_number_beyond_what_can_be_compared_is_none() {
        let digits = FieldValue::Text("9".repeat(400));
        assert_eq!(ContextValue::typed(&digits, Some(ContextType::Number)), Err(NotANumber));
    }
}
