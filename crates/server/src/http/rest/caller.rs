//! Which program calls, proven with a key of the app.

use axum::{
    extract::{FromRequestParts, Path},
    http::{header, request::Parts},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_domain::{
    id::{AccountId, KeyId},
    time::Millis,
    token::{RestKey, RestToken},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::error::RestError;
use crate::{App, http::Peer};

/// A program that was let in: the app is the account that its key belongs to.
pub(super) struct Caller {
    pub(super) account: AccountId,
}

/// The app, in the path of every call.
#[derive(Deserialize)]
struct OfApp {
    app: String,
}

impl FromRequestParts<App> for Caller {
    type Rejection = RestError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestError> {
        let of_app = Path::<OfApp>::from_request_parts(parts, app).await;
        let account = of_app.ok().and_then(|Path(OfApp { app })| app.parse().ok());
        let proof = Proof::of(parts);
        if let (Some(account), Some(proof)) = (account, proof)
            && let Some(key) = proof.key()
            && app.admit_program(account, key, |key, now| proof.proves(key, now)).await?
        {
            return Ok(Self { account });
        }
        let Peer(address) = Peer::from_request_parts(parts, app).await?;
        app.limits.program_refused(address).map_err(RestError::TooMany)?;
        Err(RestError::Unauthorized)
    }
}

/// What a program sends to prove itself.
enum Proof {
    /// The key's id and secret (RFC 7617).
    Basic { key: String, secret: Zeroizing<String> },
    /// A token that is signed with it (RFC 6750).
    Bearer(Zeroizing<String>),
}

impl Proof {
    fn of(parts: &Parts) -> Option<Self> {
        let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
        let (Some(only), None) = (values.next(), values.next()) else { return None };
        let (scheme, rest) = only.to_str().ok()?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Bearer(Zeroizing::new(rest.to_owned())));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = Zeroizing::new(String::from_utf8(BASE64_STANDARD.decode(rest).ok()?).ok()?);
        let (key, secret) = pair.split_once(':')?;
        Some(Self::Basic { key: key.to_owned(), secret: Zeroizing::new(secret.to_owned()) })
    }

    /// The key that it claims.
    fn key(&self) -> Option<KeyId> {
        match self {
            Self::Basic { key, .. } => KeyId::from_kid(key).ok(),
            Self::Bearer(token) => RestToken::read(token).ok()?.key(),
        }
    }

    fn proves(&self, key: &RestKey, now: Millis) -> bool {
        match self {
            Self::Basic { secret, .. } => key.secret.is(secret),
            Self::Bearer(token) => RestToken::read(token).is_ok_and(|token| token.judge(key, now).is_ok()),
        }
    }
}
