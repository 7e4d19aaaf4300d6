//! JSON as tokens may hold it: an object, no name twice on any level, not too deep.
//!
//! Readers of JSON differ in which of two equal names they believe (RFC 8259, section 4), so a token with
//! two of them could mean one thing to the one who signed and another to us.

use std::{cell::Cell, collections::BTreeMap, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// How many objects and lists may lie in each other. Tokens need one or two.
const DEPTH: usize = 32;

/// A value, as far as the rules look into it.
#[derive(Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number with a fraction or an exponent, negative zero, or an integer beyond 64 bits: as near as a double comes to it.
    OtherNumber(f64),
    Text(String),
    List(Vec<Json>),
    Object(Members),
}

/// The members of an object.
#[derive(Debug, PartialEq)]
pub(super) struct Members(BTreeMap<String, Json>);

/// What kind of value stands where another is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JsonKind {
    /// `null`
    #[error("null")]
    Null,
    /// `true` or `false`
    #[error("a boolean")]
    Boolean,
    /// Any number.
    #[error("a number")]
    Number,
    /// A string.
    #[error("a string")]
    Text,
    /// `[…]`
    #[error("a list")]
    List,
    /// `{…}`
    #[error("an object")]
    Object,
}

/// Why bytes are not JSON that a token may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JsonFault {
    /// Not JSON, or not in UTF-8.
    #[error("is not JSON")]
    NotJson,
    /// JSON, but not an object.
    #[error("is not a JSON object")]
    NotAnObject,
    /// A name is in one object twice.
    #[error("has a name twice in one object")]
    Duplicate,
    /// Objects and lists lie more than 32 deep in each other.
    #[error("is nested too deep")]
    TooDeep,
}

/// Reads one object.
pub(super) fn members(bytes: &[u8]) -> Result<Members, JsonFault> {
    match value(bytes)? {
        Json::Object(members) => Ok(members),
        Json::Null
        | Json::Boolean(_)
        | Json::Integer(_)
        | Json::OtherNumber(_)
        | Json::Text(_)
        | Json::List(_) => Err(JsonFault::NotAnObject),
    }
}

/// Reads one value of whatever kind.
pub(super) fn value(bytes: &[u8]) -> Result<Json, JsonFault> {
    let fault = Cell::new(None);
    let mut source = serde_json::Deserializer::from_slice(bytes);
    Strict { depth: 0, fault: &fault }
        .deserialize(&mut source)
        .and_then(|json| source.end().map(|()| json))
        .map_err(|_| fault.get().unwrap_or(JsonFault::NotJson))
}

/// How the numbers of an object that [`members`] has read are written in it, by the names of their members: the parser makes doubles of
/// those that are no integers of 64 bits.
pub(super) fn numbers(object: &str) -> BTreeMap<String, &str> {
    let mut rest = object.trim_start().strip_prefix('{').unwrap_or_default();
    let mut numbers = BTreeMap::new();
    while let Some((name, after)) = first::<String>(rest) {
        let value = after.trim_start().strip_prefix(':').unwrap_or_default().trim_start();
        let Some((IgnoredAny, after)) = first(value) else { break };
        let written = value.strip_suffix(after).unwrap_or_default();
        if written.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            numbers.insert(name, written);
        }
        rest = after.trim_start().strip_prefix(',').unwrap_or_default();
    }
    numbers
}

/// The value that a text begins with, and what comes behind it.
fn first<'t, T: Deserialize<'t>>(text: &'t str) -> Option<(T, &'t str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

impl Members {
    /// The value of a member.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.0.get(name)
    }

    /// All of them, in the order of their names.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Json {
    /// The string that this is, or what it is instead.
    pub(super) fn text(&self) -> Result<&str, JsonKind> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Null => Err(JsonKind::Null),
            Self::Boolean(_) => Err(JsonKind::Boolean),
            Self::Integer(_) | Self::OtherNumber(_) => Err(JsonKind::Number),
            Self::List(_) => Err(JsonKind::List),
            Self::Object(_) => Err(JsonKind::Object),
        }
    }

    /// Whether this is null, or a string with nothing to read in it: then an optional claim counts as absent
    /// (TOK-11).
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::Null || self.text().is_ok_and(|text| text.trim().is_empty())
    }
}

/// Reads a value that lies `depth` deep, and leaves the reason of a refusal of our own in `fault`.
#[derive(Clone, Copy)]
struct Strict<'f> {
    depth: usize,
    fault: &'f Cell<Option<JsonFault>>,
}

