//! As much of JSON Schema as our own document uses. Stricter than a schema is: a member that it does not name is wrong.

use serde_json::Value;

/// The schema that a reference leads to, or the schema itself.
pub(crate) fn resolved<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

/// Says where a value is not as the schema says.
pub(crate) fn check(value: &Value, schema: &Value, document: &Value) -> Result<(), String> {
    let schema = resolved(schema, document);
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let tried: Vec<_> = choices.iter().map(|choice| check(value, choice, document)).collect();
        return if tried.iter().any(Result::is_ok) { Ok(()) } else { Err(format!("none of {tried:?}")) };
    }
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().map(|one| one.as_str().unwrap()).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            return Err(format!("the schema {schema} is of a kind that is not checked"));
        }
    };
    if !kinds(value).iter().any(|kind| allowed.contains(kind)) {
        return Err(format!("{value} is not {allowed:?}"));
    }
    match value {
        Value::Object(_) => members(value, schema, document),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, &schema["items"], document)),
        Value::String(text) => form(text, schema),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn kinds(value: &Value) -> &'static [&'static str] {
    match value {
        Value::Null => &["null"],
        Value::Bool(_) => &["boolean"],
        Value::Number(number) if number.is_f64() => &["number"],
        Value::Number(_) => &["integer", "number"],
        Value::String(_) => &["string"],
        Value::Array(_) => &["array"],
        Value::Object(_) => &["object"],
    }
}

fn members(object: &Value, schema: &Value, document: &Value) -> Result<(), String> {
    let object = object.as_object().unwrap();
    for name in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            return Err(format!("{name} is missing"));
        }
    }
    for (name, value) in object {
        match schema["properties"].get(name) {
            Some(member) => check(value, member, document).map_err(|wrong| format!("{name}: {wrong}"))?,
            None if schema["additionalProperties"] == true => {}
            None => return Err(format!("{name} is not in the schema")),
        }
    }
    Ok(())
}

/// Times have their form: RFC 3339 in UTC with milliseconds.
fn form(text: &str, schema: &Value) -> Result<(), String> {
    let is_time = text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T';
    if schema["format"] == "date-time" && !is_time { Err(format!("{text} is no time")) } else { Ok(()) }
}
