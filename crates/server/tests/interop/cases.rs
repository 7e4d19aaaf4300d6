//! What developers get wrong, whatever the language.

use bonafide_testkit::backend::{
    Library::{self, JsonWebToken, RubyJwt},
    Order,
};
use serde_json::{Value, json};

use crate::shop::Shop;

/// A mistake, and what it leads to.
pub struct Case {
    /// What the developer did.
    pub mistake: &'static str,
    /// It, done to an order for a good token.
    pub make: fn(&mut Order, &Shop),
    /// What is sent in place of the token.
    pub send: fn(String) -> String,
    /// The libraries that notice it themselves.
    pub noticed_by: &'static [Library],
    /// The reason of the refusal; `None` where the token is good all the same.
    pub reason: Option<&'static str>,
    /// What the developer is told to do.
    pub advice: &'static str,
}

const CASE: Case =
    Case { mistake: "", make: |_, _| {}, send: |token| token, noticed_by: &[], reason: None, advice: "" };

/// The mistakes that SEE-7 names, and their sisters.
pub const CASES: [Case; 14] = [
    Case {
        mistake: "another algorithm",
        make: |order, _| order.algorithm = "HS512".to_owned(),
        reason: Some("alg_not_allowed"),
        advice: "sign with HS256",
        ..CASE
    },
    Case {
        mistake: "no kid in the header",
        make: |order, _| order.key_id = None,
        reason: Some("kid_missing"),
        advice: "put the key's id there",
        ..CASE
    },
    Case {
        mistake: "the secret decoded, as if it were base64",
        make: |order, _| order.decode_secret = true,
        reason: Some("signature_invalid"),
        advice: "sign with its characters as they are",
        ..CASE
    },
    Case {
        mistake: "the secret copied with a line break",
        make: |order, _| order.secret.push('\n'),
        reason: Some("signature_invalid"),
        advice: "leave it out",
        ..CASE
    },
    Case {
        mistake: "another key's secret",
        make: |order, shop| order.secret.clone_from(&shop.other_key.secret),
        reason: Some("signature_invalid"),
        advice: "name that one in kid",
        ..CASE
    },
    Case {
        mistake: "exp in milliseconds",
        make: |order, _| {
            let exp = order.claims["exp"].as_u64().unwrap() * 1000;
            order.claims["exp"] = json!(exp);
        },
        reason: Some("token_malformed"),
        advice: "looks like milliseconds, send seconds",
        ..CASE
    },
    Case {
        mistake: "exp as a string",
        make: |order, _| order.claims["exp"] = json!(order.claims["exp"].to_string()),
        noticed_by: &[JsonWebToken, RubyJwt],
        reason: Some("token_malformed"),
        advice: "exp is a string, send a whole number of seconds",
        ..CASE
    },
    Case {
        mistake: "exp with a fraction",
        make: |order, _| {
            let exp = order.claims["exp"].as_f64().unwrap() + 0.25;
            order.claims["exp"] = json!(exp);
        },
        reason: Some("token_malformed"),
        advice: "send it without fraction",
        ..CASE
    },
    Case {
        mistake: "a number as external id",
        make: |order, _| order.claims["external_id"] = json!(48_213),
        reason: Some("external_id_invalid"),
        advice: "external_id is a number, send a string",
        ..CASE
    },
    Case {
        mistake: "no external id, but sub",
        make: |order, _| {
            let id = without(&mut order.claims, "external_id");
            order.claims["sub"] = id;
        },
        reason: Some("external_id_missing"),
        advice: "send the id of the user in your database",
        ..CASE
    },
    Case {
        mistake: "no scope",
        make: |order, _| drop(without(&mut order.claims, "scope")),
        reason: Some("scope_invalid"),
        advice: "scope is not there, send the string user",
        ..CASE
    },
    Case {
        mistake: "the whole answer of the endpoint in place of the token",
        send: |token| json!({ "token": token }).to_string(),
        reason: Some("token_malformed"),
        advice: "send only the token",
        ..CASE
    },
    Case {
        mistake: "email_verified as a string",
        make: |order, _| order.claims["email_verified"] = json!("true"),
        advice: "send the JSON value true",
        ..CASE
    },
    Case {
        mistake: "the address as external id",
        make: |order, _| {
            let address = without(&mut order.claims, "email");
            order.claims["external_id"] = address;
        },
        advice: "Send the id of the user in your database",
        ..CASE
    },
];

fn without(claims: &mut Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name).unwrap()
}
