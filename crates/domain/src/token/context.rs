//! Context variables: named values that come signed in a token and can route the conversation (OMN-7, OMN-17).

use std::collections::BTreeMap;

use super::{
    claims::{Claim, optional},
    json::{self, Json, JsonFault, JsonKind, Members},
    warning::Warning,
};
use crate::limits;

/// The context variables of a token, by name. Names are compared exactly, case included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContextVariables(BTreeMap<Box<str>, ContextValue>);

/// The value of a context variable, as the token says it.
#[derive(Debug, Clone, PartialEq)]
pub enum ContextValue {
    /// A string.
    Text(Box<str>),
    /// A number; never one that is not finite.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
}

/// JSON has no number that is not equal to itself.
impl Eq for ContextValue {}

/// Why context variables are malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ContextFault {
    /// The claim is not a string.
    #[error("lwicontexts is {0}: send a string with a JSON object in it.")]
    NotText(JsonKind),
    /// The string holds no object.
    #[error("lwicontexts is a string that {0}: send a JSON object in it.")]
    NotJson(JsonFault),
    /// A value is no plain one.
    #[error("A context variable is {0}: send a string, a number or a boolean.")]
    NotPlain(JsonKind),
    /// There are too many.
    #[error("There are {0} context variables; 100 are allowed.")]
    TooMany(usize),
    /// A name is empty or too long.
    #[error("The name of a context variable has {0} characters; 1 to 100 are allowed.")]
    NameLength(usize),
    /// A name or a text has a character that cannot be kept.
    #[error("A context variable has a character that cannot be kept: U+0000.")]
    Character,
}

/// Reads them, if there are any. Those of a token without them are none.
pub(super) fn read(payload: &Members, odd: &mut Vec<Warning>) -> Result<ContextVariables, ContextFault> {
    let Some(claim) = optional(payload, Claim::Contexts, odd) else { return Ok(ContextVariables::default()) };
    let text = claim.text().map_err(ContextFault::NotText)?;
    let members = json::members(text.as_bytes()).map_err(ContextFault::NotJson)?;
    if members.len() > limits::CONTEXTS {
        return Err(ContextFault::TooMany(members.len()));
    }
    let variable = |(name, json): (&str, &Json)| Ok((checked_name(name)?.into(), value(json)?));
    members.all().map(variable).collect::<Result<_, _>>().map(ContextVariables)
}

fn checked_name(name: &str) -> Result<&str, ContextFault> {
    let chars = name.chars().count();
    if !(1..=limits::CONTEXT_NAME_CHARS).contains(&chars) {
        return Err(ContextFault::NameLength(chars));
    }
    kept(name)
}

/// One of the databases cannot keep U+0000.
fn kept(text: &str) -> Result<&str, ContextFault> {
    if text.contains('\0') { Err(ContextFault::Character) } else { Ok(text) }
}

fn value(json: &Json) -> Result<ContextValue, ContextFault> {
    match json {
        Json::Text(text) => kept(text).map(|text| ContextValue::Text(text.into())),
        Json::Boolean(value) => Ok(ContextValue::Boolean(*value)),
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers are compared as doubles, as the page makes them"
        )]
        Json::Integer(value) => Ok(ContextValue::Number(*value as f64)),
        Json::OtherNumber(value) => Ok(ContextValue::Number(*value)),
        Json::Null => Err(ContextFault::NotPlain(JsonKind::Null)),
        Json::List(_) => Err(ContextFault::NotPlain(JsonKind::List)),
        Json::Object(_) => Err(ContextFault::NotPlain(JsonKind::Object)),
    }
}

impl ContextVariables {
    /// Each with its name, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The one with exactly this name.
    pub fn get(&self, name: &str) -> Option<&ContextValue> {
        self.0.get(name)
    }
}

impl ContextValue {
    /// It as text (OMN-17).
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
        }
    }

    /// It as a number: one, or a string with a decimal number and nothing else (OMN-17).
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => decimal(text),
            Self::Boolean(_) => None,
        }
    }
}

