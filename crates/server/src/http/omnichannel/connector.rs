//! The connector: a chat begins, is asked about, and ends.

use aws_lc_rs::digest;
use axum::{
    extract::State,
    http::HeaderValue,
    response::{IntoResponse, Response},
};
use bonafide_domain::{
    live_chat::{self, ChatState},
    routing::Attendance,
    token::Reason,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    chat,
    headers::{Carried, MESSAGE},
};
use crate::{
    App,
    hex::hex,
    http::{
        ApiError, ErrorCode, Json, Path, Peer,
        handlers::{client, login},
        parse,
        presented::{self, AgentText},
    },
    use_cases::{channels, own_chat},
    wire::{
        Empty,
        client::{Login, OpenSession},
        metadata::Field,
    },
};

/// Which channel, by its public key. The organisation is whose server this is, and there is only one.
#[derive(Debug, Deserialize)]
pub(super) struct Widget {
    pub(super) widget: String,
}

/// What the client says of a chat that begins. Of its many fields these count.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Begin {
    locale: Option<String>,
    #[serde(default, rename = "customContextData")]
    context: Option<Map<String, Value>>,
}

/// Begins a chat: logs in with the token of whoever is signed in on the site, or opens a session for somebody who is not. Where
/// the client has a session already and brings a token now, that session is joined as at any login.
pub(super) async fn begin(
    State(app): State<App>,
    Peer(address): Peer,
    AgentText(agent_text): AgentText,
    Carried { session, token, request, nonce }: Carried,
    Path(Widget { widget }): Path<Widget>,
    Json(asked): Json<Begin>,
) -> Result<Response, ApiError> {
    let fields = context(&app, &widget, asked.context.unwrap_or_default()).await?;
    let (app_state, peer) = (State(app.clone()), Peer(address));
    let (agent_text, presented) = (AgentText(agent_text), presented::Presented(session));
    if let Some(token) = token {
        let login_id = login_id(&[&request, &nonce, &token]);
        let login = Login { channel: widget, login_id, token: token.to_string() };
        return match login::log_in(app_state, peer, agent_text, presented, Json(login)).await {
            Ok(Json(accepted)) => chat::begun(&app, &accepted.session, accepted.device, fields).await,
            Err(refused) if refused.reason() == Some(Reason::UserNotFound.as_str()) => {
                // The client's own word for it.
                Ok(([(MESSAGE, HeaderValue::from_static("UserId not found"))], refused).into_response())
            }
            Err(refused) => Err(refused),
        };
    }
    // The client's names of languages are not all language tags.
    let locale = asked.locale.filter(|locale| parse::locale(locale).is_ok());
    let opening = Json(OpenSession { channel: widget, locale });
    let (_, Json(opened)) = client::open_session(app_state, peer, agent_text, presented, opening).await?;
    chat::begun(&app, &opened.session, opened.device, fields).await
}

/// What the page says of the chat, each value by its name, as `{name: {value, isDisplayable}}`: fields, where nobody can sign in
/// (OMN-8).
async fn context(app: &App, widget: &str, given: Map<String, Value>) -> Result<Vec<Field>, ApiError> {
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = |words: String| ApiError::new(ErrorCode::BadRequest).saying(words);
    let channel = channels::embedding(app, widget.to_owned()).await?;
    let has_setting = channel.is_some_and(|shown| shown.setting.is_some());
    live_chat::context_beside_the_token(given.len(), has_setting)
        .map_err(|refused| wrong(refused.to_string()))?;
    let fields: Option<Vec<_>> = given.into_iter().map(field).collect();
    let says =
        "`customContextData` has a member that is not `{\"value\": …}` with a text, a number, true or false.";
    let fields = fields.ok_or_else(|| wrong(says.to_owned()))?;
    parse::metadata(fields.clone(), &[])?;
    Ok(fields)
}

fn field((id, said): (String, Value)) -> Option<Field> {
    let Value::Object(mut said) = said else { return None };
    Some(Field { id, value: serde_json::from_value(said.remove("value")?).ok()? })
}

/// Begins a chat on the path that the client takes only with a token: its page is told from then on that somebody is signed in. Where no
/// token came that can be read, it is refused as an empty one is, and nobody begins as somebody anonymous (OMN-10, SES-6).
pub(super) fn begin_signed_in(
    state: State<App>,
    peer: Peer,
    agent_text: AgentText,
    mut carried: Carried,
    path: Path<Widget>,
    asked: Json<Begin>,
) -> impl Future<Output = Result<Response, ApiError>> {
    carried.token.get_or_insert_default();
    begin(state, peer, agent_text, carried, path, asked)
}

/// The same for the same call, so that a repeat gets the first answer, and another for another token or nonce (OMN-13): the client's
/// own name for a chat stays while people come and go.
fn login_id(of: &[&str; 3]) -> String {
    let mut hash = digest::Context::new(&digest::SHA256);
    for part in of {
        hash.update(part.as_bytes());
        hash.update(b"\0");
    }
    hex(hash.finish().as_ref())
}

/// Whether anybody is there: of the client's many members those that say nothing of who works or waits.
pub(super) async fn availability(
    State(app): State<App>,
    Path(Widget { widget }): Path<Widget>,
) -> Result<Response, ApiError> {
    let (account, channel) = channels::find_by_public_key(&app, widget).await?;
    let found = app.availability(account, channel).await?;
    Ok(axum::Json(json!({
        "isQueueAvailable": found.attendance != Attendance::Closed,
        "isAgentAvailable": found.attendance == Attendance::There,
    }))
    .into_response())
}

/// Where the chat stands.
pub(super) async fn details(
    State(app): State<App>,
    Carried { session, .. }: Carried,
) -> Result<Response, ApiError> {
    let session = session.ok_or(ErrorCode::SessionMissing)?;
    let chat = app.read(session.account, move |tx| own_chat::read(tx, &session)).await?;
    Ok(axum::Json(json!({
        "State": ChatState::of(chat.standing().as_ref()).as_str(),
        "ConversationId": chat.conversation.map(|conversation| conversation.id.to_string()).unwrap_or_default(),
        "CanRenderPostChat": "False",
    }))
    .into_response())
}

/// Ends the chat on this device: whoever has it is logged out.
pub(super) async fn close(
    State(app): State<App>,
    Carried { session, .. }: Carried,
) -> Result<Json<Empty>, ApiError> {
    let session = session.ok_or(ErrorCode::SessionMissing)?;
    client::log_out(State(app), session, Json(Empty {})).await
}
