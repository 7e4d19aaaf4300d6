//! The fields of a setting that exchanges codes, as its row keeps them.

use bonafide_domain::{
    code_setting::{
        ActionKind, ClientAuthentication, CodeFields, IdField, Issuer, RedirectUrl, Scope, TokenAction,
    },
    public_key_setting::Party,
    token::{Algorithm, Algorithms},
};
use serde::{Deserialize, Serialize};

use super::fields::corrupt;
use crate::error::Result;

#[derive(Serialize, Deserialize)]
struct Kept {
    token_url: String,
    redirect_url: String,
    client_id: String,
    client_authentication: String,
    scope: Option<String>,
    action: Action,
}

#[derive(Serialize, Deserialize, Default)]
struct Action {
    kind: String,
    issuer: Option<String>,
    algorithms: Option<Vec<String>>,
    url: Option<String>,
    id_field: Option<String>,
}

pub(super) fn write(fields: &CodeFields) -> String {
    let kept = Kept {
        token_url: fields.token_url.as_str().to_owned(),
        redirect_url: fields.redirect_url.as_str().to_owned(),
        client_id: fields.client_id.as_str().to_owned(),
        client_authentication: fields.client_authentication.as_str().to_owned(),
        scope: fields.scope.as_ref().map(|scope| scope.as_str().to_owned()),
        action: action(&fields.action),
    };
    serde_json::to_string(&kept).expect("texts are JSON")
}

fn action(action: &TokenAction) -> Action {
    let kind = action.kind().as_str().to_owned();
    match action {
        TokenAction::IdToken { issuer, algorithms } => Action {
            kind,
            issuer: Some(issuer.party().as_str().to_owned()),
            algorithms: Some(algorithms.iter().map(|it| it.as_str().to_owned()).collect()),
            ..Action::default()
        },
        TokenAction::UserInfo { url, id_field } | TokenAction::Introspection { url, id_field } => Action {
            kind,
            url: Some(url.as_str().to_owned()),
            id_field: Some(id_field.as_str().to_owned()),
            ..Action::default()
        },
        TokenAction::Endpoint { url } => {
            Action { kind, url: Some(url.as_str().to_owned()), ..Action::default() }
        }
    }
}

pub(super) fn read(text: &str) -> Result<CodeFields> {
    let kept: Kept = serde_json::from_str(text).map_err(|_| corrupt("fields"))?;
    let authentication = ClientAuthentication::ALL.into_iter();
    let scope = kept.scope.as_deref().map(Scope::new).transpose();
    Ok(CodeFields {
        token_url: kept.token_url.parse().map_err(|_| corrupt("token url"))?,
        redirect_url: RedirectUrl::new(&kept.redirect_url).map_err(|_| corrupt("redirect url"))?,
        client_id: Party::new(&kept.client_id).map_err(|_| corrupt("client id"))?,
        client_authentication: authentication
            .into_iter()
            .find(|it| it.as_str() == kept.client_authentication)
            .ok_or_else(|| corrupt("client authentication"))?,
        scope: scope.map_err(|_| corrupt("scope"))?,
        action: read_action(kept.action)?,
    })
}

fn read_action(kept: Action) -> Result<TokenAction> {
    let kind = ActionKind::ALL.into_iter().find(|kind| kind.as_str() == kept.kind);
    let url = || kept.url.as_deref().and_then(|url| url.parse().ok()).ok_or_else(|| corrupt("url"));
    let id_field = || {
        let field = kept.id_field.as_deref().and_then(|field| IdField::new(field).ok());
        field.ok_or_else(|| corrupt("id field"))
    };
    match kind.ok_or_else(|| corrupt("token action"))? {
        ActionKind::IdToken => {
            let names = kept.algorithms.unwrap_or_default();
            let algorithms: Option<Vec<_>> = names.iter().map(|name| Algorithm::named(name)).collect();
            let algorithms = algorithms.and_then(|algorithms| Algorithms::new(algorithms).ok());
            let issuer = kept.issuer.as_deref().and_then(|issuer| Issuer::new(issuer).ok());
            Ok(TokenAction::IdToken {
                issuer: issuer.ok_or_else(|| corrupt("issuer"))?,
                algorithms: algorithms.ok_or_else(|| corrupt("algorithms"))?,
            })
        }
        ActionKind::UserInfo => Ok(TokenAction::UserInfo { url: url()?, id_field: id_field()? }),
        ActionKind::Introspection => Ok(TokenAction::Introspection { url: url()?, id_field: id_field()? }),
        ActionKind::Endpoint => Ok(TokenAction::Endpoint { url: url()? }),
    }
}
