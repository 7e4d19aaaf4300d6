//! The fields of an authentication setting that exchanges codes (OMN-11, OMN-12).

use bonafide_domain::{
    code_setting::{ActionKind, ClientAuthentication, CodeFields, IdField, Scope, TokenAction},
    token::{Algorithm, Algorithms},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How we prove to the identity provider who we are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthenticationName {
    /// By the header `Authorization`.
    #[default]
    Basic,
    /// By two fields of what is posted.
    Post,
}

impl From<ClientAuthenticationName> for ClientAuthentication {
    fn from(name: ClientAuthenticationName) -> Self {
        match name {
            ClientAuthenticationName::Basic => Self::Basic,
            ClientAuthenticationName::Post => Self::Post,
        }
    }
}

/// What makes a user's id of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionName {
    /// The ID token is verified, and its `sub` is the id.
    IdToken,
    /// The user-information URL is asked.
    Userinfo,
    /// The introspection URL is asked.
    Introspection,
    /// Your own endpoint is asked, in a call that is signed.
    Endpoint,
}

impl From<ActionKind> for ActionName {
    fn from(kind: ActionKind) -> Self {
        match kind {
            ActionKind::IdToken => Self::IdToken,
            ActionKind::UserInfo => Self::Userinfo,
            ActionKind::Introspection => Self::Introspection,
            ActionKind::Endpoint => Self::Endpoint,
        }
    }
}

/// The token action of a setting.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeAction {
    /// What it does.
    pub kind: ActionName,
    /// Of `id_token`: whose ID tokens they are, letter for letter as `iss` has it. Where its keys are, it says of itself.
    pub issuer: Option<String>,
    /// Of `id_token`: the algorithms that they may be signed with; `RS256` without.
    pub algorithms: Option<Vec<String>>,
    /// Of the others: the address that is asked, with `https`.
    pub url: Option<String>,
    /// Of `userinfo` and `introspection`: the member of the answer that is the user's id; `sub` without.
    pub id_field: Option<String>,
}

/// How a setting exchanges codes, but for its client secret.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeExchange {
    /// Where codes are exchanged: an address with `https`.
    pub token_url: String,
    /// Where people come back to with a code, letter for letter as the page sends it at the redirect.
    pub redirect_url: String,
    /// Who we are to the identity provider.
    pub client_id: String,
    /// How we prove that; `basic` without.
    #[serde(default)]
    pub client_authentication: ClientAuthenticationName,
    /// What must be granted: names with one space between. Not looked at without.
    pub scope: Option<String>,
    /// What makes a user's id of the answer.
    pub action: CodeAction,
}

/// The client secret of a setting.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetClientSecret {
    /// The secret: 1 to 1000 printable characters of ASCII. No answer tells it.
    pub client_secret: String,
}

impl From<&CodeFields> for CodeExchange {
    fn from(fields: &CodeFields) -> Self {
        Self {
            token_url: fields.token_url.as_str().to_owned(),
            redirect_url: fields.redirect_url.as_str().to_owned(),
            client_id: fields.client_id.as_str().to_owned(),
            client_authentication: match fields.client_authentication {
                ClientAuthentication::Basic => ClientAuthenticationName::Basic,
                ClientAuthentication::Post => ClientAuthenticationName::Post,
            },
            scope: fields.scope.as_ref().map(Scope::as_str).map(str::to_owned),
            action: (&fields.action).into(),
        }
    }
}

impl From<&TokenAction> for CodeAction {
    fn from(action: &TokenAction) -> Self {
        let none =
            Self { kind: action.kind().into(), issuer: None, algorithms: None, url: None, id_field: None };
        match action {
            TokenAction::IdToken { issuer, algorithms } => Self {
                issuer: Some(issuer.party().as_str().to_owned()),
                algorithms: Some(names(algorithms)),
                ..none
            },
            TokenAction::UserInfo { url, id_field } | TokenAction::Introspection { url, id_field } => Self {
                url: Some(url.as_str().to_owned()),
                id_field: Some(IdField::as_str(id_field).to_owned()),
                ..none
            },
            TokenAction::Endpoint { url } => Self { url: Some(url.as_str().to_owned()), ..none },
        }
    }
}

fn names(algorithms: &Algorithms) -> Vec<String> {
    algorithms.iter().map(Algorithm::as_str).map(str::to_owned).collect()
}