impl Strict<'_> {
    fn refuse<E: Error>(self, fault: JsonFault) -> E {
        self.fault.set(Some(fault));
        E::custom(fault)
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > DEPTH { Err(self.refuse(JsonFault::TooDeep)) } else { Ok(Self { depth, ..self }) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Json, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or_else(|_| Json::OtherNumber(as_double(value)), Json::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::OtherNumber(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let item = self.deeper()?;
        let mut items = Vec::new();
        while let Some(read) = list.next_element_seed(item)? {
            items.push(read);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let value = self.deeper()?;
        let mut members = BTreeMap::new();
        while let Some(name) = object.next_key::<String>()? {
            if members.insert(name, object.next_value_seed(value)?).is_some() {
                return Err(self.refuse(JsonFault::Duplicate));
            }
        }
        Ok(Json::Object(Members(members)))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a number beyond 64 bits is kept as near as a double comes to it"
)]
fn as_double(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read() {
        let text =
            r#" {"a": null, "b": true, "c": -7, "d": 1.5, "e": "x\u0041", "f": [1, {}], "g": {"h": 1}} "#;
        let members = members(text.as_bytes()).expect("it is an object");
        let expected = [
            ("a", Json::Null),
            ("b", Json::Boolean(true)),
            ("c", Json::Integer(-7)),
            ("d", Json::OtherNumber(1.5)),
            ("e", Json::Text("xA".into())),
            ("f", Json::List(vec![Json::Integer(1), Json::Object(Members(BTreeMap::new()))])),
        ];
        for (name, value) in &expected {
            assert_eq!(members.get(name), Some(value), "{name}");
        }
        assert_eq!(members.get("g").and_then(|g| g.text().err()), Some(JsonKind::Object));
        assert_eq!(members.get("A"), None);
    }

    #[test]
    fn only_plain_integers_of_64_bits_are_integers() {
        for (number, integer) in [
            ("0", Some(0)),
            ("-1", Some(-1)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("18446744073709551616", None),
            ("-9223372036854775809", None),
            ("-0", None),
            ("0.0", None),
            ("1e3", None),
            ("1E+3", None),
            ("1700000000.0", None),
        ] {
            let members = members(format!(r#"{{"n":{number}}}"#).as_bytes()).expect(number);
            match (members.get("n"), integer) {
                (Some(Json::Integer(read)), Some(integer)) => assert_eq!(*read, integer, "{number}"),
                (Some(Json::OtherNumber(_)), None) => {}
                (other, _) => panic!("{number}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "}",
            "{}}",
            "{} x",
            "{'a':1}",
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\":NaN}",
            "{\"a\":Infinity}",
            "{\"a\":-}",
            "{\"a\":01}",
            "{\"a\":+1}",
            "{\"a\":1.}",
            "{\"a\":.5}",
            "{\"a\":0x10}",
            "{\"a\":1e999}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\udc00\"}",
            "{\"\\ud800\":1}",
            "{\"a\":\"\\ud800\\u0041\"}",
            "/**/{}",
            "\u{feff}{}",
            "{\"a\":tru}",
        ] {
            assert_eq!(members(text.as_bytes()), Err(JsonFault::NotJson), "{text}");
        }
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused_wherever_it_is() {
        for text in [
            &b"{\"a\":\"\xff\"}"[..],
            b"{\"\xff\":1}",
            b"{\"a\":[\"\xc0\xaf\"]}",
            b"{\"a\":\"\xed\xa0\x80\"}",
        ] {
            assert_eq!(members(text), Err(JsonFault::NotJson), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for text in ["null", "true", "1", "1.5", "\"{}\"", "[]", "[{}]"] {
            assert_eq!(members(text.as_bytes()), Err(JsonFault::NotAnObject), "{text}");
        }
    }

    #[test]
    fn a_name_twice_is_refused_on_every_level() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"b":2,"a":3}"#,
            r#"{"kid":1,"ki\u0064":1}"#,
            r#"{"":1,"":2}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":[{"b":1},{"b":1,"b":2}]}"#,
        ] {
            assert_eq!(members(text.as_bytes()), Err(JsonFault::Duplicate), "{text}");
        }
    }

    #[test]
    fn names_that_differ_are_not_twice() {
        for text in [r#"{"a":1,"A":2}"#, r#"{"ä":1,"a\u0308":2}"#, r#"{"a":[{"b":1},{"b":1}],"b":{"a":1}}"#]
        {
            assert!(members(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn depth_is_limited() {
        let lists = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert!(members(lists(DEPTH - 1).as_bytes()).is_ok());
        assert_eq!(members(lists(DEPTH).as_bytes()), Err(JsonFault::TooDeep));
        assert!(members(objects(DEPTH).as_bytes()).is_ok());
        assert_eq!(members(objects(DEPTH + 1).as_bytes()), Err(JsonFault::TooDeep));
        assert_eq!(members("[".repeat(100_000).as_bytes()), Err(JsonFault::TooDeep));
    }
}
