//! The token with which the client comes to the chat service.
//!
//! The client reads when it ends, so it looks like a JWT. What proves the right to the session is its last part alone, our
//! session's token; the parts before are for the client, and nothing of them is believed.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use crate::{
    http::{ApiError, ErrorCode},
    secrets::SessionToken,
    wire::Time,
};

/// The token of a session, as the client takes it.
pub(super) fn of_session(session: &str, visitor: &str, expires_at: Time) -> String {
    let part = |json: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let claims = json!({
        "exp": expires_at.0.as_i64() / 1000,
        "skypeid": visitor,
        "resourceId": visitor,
        "scp": 1792,
    });
    format!("{}.{}.{session}", part(json!({ "alg": "none", "typ": "JWT" })), part(claims))
}

/// The session of a call to the chat service.
pub(super) struct ChatToken(pub(super) SessionToken);

impl<S: Send + Sync> FromRequestParts<S> for ChatToken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.strip_prefix("Bearer ")?.rsplit('.').next()?.parse().ok());
        token.map(Self).ok_or_else(|| ErrorCode::SessionMissing.into())
    }
}

#[cfg(test)]
mod tests {
    use bonafide_domain::time::Millis;

    use super::*;

    #[tokio::test]
    async fn the_session_comes_back_and_the_client_reads_when_it_ends() {
        let session: SessionToken =
            format!("bfs_{0}{0}_{1}", "0".repeat(24), "A".repeat(43)).parse().unwrap();
        let token = of_session(&session.text(), "visitor", Time(Millis::new(1_800_000_000_999)));
        let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["exp"], 1_800_000_000);

        let read = async |value: &str| {
            let request =
                axum::http::Request::builder().header(header::AUTHORIZATION, value).body(()).unwrap();
            ChatToken::from_request_parts(&mut request.into_parts().0, &())
                .await
                .map(|it| it.0.text().to_string())
        };
        assert_eq!(read(&format!("Bearer {token}")).await.unwrap(), *session.text());
        for other in ["", "Bearer ", "Bearer a.b.c", &format!("Basic {token}"), &format!("Bearer {token}x")] {
            assert_eq!(read(other).await.unwrap_err().code(), ErrorCode::SessionMissing, "{other}");
        }
    }
}
