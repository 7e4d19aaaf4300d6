//! The token with which the client comes to the chat service.
//!
//! The client reads when it ends, so it looks like a JWT. What proves the right to the session is its last part alone, our
//! session's token; the parts before are for the client, and nothing of them is believed. What the page said of the chat is among
//! them: it proves nothing wherever it comes from, and comes back with each message.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    http::{ApiError, ErrorCode},
    secrets::SessionToken,
    wire::{Time, metadata::Field},
};

/// What the client and the page say in the token.
#[derive(Serialize, Deserialize)]
struct Claims {
    exp: i64,
    skypeid: String,
    #[serde(rename = "resourceId")]
    resource: String,
    scp: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field>,
}

/// The token of a session, as the client takes it, with what the page said of the chat.
pub(super) fn of_session(session: &str, visitor: &str, expires_at: Time, fields: Vec<Field>) -> String {
    let part = |json: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let exp = expires_at.0.as_i64() / 1000;
    let claims = Claims { exp, skypeid: visitor.to_owned(), resource: visitor.to_owned(), scp: 1792, fields };
    format!("{}.{}.{session}", part(json!({ "alg": "none", "typ": "JWT" })), part(json!(claims)))
}

/// The session of a call to the chat service.
pub(super) struct ChatToken(pub(super) SessionToken);

impl<S: Send + Sync> FromRequestParts<S> for ChatToken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let token = bearer(parts).and_then(|token| token.rsplit('.').next()?.parse().ok());
        token.map(Self).ok_or_else(|| ErrorCode::SessionMissing.into())
    }
}

/// What the page said of the chat when it began. Whoever has the session could say it with each message as well, so it does not
/// matter who wrote it into the token; what cannot be read was not said by ours.
pub(super) struct SaidByPage(pub(super) Vec<Field>);

impl<S: Send + Sync> FromRequestParts<S> for SaidByPage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let claims = bearer(parts).and_then(|token| token.split('.').nth(1));
        let claims = claims.and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
        let claims = claims.and_then(|json| serde_json::from_slice::<Claims>(&json).ok());
        Ok(Self(claims.map(|claims| claims.fields).unwrap_or_default()))
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

#[cfg(test)]
mod tests {
    use bonafide_domain::time::Millis;

    use super::*;

    fn a_session() -> SessionToken {
        format!("bfs_{0}{0}_{1}", "0".repeat(24), "A".repeat(43)).parse().unwrap()
    }

    /// When all of these end.
    const END: Time = Time(Millis::new(1_800_000_000_999));

    fn presented(value: &str) -> Parts {
        let request = axum::http::Request::builder().header(header::AUTHORIZATION, value).body(()).unwrap();
        request.into_parts().0
    }

    #[tokio::test]
    async fn the_session_comes_back_and_the_client_reads_when_it_ends() {
        let session = a_session();
        let token = of_session(&session.text(), "visitor", END, Vec::new());
        let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["exp"], 1_800_000_000);

        let read = async |value: &str| {
            let token = ChatToken::from_request_parts(&mut presented(value), &()).await;
            token.map(|it| it.0.text().to_string())
        };
        assert_eq!(read(&format!("Bearer {token}")).await.unwrap(), *session.text());
        for other in ["", "Bearer ", "Bearer a.b.c", &format!("Basic {token}"), &format!("Bearer {token}x")] {
            assert_eq!(read(other).await.unwrap_err().code(), ErrorCode::SessionMissing, "{other}");
        }
    }

    #[tokio::test]
    async fn what_the_page_said_comes_back() {
        let session = a_session();
        let field =
            |id: &str, value: serde_json::Value| serde_json::from_value(json!({"id": id, "value": value}));
        let fields = vec![field("tier", json!("gold")).unwrap(), field("total", json!(12.5)).unwrap()];
        let token = of_session(&session.text(), "visitor", END, fields);
        let read = async |value: &str| {
            let Ok(SaidByPage(fields)) = SaidByPage::from_request_parts(&mut presented(value), &()).await;
            json!(fields)
        };
        let told = json!([{"id": "tier", "value": "gold"}, {"id": "total", "value": 12.5}]);
        assert_eq!(read(&format!("Bearer {token}")).await, told);
        let without = of_session(&session.text(), "visitor", END, Vec::new());
        for other in [
            "",
            "Bearer ",
            "Bearer a.b.c",
            &format!("Bearer {}", *session.text()),
            &format!("Bearer {without}"),
        ] {
            assert_eq!(read(other).await, json!([]), "{other}");
        }
    }
}
