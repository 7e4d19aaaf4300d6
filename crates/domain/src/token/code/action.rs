//! The token actions that ask somebody: what they are asked, and what they answer (OMN-12).

use base64::{Engine, prelude::BASE64_STANDARD};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{
    super::{
        json::{self, Json, Members},
        refused::TokenRefused,
    },
    exchange::Exchanged,
    fault::{EndpointFault, NoUser, Place},
};
use crate::{
    call::{Answer, CallFailed},
    code_setting::{ActionKind, ClientAuthentication, CodeFields},
    id::SettingId,
    outbound::OutboundUrl,
};

/// What an address is asked.
pub struct Asked {
    /// The address.
    pub url: OutboundUrl,
    /// The header `Authorization`, where there is one.
    pub authorization: Option<Zeroizing<String>>,
    /// What is posted, and its media type; `None` where nothing is.
    pub posted: Option<(&'static str, Zeroizing<Vec<u8>>)>,
}

impl Asked {
    /// A form of ours, by a client that proves who it is.
    pub(super) fn form(
        url: OutboundUrl,
        mut form: form_urlencoded::Serializer<'_, String>,
        fields: &CodeFields,
        secret: &str,
    ) -> Self {
        let client = fields.client_id.as_str();
        let authorization = match fields.client_authentication {
            ClientAuthentication::Basic => {
                // RFC 6749, section 2.3.1: each is encoded as a form's value before the two are put together.
                let encode =
                    |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let both = Zeroizing::new(format!("{}:{}", encode(client), *Zeroizing::new(encode(secret))));
                Some(Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(both.as_bytes()))))
            }
            ClientAuthentication::Post => {
                form.append_pair("client_id", client).append_pair("client_secret", secret);
                None
            }
        };
        let body = Zeroizing::new(form.finish().into_bytes());
        Self { url, authorization, posted: Some(("application/x-www-form-urlencoded", body)) }
    }
}

/// What the user-information URL is asked.
pub fn user_info(url: &OutboundUrl, exchanged: &Exchanged) -> Asked {
    let authorization = Zeroizing::new(format!("Bearer {}", *exchanged.access_token));
    Asked { url: url.clone(), authorization: Some(authorization), posted: None }
}

/// What the introspection URL is asked (RFC 7662, section 2.1).
pub fn introspection(url: &OutboundUrl, exchanged: &Exchanged, fields: &CodeFields, secret: &str) -> Asked {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", &exchanged.access_token).append_pair("token_type_hint", "access_token");
    Asked::form(url.clone(), form, fields, secret)
}

/// What the customer's own endpoint is asked: the token URL's answer, as it came.
pub fn own_endpoint(url: &OutboundUrl, exchanged: &Exchanged, setting: SettingId) -> Asked {
    // It was read before, so it is JSON: put in as it is, no number in it changes.
    let whole = [
        format!(r#"{{"setting":"{setting}","token_response":"#).as_bytes(),
        &exchanged.body,
        b"}".as_slice(),
    ]
    .concat();
    Asked { url: url.clone(), authorization: None, posted: Some(("application/json", Zeroizing::new(whole))) }
}

/// Reads what the action's address answered.
pub(super) fn read(
    kind: ActionKind,
    answer: Result<Answer, EndpointFault>,
    fields: &CodeFields,
) -> Result<Members, TokenRefused> {
    let failed = |fault: EndpointFault| TokenRefused::TokenEndpointFailed(Place::Action, fault);
    let answer = answer.map_err(failed)?;
    match (answer.status, kind) {
        (200, _) => {}
        (204 | 404, ActionKind::Endpoint) => return Err(TokenRefused::UserNotFound(NoUser::NotFound)),
        (status, _) => return Err(failed(CallFailed::Status(status).into())),
    }
    if !answer.is_json() {
        return Err(failed(EndpointFault::NotSaidJson));
    }
    let members = json::members(&answer.body).map_err(|fault| failed(EndpointFault::Json(fault)))?;
    if kind == ActionKind::Introspection {
        is_active(&members, fields)?;
    }
    Ok(members)
}

/// RFC 7662, section 2.2: an access token that counts now, and that was made for us.
fn is_active(members: &Members, fields: &CodeFields) -> Result<(), TokenRefused> {
    if members.get("active") != Some(&Json::Boolean(true)) {
        return Err(TokenRefused::UserNotFound(NoUser::NotActive));
    }
    match members.get("client_id") {
        Some(client) if client.text() != Ok(fields.client_id.as_str()) => {
            Err(TokenRefused::TokenEndpointFailed(Place::Action, EndpointFault::OtherClient))
        }
        Some(_) | None => Ok(()),
    }
}

/// What is asked holds secrets.
impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked").field("url", &self.url).finish_non_exhaustive()
    }
}
