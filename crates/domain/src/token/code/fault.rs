//! What can be wrong with a code and what is exchanged for it.

use super::super::json::JsonFault;
use crate::call::CallFailed;

/// Why a code is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// What was handed over is no code.
    #[error("What the page handed over is neither a code nor code=…&code_verifier=…&nonce=….")]
    Form,
    /// The identity provider does not take it (RFC 6749, section 5.2: `invalid_grant`).
    #[error(
        "The token URL answered invalid_grant: the code is not one of this client's, was used or is too old, or its PKCE \
         verifier or the redirect URL is another than at the redirect."
    )]
    NotTaken,
    /// The page handed a nonce over, and no ID token is verified.
    #[error(
        "The page handed a nonce over, and the setting's token action verifies no ID token: protect the sign-in by PKCE, and leave \
         the nonce out."
    )]
    NonceUnused,
    /// The page handed a nonce over, and the ID token has none, or the other way round.
    #[error(
        "Only one of the page and the ID token has a nonce: hand over the one that was sent at the redirect."
    )]
    OneNonce,
    /// The two are different: the code is another sign-in's.
    #[error("The ID token's nonce is another than the page handed over: the code is another sign-in's.")]
    OtherNonce,
}

/// Which address did not answer as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Place {
    /// Where the code is exchanged.
    #[error("The token URL")]
    TokenUrl,
    /// Where the setting's token action asks.
    #[error("The token action's URL")]
    Action,
}

/// What was wrong with its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointFault {
    /// The setting has no client secret for its addresses, so nobody was asked.
    #[error("was not asked: the setting has no client secret yet, or was changed a moment ago")]
    NoSecret,
    /// There was no answer.
    #[error("gave nothing. {0}")]
    Call(#[from] CallFailed),
    /// There was none by the end of the whole exchange.
    #[error("was not waited for any longer, since all of the exchange had taken forty seconds")]
    OutOfTime,
    /// It is not JSON by its own word.
    #[error("answered without Content-Type: application/json")]
    NotSaidJson,
    /// It is not the JSON that there should be.
    #[error("answered with something that {0}")]
    Json(JsonFault),
    /// The identity provider says what is wrong.
    #[error("answered {0}")]
    Error(OAuthError),
    /// There is no access token in it.
    #[error("answered without an access_token")]
    NoAccessToken,
    /// Whoever bears the access token cannot use it.
    #[error("answered with a token_type other than Bearer, which cannot be used")]
    TokenType,
    /// Less was granted than the setting asks for.
    #[error("granted less than the setting's scope")]
    Scope,
    /// When the access token ends cannot be read, or it has ended.
    #[error("answered with an expires_in that is not a whole number of seconds from now on")]
    ExpiresIn,
    /// When the access token ends by its own word cannot be read.
    #[error("answered with an exp that is not a time in whole seconds")]
    Exp,
    /// The user information is about somebody else than the ID token that came with the access token, or does not say whom it is
    /// about (`OpenID` Connect Core 1.0, section 5.3.2).
    #[error(
        "answered without the sub of the ID token that the token URL gave: it is about somebody else, or does not say whom"
    )]
    OtherSubject,
    /// A token of somebody else's.
    #[error("answered about a token of another client")]
    OtherClient,
}

/// The errors of RFC 6749, section 5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// Something is missing that it needs.
    #[error("invalid_request: it wants something else than a code, a redirect URL and a client")]
    InvalidRequest,
    /// It does not know us.
    #[error("invalid_client: the client id or secret is not right, or it wants the secret in the other way")]
    InvalidClient,
    /// We may not do this.
    #[error("unauthorized_client: allow the authorization code grant for this client")]
    UnauthorizedClient,
    /// Nobody may do this.
    #[error("unsupported_grant_type: it does not exchange codes")]
    UnsupportedGrantType,
    /// The scope is none of its own.
    #[error("invalid_scope: change the setting's scope")]
    InvalidScope,
    /// Something that the standard does not name.
    #[error("an error that the standard does not name")]
    Other,
}

impl OAuthError {
    /// The one of this name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "invalid_request" => Self::InvalidRequest,
            "invalid_client" => Self::InvalidClient,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            "invalid_scope" => Self::InvalidScope,
            _ => Self::Other,
        }
    }
}

/// Why there is nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoUser {
    /// The answer has no ID token.
    #[error("The token URL answered without an id_token: ask for the scope openid.")]
    NoIdToken,
    /// The member that should hold the id is not there, or null, or empty.
    #[error("The answer has no id where the setting says that there is one.")]
    NoId,
    /// The endpoint says so by its status.
    #[error("The token action's URL answered 404 or 204: it knows nobody.")]
    NotFound,
    /// The access token does not count.
    #[error("The introspection URL says that the access token is not active.")]
    NotActive,
}
