//! The claims that say who the user is (TOK-2 to TOK-6, CHT-2). Claims that the rules do not name are not looked
//! at (TOK-8).

use super::{
    code::{CodeFault, NoUser},
    json::{Json, JsonKind, Members},
    refused::TokenRefused,
    rules::Subject,
    table::table,
    warning::Warning,
};
use crate::{
    email::{EmailAddress, EmailVerified},
    text::{ExternalId, Name, TextRefused},
};

/// The only scope of a user's token (TOK-3).
pub(super) const SCOPE: &str = "user";

table! {
    /// A claim that the rules name.
    Claim {
        ExternalId "external_id" "TOK-2" "The customer's own id of the user."
        Scope "scope" "TOK-3" "What the token is for."
        Name "name" "TOK-4" "The user's name as agents see it."
        Email "email" "TOK-5" "The user's address."
        EmailVerified "email_verified" "TOK-6" "Whether the address was checked to be the user's."
        Exp "exp" "TOK-7" "When the token ends."
        Nbf "nbf" "TOK-7" "When the token begins."
        Iat "iat" "TOK-7" "When the token was issued."
        Sub "sub" "OMN-6" "The customer's own id of the user, where public keys prove the token."
        Iss "iss" "OMN-5" "Who issued the token."
        Aud "aud" "OMN-5" "Whom the token is for."
        Nonce "nonce" "OMN-12" "What ties an ID token to the sign-in that it was made in."
        Contexts "lwicontexts" "OMN-7" "The context variables."
    }
}

/// What is wrong with a claim that should be a certain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// It is not there.
    #[error("is not there, send the string user")]
    Absent,
    /// It is not a string.
    #[error("is {0}, send a string")]
    Kind(JsonKind),
    /// It is a string, and not one that will do.
    #[error("will not do: {0}")]
    Refused(TextRefused),
    /// It is another string than the one that must stand there.
    #[error("is another string, send user")]
    Other,
}

/// What is wrong with who issued a token, or whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartyFault {
    /// It is not there.
    #[error("is not there")]
    Absent,
    /// It is not a string.
    #[error("is {0}, send a string")]
    Kind(JsonKind),
    /// It is another one.
    #[error("is another one than the setting names")]
    Other,
}

/// The address that a token brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenEmail {
    /// The address.
    pub address: EmailAddress,
    /// Whether the token says that the address is the user's (TOK-6).
    pub verified: EmailVerified,
}

/// TOK-3: required, exactly this one.
pub(super) fn scope(payload: &Members, wanted: &str) -> Result<(), TokenRefused> {
    let fault = match payload.get(Claim::Scope.as_str()).map(Json::text) {
        Some(Ok(scope)) if scope == wanted => return Ok(()),
        Some(Ok(_)) => TextFault::Other,
        Some(Err(kind)) => TextFault::Kind(kind),
        None => TextFault::Absent,
    };
    Err(TokenRefused::ScopeInvalid(fault))
}

/// TOK-2, OMN-6: required, a string that can name a user.
pub(super) fn external_id(payload: &Members, subject: Subject<'_>) -> Result<ExternalId, TokenRefused> {
    let refused = |fault| match subject {
        Subject::ExternalId => TokenRefused::ExternalIdInvalid(fault),
        Subject::Sub | Subject::SubOfIdToken => TokenRefused::SubInvalid(fault),
        Subject::OfAction(_) => TokenRefused::IdInvalid(fault),
    };
    match payload.get(subject.name()).map(Json::text) {
        None | Some(Ok("") | Err(JsonKind::Null)) => Err(match subject {
            Subject::ExternalId => TokenRefused::ExternalIdMissing,
            Subject::Sub => TokenRefused::SubMissing,
            Subject::SubOfIdToken | Subject::OfAction(_) => TokenRefused::UserNotFound(NoUser::NoId),
        }),
        Some(Err(kind)) => Err(refused(TextFault::Kind(kind))),
        Some(Ok(text)) => ExternalId::new(text).map_err(|fault| refused(TextFault::Refused(fault))),
    }
}

/// OMN-5: required, and the one that the setting names, byte for byte.
pub(super) fn issuer(payload: &Members, wanted: Option<&str>) -> Result<(), TokenRefused> {
    let fault = match payload.get(Claim::Iss.as_str()).map(Json::text) {
        None | Some(Ok("") | Err(JsonKind::Null)) => PartyFault::Absent,
        Some(Err(kind)) => PartyFault::Kind(kind),
        Some(Ok(issuer)) if wanted.is_none_or(|wanted| wanted == issuer) => return Ok(()),
        Some(Ok(_)) => PartyFault::Other,
    };
    Err(TokenRefused::IssuerMismatch(fault))
}

