//! Which program calls, proven with a key of the REST API.

use axum::{
    extract::FromRequestParts,
    http::{Uri, header, request::Parts},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_domain::{
    id::{AccountId, KeyId},
    time::Millis,
    token::{RestKey, RestToken},
};
use zeroize::Zeroizing;

use super::{ApiError, ErrorCode, Peer};
use crate::App;

/// A program that was let in: the app is the account that its key belongs to. Whoever proves no key of it is told
/// `key_required`, whatever was missing, and waits after too many of such calls.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// The account.
    pub account: AccountId,
    /// The key that was proven. It was live when the call came in.
    pub key: KeyId,
}

impl FromRequestParts<App> for Program {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let proof = Proof::of(parts);
        if let (Some(account), Some(proof)) = (app_of(&parts.uri), proof)
            && let Some(key) = proof.key()
            && app.admit_program(account, key, |key, now| proof.proves(key, now)).await?
        {
            return Ok(Self { account, key });
        }
        let Peer(address) = Peer::from_request_parts(parts, app).await?;
        app.limits.program_refused(address)?;
        Err(ErrorCode::KeyRequired.into())
    }
}

/// The app that a call is for: `…/apps/{app}/…`. Whatever else of the path is wrong is told to programs alone.
fn app_of(uri: &Uri) -> Option<AccountId> {
    uri.path().split('/').skip_while(|segment| *segment != "apps").nth(1)?.parse().ok()
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
