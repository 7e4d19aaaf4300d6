//! Bodies that are objects, with a member that is not as it should be.

use serde_json::{Map, Value, json};

use super::{refused, samples};
use crate::{
    call::Call,
    contract::{Contract, Row},
    group::Group,
    world::World,
};

pub(super) fn that_are_wrong_are_refused(world: &World, group: &Group) {
    let mut taking = samples(world, group);
    taking.retain(|(row, _)| Contract::of_the_table().request(row).is_some());
    refused(world, &taking, |row, sample| {
        let schema = Contract::of_the_table().request(row).unwrap();
        let Some(Value::Object(good)) = sample.value() else {
            panic!("the sample of {} has no object", row.name())
        };
        let bad =
            |body: String| world.ask(sample.clone().bytes("application/json", body)).refused("bad_request");
        bad(changed(&good, "unknown", "1"));
        for name in schema["required"].as_array().into_iter().flatten() {
            let mut without = good.clone();
            without.remove(name.as_str().unwrap());
            bad(Value::Object(without).to_string());
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            bad(doubled(&good, name));
            for value in wrong_types(member) {
                bad(changed(&good, name, &value));
            }
            if kinds(member).contains(&"string") {
                texts(world, row, sample, &good, name);
            }
        }
    });
}

/// A body with one member set to a value, as it is written.
fn changed(good: &Map<String, Value>, name: &str, value: &str) -> String {
    let mut rest = good.clone();
    rest.remove(name);
    let rest = Value::Object(rest).to_string();
    let rest = rest[1..rest.len() - 1].to_owned();
    let comma = if rest.is_empty() { "" } else { "," };
    format!("{{{rest}{comma}{}:{value}}}", json!(name))
}

/// A body with one member twice.
fn doubled(good: &Map<String, Value>, name: &str) -> String {
    let value = good.get(name).cloned().unwrap_or(Value::Null).to_string();
    let once = changed(good, name, &value);
    format!("{},{}:{value}}}", &once[..once.len() - 1], json!(name))
}

fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Values that this member never takes.
fn wrong_types(schema: &Value) -> Vec<String> {
    let mut wrong = vec![
        "1e999".to_owned(),
        "123456789012345678901234567890".to_owned(),
        "[[]]".to_owned(),
        "[1]".to_owned(),
    ];
    wrong.push(format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)));
    let kinds = kinds(schema);
    for (kind, value) in
        [("string", "\"\\u0041 text\""), ("boolean", "true"), ("integer", "-1"), ("object", "{}")]
    {
        // What is no plain type here is a word of a list, and such a text is not in it.
        if !kinds.contains(&kind) {
            wrong.push(value.to_owned());
        }
    }
    wrong
}

/// Where any text is taken: what is wrong with it is the answer (SEE-7).
const EXPLAINED: (&str, &str) = ("POST /admin/v1/tokens/explain", "token");

/// Where it is told of any text why nobody would be signed in by it (ROU-6).
const TRIED: (&str, &str) = ("POST /admin/v1/routing/trial", "token");

/// Texts that cannot be, or cannot be kept: they are refused, though some of them look like a wrong password.
fn texts(world: &World, row: &Row, sample: &Call, good: &Map<String, Value>, name: &str) {
    for broken in ["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\x00\"", "\"\t\n\u{1}\"", "\"open"] {
        let body = changed(good, name, broken);
        world.ask(sample.clone().bytes("application/json", body)).refused("bad_request");
    }
    let invalid = changed(good, name, "\"?\"").replace("\"?\"", "\"\u{fffd}\"").into_bytes();
    let invalid = replaced(&invalid, "\u{fffd}".as_bytes(), b"\xc3\x28");
    world.ask(sample.clone().bytes("application/json", invalid)).refused("bad_request");
    let usual = good.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut texts = vec!["\0".to_owned(), "x".repeat(50_000), String::new()];
    // A password is never kept, so it may be made of anything.
    if name != "password" {
        texts.extend([format!("{usual}\0"), format!("\0{usual}")]);
    }
    for text in texts {
        let body = changed(good, name, &json!(text).to_string());
        let answer = world.ask(sample.clone().bytes("application/json", body));
        if (row.name().as_str(), name) == TRIED && answer.status == 200 {
            assert!(answer.json()["token_refused"].is_string(), "{answer:?}");
            continue;
        }
        if (row.name().as_str(), name) == EXPLAINED {
            assert_eq!(answer.gives(200)["accepted"], false, "{answer:?}");
            continue;
        }
        let code = answer
            .code()
            .unwrap_or_else(|| panic!("{name} of {} may be {text:.40?}: {answer:?}", row.name()));
        assert!((400..500).contains(&answer.status), "{name} of {}: {code}", row.name());
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}
