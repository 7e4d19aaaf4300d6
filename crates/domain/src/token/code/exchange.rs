//! The exchange: what is posted to the token URL, and what it answers with (RFC 6749, sections 4.1.3, 5.1 and 5.2).

use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{
    super::{
        json::{self, Json, Members},
        refused::TokenRefused,
    },
    action::Asked,
    fault::{CodeFault, EndpointFault, OAuthError, Place},
    handed::Handed,
};
use crate::{
    call::{Answer, CallFailed},
    code_setting::{CodeFields, Scope},
    time::{Millis, Span},
};

/// What was exchanged for a code. [`CodeJudge`](super::CodeJudge) alone makes one, of what the token URL answered.
pub struct Exchanged {
    pub(super) access_token: Zeroizing<String>,
    pub(super) id_token: Option<Zeroizing<String>>,
    pub(super) body: Zeroizing<Vec<u8>>,
    pub(super) at: Millis,
    pub(super) expires_at: Option<Millis>,
}

/// What is posted to the token URL.
pub fn exchange(fields: &CodeFields, secret: &str, handed: &Handed) -> Asked {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", handed.code())
        .append_pair("redirect_uri", fields.redirect_url.as_str());
    if let Some(verifier) = handed.verifier() {
        form.append_pair("code_verifier", verifier);
    }
    if let Some(scope) = &fields.scope {
        // The standard has none here, and asks servers to ignore what they do not know; some want it.
        form.append_pair("scope", scope.as_str());
    }
    Asked::form(fields.token_url.clone(), form, fields, secret)
}

/// Reads what the token URL answered.
pub(super) fn read(
    answer: Result<Answer, EndpointFault>,
    scope: Option<&Scope>,
    now: Millis,
) -> Result<Exchanged, TokenRefused> {
    let failed = |fault: EndpointFault| TokenRefused::TokenEndpointFailed(Place::TokenUrl, fault);
    let answer = answer.map_err(failed)?;
    if answer.status != 200 {
        return Err(refusal(&answer));
    }
    if !answer.is_json() {
        return Err(failed(EndpointFault::NotSaidJson));
    }
    let members = json::members(&answer.body).map_err(|fault| failed(EndpointFault::Json(fault)))?;
    let access_token = text(&members, "access_token").ok_or(failed(EndpointFault::NoAccessToken))?;
    if !text(&members, "token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("Bearer")) {
        return Err(failed(EndpointFault::TokenType));
    }
    // RFC 6749, section 5.1: it is left out where all was granted that was asked for.
    if let (Some(scope), Some(granted)) = (scope, members.get("scope"))
        && !granted.text().is_ok_and(|granted| scope.is_in(granted))
    {
        return Err(failed(EndpointFault::Scope));
    }
    let lasts = members.get("expires_in").map(lasts).transpose().map_err(failed)?.flatten();
    Ok(Exchanged {
        access_token,
        id_token: text(&members, "id_token"),
        expires_at: lasts.map(|lasts| now.plus(lasts)),
        at: now,
        body: Zeroizing::new(answer.body),
    })
}

/// A hundred years: what lasts longer has no end.
const MOST_SECONDS: i64 = 3_155_760_000;

/// How long the access token lasts. What cannot be read is not taken for no end, since a session would outlive what it rests on; some
/// providers write it as a text. `None` where it says so by null, or lasts so long that it has no end.
fn lasts(value: &Json) -> Result<Option<Span>, EndpointFault> {
    let seconds = match value {
        Json::Null => return Ok(None),
        Json::Integer(seconds) => Some(*seconds),
        Json::Text(text) => text.parse().ok(),
        Json::Boolean(_) | Json::OtherNumber(_) | Json::List(_) | Json::Object(_) => None,
    };
    match seconds.ok_or(EndpointFault::ExpiresIn)? {
        seconds @ 1..=MOST_SECONDS => Ok(Some(Span::seconds(seconds))),
        seconds if seconds > MOST_SECONDS => Ok(None),
        _ => Err(EndpointFault::ExpiresIn),
    }
}

/// RFC 6749, section 5.2: an error is JSON with a word. What else it says is not repeated: it may quote the code.
fn refusal(answer: &Answer) -> TokenRefused {
    let members = if answer.is_json() { json::members(&answer.body).ok() } else { None };
    let error = members.and_then(|members| text(&members, "error"));
    let fault = match error.as_ref().map(|error| error.as_str()) {
        Some("invalid_grant") => return TokenRefused::CodeInvalid(CodeFault::NotTaken),
        Some(other) => EndpointFault::Error(OAuthError::named(other)),
        None => CallFailed::Status(answer.status).into(),
    };
    TokenRefused::TokenEndpointFailed(Place::TokenUrl, fault)
}

fn text(members: &Members, name: &str) -> Option<Zeroizing<String>> {
    let text = members.get(name)?.text().ok().filter(|text| !text.is_empty())?;
    Some(Zeroizing::new(text.to_owned()))
}

/// Nothing of it is shown.
impl std::fmt::Debug for Exchanged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchanged").finish_non_exhaustive()
    }
}
