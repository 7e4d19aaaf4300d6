//! Context variables: named values that come signed in a token and can route the conversation (OMN-7, OMN-17).

use std::collections::BTreeMap;

use serde_json::Number;

use super::{
    claims::{Claim, optional},
    json::{self, Json, JsonFault, JsonKind, Members},
    warning::Warning,
};
use crate::{
    context::{ContextName, ContextVariables},
    limits,
    metadata::FieldValue,
    text::TextRefused,
};

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
    /// A name is none.
    #[error("The name of a context variable {0}.")]
    Name(TextRefused),
    /// A text has a character that cannot be kept.
    #[error("A context variable has a character that cannot be kept: U+0000.")]
    Character,
}

/// Reads them, if there are any. Those of a token without them are none.
pub(super) fn read(payload: &Members, odd: &mut Vec<Warning>) -> Result<ContextVariables, ContextFault> {
    let Some(claim) = optional(payload, Claim::Contexts, odd) else { return Ok(ContextVariables::default()) };
    let text = claim.text().map_err(ContextFault::NotText)?;
    let members = json::members(text.as_bytes()).map_err(ContextFault::NotJson)?;
    if members.len() > limits::CONTEXT_VARIABLES {
        return Err(ContextFault::TooMany(members.len()));
    }
    let numbers = json::numbers(text);
    let variable = |(name, json): (&str, &Json)| {
        Ok((ContextName::new(name).map_err(ContextFault::Name)?, value(name, json, &numbers)?))
    };
    members.all().map(variable).collect()
}

fn value(name: &str, json: &Json, numbers: &BTreeMap<String, &str>) -> Result<FieldValue, ContextFault> {
    match json {
        // One of the databases cannot keep U+0000.
        Json::Text(text) if text.contains('\0') => Err(ContextFault::Character),
        Json::Text(text) => Ok(FieldValue::Text(text.clone())),
        Json::Boolean(value) => Ok(FieldValue::Truth(*value)),
        Json::Integer(value) => Ok(FieldValue::Number((*value).into())),
        Json::OtherNumber(value) => {
            let number = Number::from_f64(*value).ok_or(ContextFault::NotPlain(JsonKind::Number))?;
            let written = numbers.get(name).copied().unwrap_or_default();
            Ok(as_written(number, written))
        }
        Json::Null => Err(ContextFault::NotPlain(JsonKind::Null)),
        Json::List(_) => Err(ContextFault::NotPlain(JsonKind::List)),
        Json::Object(_) => Err(ContextFault::NotPlain(JsonKind::Object)),
    }
}

/// OMN-7: a number that a double would write with other digits is kept as those that it came with, for a text is kept as it came. Where
/// its variable is a number, the digits are read as one (OMN-17). With an exponent they would not be, and it stays the double.
fn as_written(number: Number, written: &str) -> FieldValue {
    let has_exponent = written.contains(['e', 'E']);
    if written.is_empty() || has_exponent || number.to_string() == written {
        FieldValue::Number(number)
    } else {
        FieldValue::Text(written.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{ContextType, ContextValue};

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
        let get = |name| {
            read.get(&ContextName::new(name).unwrap()).map(|value| serde_json::to_string(value).unwrap())
        };
        assert_eq!(get("Tier").as_deref(), Some(r#""gold""#));
        assert_eq!(get("tier").as_deref(), Some("7"));
        assert_eq!(get("spent").as_deref(), Some("-10.5"));
        assert_eq!(get("member").as_deref(), Some("true"));
        assert_eq!(get("TIER"), None);
        assert_eq!(read.len(), 4);
    }

    #[test]
    fn omn_7_a_number_that_no_double_holds_is_kept_as_it_was_written() {
        let table = [
            ("12345678901234567890", "12345678901234567890"),
            ("18446744073709551616", "18446744073709551616"),
            ("-9223372036854775809", "-9223372036854775809"),
            ("9223372036854775807", "9223372036854775807"),
            ("0.1234567890123456789", "0.1234567890123456789"),
            ("19.90", "19.90"),
            ("19.9", "19.9"),
            ("-0", "-0"),
            // Digits with an exponent are no decimal text, which a variable that is a number would need (OMN-17).
            ("1e3", "1000.0"),
            ("1E+3", "1000.0"),
        ];
        for (written, text) in table {
            let read =
                of_object(&format!(r#" {{"a":"\"n\":1,",  "\u006e" : {written} ,"z":true}} "#)).unwrap();
            let given = &read[&ContextName::new("n").unwrap()];
            for defined in [None, Some(ContextType::Text)] {
                let kept = ContextValue::typed(given, defined);
                assert_eq!(kept, Ok(ContextValue::Text(text.into())), "{written}");
            }
            let number = ContextValue::Number(written.parse().unwrap());
            assert_eq!(ContextValue::typed(given, Some(ContextType::Number)), Ok(number), "{written}");
        }
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
        assert_eq!(of_object(r#"{"":1}"#), Err(ContextFault::Name(TextRefused::Empty)));
        assert_eq!(of_object(r#"{"a":"\u0000"}"#), Err(ContextFault::Character));
    }

    #[test]
    fn omn_7_a_hundred_variables_with_names_of_a_hundred_characters_are_taken() {
        let many = |count: usize| {
            let members: Vec<_> = (0..count).map(|i| format!(r#""{}{i:03}":1"#, "ä".repeat(97))).collect();
            of_object(&format!("{{{}}}", members.join(",")))
        };
        assert_eq!(many(100).unwrap().len(), 100);
        assert_eq!(many(101), Err(ContextFault::TooMany(101)));
        assert_eq!(
            of_object(&format!(r#"{{"{}":1}}"#, "ä".repeat(101))),
            Err(ContextFault::Name(TextRefused::TooLong("100 characters")))
        );
    }
}
