//! What the client sends in headers of its own.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderName, request::Parts},
};
use bonafide_domain::text::ClientMadeId;
use zeroize::Zeroizing;

use super::name;
use crate::secrets::SessionToken;

/// What the client keeps of our answer and sends with each later call: to us, the session.
pub(super) const SESSION: HeaderName = name("oc-sessionid");
/// The number of an error, where there is one for it.
pub(super) const ERROR_CODE: HeaderName = name("errorcode");
/// The token that the site's backend signed.
const USER_TOKEN: HeaderName = name("authenticatedusertoken");
/// What the client makes up for each sign-in by a code, and sends again when it repeats the call (OMN-13).
const NONCE: HeaderName = name("authcodenonce");
/// Why nobody was signed in, where the client has a word for it.
pub(super) const MESSAGE: HeaderName = name("message");
/// The client's name for the chat; the same when it repeats a call.
const REQUEST: HeaderName = name("request-id");
/// The name of one call of the chat service; the same when the client's pipeline repeats it, unlike that of any other call.
const CALL: HeaderName = name("x-ms-client-request-id");

/// What a call of the client carries.
pub(super) struct Carried {
    /// The session that it is made in, if it is one that could be ours. Whether it counts is for the use case to find out.
    pub(super) session: Option<SessionToken>,
    /// The token of whoever is signed in on the site, or the code that they came back with; `None` also where it came twice or cannot be read.
    pub(super) token: Option<Zeroizing<String>>,
    /// The client's name for the chat; empty if it gives none.
    pub(super) request: String,
    /// The nonce of the call; empty if it gives none.
    pub(super) nonce: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Carried {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            session: only(parts, &SESSION).and_then(|text| text.parse().ok()),
            token: only(parts, &USER_TOKEN).map(|text| Zeroizing::new(text.to_owned())),
            request: only(parts, &REQUEST).unwrap_or_default().to_owned(),
            nonce: only(parts, &NONCE).unwrap_or_default().to_owned(),
        })
    }
}

/// What the client calls a call of the chat service, if it gives it a name that can be told from others.
pub(super) struct CallName(pub(super) Option<ClientMadeId>);

impl<S: Send + Sync> FromRequestParts<S> for CallName {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(only(parts, &CALL).and_then(|text| ClientMadeId::new(text).ok())))
    }
}

fn only<'p>(parts: &'p Parts, name: &HeaderName) -> Option<&'p str> {
    let mut values = parts.headers.get_all(name).iter();
    let (Some(only), None) = (values.next(), values.next()) else { return None };
    only.to_str().ok().filter(|text| !text.is_empty())
}
