//! The shop's own login, which Bonafide has no part in: a random cookie for each browser that is logged in, kept in
//! memory.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request},
};

use super::Shop;
use crate::{
    demo::people::Customer,
    secrets::{Random, Secret256},
};

const COOKIE: &str = "pebblewick";
/// Out of reach of scripts, and not sent with what other sites post here.
const ATTRIBUTES: &str = "Path=/; HttpOnly; SameSite=Lax";

/// Who is logged in, by the value of their cookie.
#[derive(Default)]
pub(super) struct Logins(Mutex<HashMap<String, &'static Customer>>);

impl Logins {
    /// Logs a customer in; gives the cookie to set.
    pub(super) fn open(&self, customer: &'static Customer, random: &dyn Random) -> String {
        let value = Secret256::new(random).text();
        self.kept().insert(value.to_string(), customer);
        format!("{COOKIE}={}; {ATTRIBUTES}", *value)
    }

    /// Logs out whoever sent these headers; gives the cookie that takes theirs away.
    pub(super) fn close(&self, headers: &HeaderMap) -> String {
        if let Some(value) = cookie(headers) {
            self.kept().remove(value);
        }
        format!("{COOKIE}=; Max-Age=0; {ATTRIBUTES}")
    }

    fn find(&self, headers: &HeaderMap) -> Option<&'static Customer> {
        self.kept().get(cookie(headers)?).copied()
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, &'static Customer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value of our cookie among all that were sent.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split("; ")).find_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Whoever is logged in.
pub(super) struct LoggedIn(pub(super) Option<&'static Customer>);

impl FromRequestParts<Shop> for LoggedIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut request::Parts, shop: &Shop) -> Result<Self, Infallible> {
        Ok(Self(shop.0.logins.find(&parts.headers)))
    }
}