/// OMN-5: where the setting names one, it is the audience or one of several (RFC 7519, section 4.1.3).
pub(super) fn audience(payload: &Members, wanted: Option<&str>) -> Result<(), TokenRefused> {
    let Some(wanted) = wanted else { return Ok(()) };
    let is_it = |audience: &Json| audience.text() == Ok(wanted);
    let fault = match payload.get(Claim::Aud.as_str()) {
        None | Some(Json::Null) => PartyFault::Absent,
        Some(audience @ Json::Text(_)) if is_it(audience) => return Ok(()),
        Some(Json::List(audiences)) if audiences.iter().any(is_it) => return Ok(()),
        Some(Json::Text(_) | Json::List(_)) => PartyFault::Other,
        Some(Json::Boolean(_)) => PartyFault::Kind(JsonKind::Boolean),
        Some(Json::Integer(_) | Json::OtherNumber(_)) => PartyFault::Kind(JsonKind::Number),
        Some(Json::Object(_)) => PartyFault::Kind(JsonKind::Object),
    };
    Err(TokenRefused::AudienceMismatch(fault))
}

/// `OpenID` Connect Core, section 3.1.3.7: an ID token for several, or made at the wish of another, is not for us unless it says that
/// it is.
pub(super) fn authorized_party(payload: &Members, client: Option<&str>) -> Result<(), TokenRefused> {
    let several =
        matches!(payload.get(Claim::Aud.as_str()), Some(Json::List(audiences)) if audiences.len() > 1);
    let fault = match payload.get("azp").map(Json::text) {
        None if several => PartyFault::Absent,
        None => return Ok(()),
        Some(Ok(party)) if client.is_none_or(|client| client == party) => return Ok(()),
        Some(Ok(_)) => PartyFault::Other,
        Some(Err(kind)) => PartyFault::Kind(kind),
    };
    Err(TokenRefused::AuthorizedPartyMismatch(fault))
}

/// OMN-12: the nonce is the page's, or neither has one.
pub(super) fn nonce(payload: &Members, wanted: Option<&str>) -> Result<(), TokenRefused> {
    let fault = match (payload.get(Claim::Nonce.as_str()), wanted) {
        (None, None) => return Ok(()),
        (Some(nonce), Some(wanted)) if nonce.text() == Ok(wanted) => return Ok(()),
        (Some(_), Some(_)) => CodeFault::OtherNonce,
        (None, Some(_)) | (Some(_), None) => CodeFault::OneNonce,
    };
    Err(TokenRefused::CodeInvalid(fault))
}

/// CHT-2: a claim that must be there; null or empty it is not.
pub(super) fn there(payload: &Members, claim: Claim, missing: TokenRefused) -> Result<(), TokenRefused> {
    match payload.get(claim.as_str()) {
        Some(value) if !value.is_empty() => Ok(()),
        Some(_) | None => Err(missing),
    }
}

/// TOK-4: a string to show, if it is there.
pub(super) fn name(payload: &Members, warnings: &mut Vec<Warning>) -> Result<Option<Name>, TokenRefused> {
    optional(payload, Claim::Name, warnings)
        .map(|value| text(value, Name::new).map_err(TokenRefused::NameInvalid))
        .transpose()
}

/// TOK-5 and TOK-6: an address, if it is there, and verified only by the JSON value `true`.
pub(super) fn email(
    payload: &Members,
    warnings: &mut Vec<Warning>,
) -> Result<Option<TokenEmail>, TokenRefused> {
    let address = optional(payload, Claim::Email, warnings);
    let verified = match optional(payload, Claim::EmailVerified, warnings) {
        Some(Json::Boolean(true)) => EmailVerified::Yes,
        Some(Json::Boolean(false)) => EmailVerified::No,
        Some(Json::Text(_)) => {
            warnings.push(Warning::EmailVerifiedIsText);
            EmailVerified::Unsaid
        }
        Some(Json::Null | Json::Integer(_) | Json::OtherNumber(_) | Json::List(_) | Json::Object(_))
        | None => EmailVerified::Unsaid,
    };
    let Some(address) = address else { return Ok(None) };
    let address = text(address, EmailAddress::new).map_err(TokenRefused::EmailInvalid)?;
    Ok(Some(TokenEmail { address, verified }))
}

/// TOK-11: an optional claim that is null or empty counts as absent, and the log says so. Nothing but white
/// space is empty too.
pub(super) fn optional<'a>(
    payload: &'a Members,
    claim: Claim,
    warnings: &mut Vec<Warning>,
) -> Option<&'a Json> {
    let value = payload.get(claim.as_str())?;
    if value.is_empty() {
        warnings.push(Warning::EmptyClaim(claim));
        return None;
    }
    Some(value)
}

fn text<T>(value: &Json, read: fn(&str) -> Result<T, TextRefused>) -> Result<T, TextFault> {
    read(value.text().map_err(TextFault::Kind)?).map_err(TextFault::Refused)
}
