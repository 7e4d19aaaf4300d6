//! Texts of requests into the fields of a setting that exchanges codes (OMN-11, OMN-12).

use bonafide_domain::{
    code_setting::{ClientSecret, CodeFields, IdField, Issuer, RedirectUrl, Scope, TokenAction},
    outbound::UrlRefused,
    public_key_setting::Party,
    text::TextRefused,
};

use super::{ApiError, ErrorCode, parse};
use crate::{
    use_cases::Refused,
    wire::code_setting::{ActionName, CodeAction, CodeExchange},
};

fn url<T>(what: &'static str, read: Result<T, UrlRefused>) -> Result<T, ApiError> {
    let said = |refused| format!("`{what}` is refused: {refused}.");
    read.map_err(|refused| ApiError::new(ErrorCode::BadRequest).saying(said(refused)))
}

fn text<T>(what: &'static str, read: Result<T, TextRefused>) -> Result<T, ApiError> {
    read.map_err(|refused| Refused::Text(what, refused).into())
}

/// How a setting exchanges codes.
pub(crate) fn exchange(asked: &CodeExchange) -> Result<CodeFields, ApiError> {
    Ok(CodeFields {
        token_url: url("token_url", asked.token_url.parse())?,
        redirect_url: url("redirect_url", RedirectUrl::new(&asked.redirect_url))?,
        client_id: text("client_id", Party::new(&asked.client_id))?,
        client_authentication: asked.client_authentication.into(),
        scope: text("scope", asked.scope.as_deref().map(Scope::new).transpose())?,
        action: action(&asked.action)?,
    })
}

/// What each kind of action has, and nothing else.
fn action(asked: &CodeAction) -> Result<TokenAction, ApiError> {
    let CodeAction { kind, issuer, algorithms, url: at, id_field } = asked;
    let needs = |says: &'static str| ApiError::from(Refused::Invalid(says));
    match (kind, issuer, at) {
        (ActionName::IdToken, Some(issuer), None) if id_field.is_none() => Ok(TokenAction::IdToken {
            issuer: url("issuer", Issuer::new(issuer))?,
            algorithms: algorithms.as_deref().map(parse::algorithms).transpose()?.unwrap_or_default(),
        }),
        (ActionName::IdToken, ..) => {
            Err(needs("The action `id_token` has an `issuer`, maybe `algorithms`, and nothing else."))
        }
        (ActionName::Userinfo, None, Some(at)) if algorithms.is_none() => {
            Ok(TokenAction::UserInfo { url: url("url", at.parse())?, id_field: field(id_field.as_deref())? })
        }
        (ActionName::Introspection, None, Some(at)) if algorithms.is_none() => {
            Ok(TokenAction::Introspection {
                url: url("url", at.parse())?,
                id_field: field(id_field.as_deref())?,
            })
        }
        (ActionName::Userinfo | ActionName::Introspection, ..) => Err(needs(
            "The actions `userinfo` and `introspection` have a `url`, maybe an `id_field`, and nothing else.",
        )),
        (ActionName::Endpoint, None, Some(at)) if algorithms.is_none() && id_field.is_none() => {
            Ok(TokenAction::Endpoint { url: url("url", at.parse())? })
        }
        (ActionName::Endpoint, ..) => Err(needs("The action `endpoint` has a `url`, and nothing else.")),
    }
}

fn field(name: Option<&str>) -> Result<IdField, ApiError> {
    Ok(text("id_field", name.map(IdField::new).transpose())?.unwrap_or_default())
}

/// A client secret.
pub(crate) fn client_secret(secret: String) -> Result<ClientSecret, ApiError> {
    text("client_secret", ClientSecret::new(secret))
}
