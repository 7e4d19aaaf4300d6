//! What agents are told of context variables that came signed (OMN-7, ROU-5).

use super::draft::Variable;
use crate::{
    context::{ContextName, ContextType, ContextValue, ContextVariables},
    metadata::FieldValue,
};

/// How a variable that came signed stands to the definitions of the channel's workstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is defined, and of the type that it is defined with.
    Defined(ContextType),
    /// It is not defined: it is kept as text, and no condition reads it.
    NotDefined,
    /// It is defined with another type than its value has: no condition on it is met.
    OtherType(ContextType),
}

impl Standing {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Defined(_) => "defined",
            Self::NotDefined => "not_defined",
            Self::OtherType(_) => "other_type",
        }
    }
}

/// A context variable as agents are told it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its name.
    pub name: ContextName,
    /// Its value, in the type that it is defined with; else as text.
    pub value: ContextValue,
    /// How it stands to the definitions.
    pub standing: Standing,
}

/// Each variable that came signed, by name: none is left out (OMN-7). `defined` are those of the workstream by which the
/// channel is routed, names matched exactly, case included.
pub fn told(signed: &ContextVariables, defined: &[Variable]) -> Vec<Told> {
    let tell = |(name, given): (&ContextName, &FieldValue)| {
        let kind = defined.iter().find(|variable| variable.name == *name).map(|variable| variable.kind);
        let (value, standing) = match (ContextValue::typed(given, kind), kind) {
            (Ok(value), Some(kind)) => (value, Standing::Defined(kind)),
            (Ok(value), None) => (value, Standing::NotDefined),
            (Err(_), kind) => {
                (ContextValue::text(given), kind.map_or(Standing::NotDefined, Standing::OtherType))
            }
        };
        Told { name: name.clone(), value, standing }
    };
    signed.iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(json: &str) -> ContextVariables {
        serde_json::from_str(json).unwrap()
    }

    fn variable(name: &str, kind: ContextType) -> Variable {
        Variable { name: ContextName::new(name).unwrap(), kind }
    }

    fn all(json: &str, defined: &[Variable]) -> Vec<(String, ContextValue, Standing)> {
        let told = told(&signed(json), defined);
        told.into_iter().map(|it| (it.name.to_string(), it.value, it.standing)).collect()
    }

    fn words(text: &str) -> ContextValue {
        ContextValue::Text(text.into())
    }

    #[test]
    fn omn_7_what_is_not_defined_is_kept_as_text_and_marked() {
        let told = all(r#"{"tier":"gold","total":10,"vip":true}"#, &[variable("tier", ContextType::Text)]);
        let expected = [
            ("tier".to_owned(), words("gold"), Standing::Defined(ContextType::Text)),
            ("total".to_owned(), words("10"), Standing::NotDefined),
            ("vip".to_owned(), words("true"), Standing::NotDefined),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn omn_7_names_are_matched_exactly_case_included() {
        let told = all(r#"{"Tier":"gold"}"#, &[variable("tier", ContextType::Text)]);
        assert_eq!(told, [("Tier".to_owned(), words("gold"), Standing::NotDefined)]);
    }

    #[test]
    fn omn_17_a_value_of_another_type_than_defined_is_said_to_be_that() {
        let number = [variable("total", ContextType::Number)];
        let told = |json| all(json, &number).remove(0);
        let of = |value, standing| ("total".to_owned(), value, standing);
        let defined = Standing::Defined(ContextType::Number);
        assert_eq!(told(r#"{"total":"10000"}"#), of(ContextValue::Number(1e4), defined));
        assert_eq!(told(r#"{"total":-1.5}"#), of(ContextValue::Number(-1.5), defined));
        let other = Standing::OtherType(ContextType::Number);
        assert_eq!(told(r#"{"total":"many"}"#), of(words("many"), other));
        assert_eq!(told(r#"{"total":true}"#), of(words("true"), other));
    }

    #[test]
    fn the_words_for_standings_are_three() {
        let standings = [
            Standing::Defined(ContextType::Text),
            Standing::NotDefined,
            Standing::OtherType(ContextType::Text),
        ];
        assert_eq!(standings.map(Standing::as_str), ["defined", "not_defined", "other_type"]);
    }
}