/// Digits with a minus before and a fraction behind, if there is one. What else the library reads as a number, such as `inf` or
/// `1e5`, is none.
fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if are_digits(whole) && are_digits(fraction) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(claim: &str) -> Result<ContextVariables, ContextFault> {
        let payload =
            json::members(format!(r#"{{"lwicontexts":{claim}}}"#).as_bytes()).expect("it is an object");
        read(&payload, &mut Vec::new())
    }

    fn of_object(object: &str) -> Result<ContextVariables, ContextFault> {
        of(&serde_json::to_string(object).expect("a string is JSON"))
    }

    #[test]
    fn omn_7_context_variables_are_a_string_with_an_object_of_plain_values() {
        let read = of_object(r#"{"Tier":"gold","tier":7,"spent":-10.5,"member":true}"#).unwrap();
        assert_eq!(read.get("Tier"), Some(&ContextValue::Text("gold".into())));
        assert_eq!(read.get("tier"), Some(&ContextValue::Number(7.0)));
        assert_eq!(read.get("spent"), Some(&ContextValue::Number(-10.5)));
        assert_eq!(read.get("member"), Some(&ContextValue::Boolean(true)));
        assert_eq!(read.get("TIER"), None);
        assert_eq!(read.iter().count(), 4);
    }

    #[test]
    fn omn_7_without_them_there_are_none() {
        for claim in ["null", r#""""#, r#""{}""#] {
            assert_eq!(of(claim), Ok(ContextVariables::default()), "{claim}");
        }
        let payload = json::members(b"{}").unwrap();
        assert_eq!(read(&payload, &mut Vec::new()), Ok(ContextVariables::default()));
    }

    #[test]
    fn omn_7_malformed_ones_are_told_from_good_ones() {
        assert_eq!(of(r#"{"a":"b"}"#), Err(ContextFault::NotText(JsonKind::Object)));
        assert_eq!(of("7"), Err(ContextFault::NotText(JsonKind::Number)));
        assert_eq!(of_object("not json"), Err(ContextFault::NotJson(JsonFault::NotJson)));
        assert_eq!(of_object("[]"), Err(ContextFault::NotJson(JsonFault::NotAnObject)));
        assert_eq!(of_object(r#"{"a":1,"a":2}"#), Err(ContextFault::NotJson(JsonFault::Duplicate)));
        for (value, kind) in [("null", JsonKind::Null), ("[1]", JsonKind::List), ("{}", JsonKind::Object)] {
            assert_eq!(
                of_object(&format!(r#"{{"a":{value}}}"#)),
                Err(ContextFault::NotPlain(kind)),
                "{value}"
            );
        }
        assert_eq!(of_object(r#"{"":1}"#), Err(ContextFault::NameLength(0)));
        assert_eq!(of_object(r#"{"a":"\u0000"}"#), Err(ContextFault::Character));
    }

    #[test]
    fn omn_7_a_hundred_variables_with_names_of_a_hundred_characters_are_taken() {
        let many = |count: usize| {
            let members: Vec<_> = (0..count).map(|i| format!(r#""{}{i:03}":1"#, "ä".repeat(97))).collect();
            of_object(&format!("{{{}}}", members.join(",")))
        };
        assert_eq!(many(100).unwrap().iter().count(), 100);
        assert_eq!(many(101), Err(ContextFault::TooMany(101)));
        assert_eq!(of_object(&format!(r#"{{"{}":1}}"#, "ä".repeat(101))), Err(ContextFault::NameLength(101)));
    }

    #[test]
    fn omn_17_a_number_comes_as_a_number_or_a_decimal_string() {
        let text = |text: &str| ContextValue::Text(text.into());
        for (value, number) in [
            (ContextValue::Number(1.5), Some(1.5)),
            (text("10000"), Some(10_000.0)),
            (text("-0.25"), Some(-0.25)),
            (text("1e5"), None),
            (text("inf"), None),
            (text("NaN"), None),
            (text("+1"), None),
            (text(" 1"), None),
            (text("1."), None),
            (text(".5"), None),
            (text("--1"), None),
            (text(""), None),
            (ContextValue::Boolean(true), None),
        ] {
            assert_eq!(value.number(), number, "{value:?}");
        }
    }

    #[test]
    fn omn_17_a_boolean_becomes_the_text_true_or_false() {
        assert_eq!(ContextValue::Boolean(true).text(), "true");
        assert_eq!(ContextValue::Boolean(false).text(), "false");
        assert_eq!(ContextValue::Number(10_000.0).text(), "10000");
    }
}
