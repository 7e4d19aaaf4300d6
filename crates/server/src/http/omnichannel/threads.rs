//! The chat service: the messages of a thread, which is the conversation of whoever has the session.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bonafide_domain::id::{self, DeviceId};
use bonafide_store::{
    Tx,
    messages::{Author, Message, MessageKind},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    chat::visitor,
    headers::CallName,
    token::{ChatToken, SaidByPage},
};
use crate::{
    App,
    http::{ApiError, Json, Path},
    posting,
    secrets::SessionToken,
    use_cases::{
        Refused, Step, Stop, conversation,
        own_chat::{self, Visitor},
    },
    wire::{Time, client::Post},
};

/// Which thread: a device's.
#[derive(Debug, Deserialize)]
pub(super) struct Thread {
    thread: DeviceId,
}

/// Where the client would hear of news at once. There is no such service: it asks for messages instead, at longer and longer
/// intervals up to ten seconds.
pub(super) async fn notifications(State(app): State<App>) -> Result<Response, ApiError> {
    let nowhere = format!("{}/chat/notifications", app.public_url().await?);
    Ok(axum::Json(
        json!({ "trouterServiceUrl": nowhere, "registrarServiceUrl": nowhere, "cloudType": "Public" }),
    )
    .into_response())
}

/// The newest messages, the newest first.
pub(super) async fn messages(
    State(app): State<App>,
    ChatToken(session): ChatToken,
    Path(Thread { thread }): Path<Thread>,
) -> Result<Response, ApiError> {
    let account = session.account;
    let page = app
        .read(account, move |tx| {
            own(tx, &session, thread)?;
            conversation::read_own(tx, &session, None, None)
        })
        .await?;
    let said = page.messages.iter().rev().filter(|message| message.kind == MessageKind::Text);
    Ok(axum::Json(json!({ "value": said.map(|message| item(message, thread)).collect::<Vec<_>>() }))
        .into_response())
}

/// What the client sends.
#[derive(Debug, Deserialize)]
pub(super) struct Send {
    content: String,
}

/// Writes a message, as whoever has the session: the client hands it over when it is sent, and keeps none for later. The name of
/// the call is the message's own, so that a repeat of the client's pipeline gets the first answer.
pub(super) async fn send(
    State(app): State<App>,
    ChatToken(session): ChatToken,
    SaidByPage(fields): SaidByPage,
    CallName(call): CallName,
    Path(Thread { thread }): Path<Thread>,
    Json(asked): Json<Send>,
) -> Result<Response, ApiError> {
    let token = session.clone();
    let visitor = app.read(session.account, move |tx| own(tx, &session, thread)).await?;
    let post = Post {
        client_id: call
            .map_or_else(|| app.store.new_id::<id::Message>().to_string(), |call| call.as_str().to_owned()),
        text: asked.content,
        conversation: None,
        begun_by: None,
        as_user: visitor.author,
        composed_authenticated: visitor.is_signed_in,
        fields,
        tags: Vec::new(),
    };
    let taken = posting::begin(&app, token, post)?.await?.map_err(Stop::Refused)?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": name(&taken.message) }))).into_response())
}

/// Who takes part: to the client that is the visitor.
pub(super) async fn participants(
    State(app): State<App>,
    ChatToken(session): ChatToken,
    Path(Thread { thread }): Path<Thread>,
) -> Result<Response, ApiError> {
    app.read(session.account, move |tx| own(tx, &session, thread)).await?;
    let who =
        json!({ "communicationIdentifier": who(&visitor(&thread.to_string())), "displayName": CUSTOMER });
    Ok(axum::Json(json!({ "value": [who] })).into_response())
}

/// Nobody is shown that somebody types.
pub(super) async fn typing(
    State(app): State<App>,
    ChatToken(session): ChatToken,
    Path(Thread { thread }): Path<Thread>,
) -> Result<Response, ApiError> {
    app.read(session.account, move |tx| own(tx, &session, thread)).await?;
    Ok(axum::Json(json!({})).into_response())
}

/// Whoever has the session, whose thread it has to be: one of another device is not there.
fn own(tx: &mut Tx<'_>, session: &SessionToken, thread: DeviceId) -> Step<Visitor> {
    let visitor = own_chat::visitor(tx, session)?;
    if visitor.device == thread { Ok(visitor) } else { Err(Refused::NotFound.into()) }
}

/// What the client takes for the visitor's own words, and does not tell the page of.
const CUSTOMER: &str = "Customer";
/// What it takes for an agent's.
const AGENT: &str = "__agent__";

fn item(message: &Message, thread: DeviceId) -> Value {
    let (name_shown, sender, tags) = match &message.author {
        Author::User { .. } => (CUSTOMER, visitor(&thread.to_string()), "ChannelId-lcw,FromCustomer"),
        Author::Agent { agent, .. } => (AGENT, format!("8:bonafide:agent:{agent}"), "ChannelId-lcw,public"),
        Author::System => (AGENT, "8:bonafide:system".to_owned(), "ChannelId-lcw,system"),
    };
    json!({
        "id": name(message),
        "type": "text",
        "sequenceId": message.id,
        "version": message.received_at.as_i64().to_string(),
        "content": { "message": message.text },
        "senderDisplayName": name_shown,
        "createdOn": Time(message.received_at),
        "senderCommunicationIdentifier": who(&sender),
        "metadata": { "tags": tags },
    })
}

fn who(id: &str) -> Value {
    json!({ "rawId": id, "communicationUser": { "id": id } })
}

/// A name that begins with the time, which is what the client reads in it.
fn name(message: &Message) -> String {
    format!("{}-{}", message.received_at.as_i64(), message.id)
}
