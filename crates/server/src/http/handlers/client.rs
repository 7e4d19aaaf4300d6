//! The client protocol.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bonafide_domain::{contact::Contact, id::SessionId, identity::Answer};

use crate::{
    App,
    http::{
        ApiError, Json, Path, Peer, Query, parse,
        presented::{AgentText, Presented},
    },
    posting,
    secrets::{Bearer, Secret256, SessionToken},
    use_cases::{
        Stop, answer_question, channels, conversation,
        give_contact::{self, Given},
        log_out, open_session, own_sessions,
        post_message::Taken,
    },
    wire::{
        Empty, Time,
        client::{Device, GiveContact, Head, Missed, OpenSession, Opened, Page, Post, Posted, Session, User},
        client_event::ClientEvent,
        own_conversation::{Since, Where},
        own_session::OwnSessions,
        question::{AnswerQuestion, EarlierConversation, QuestionAnswered},
    },
};

pub(crate) async fn open_session(
    State(app): State<App>,
    Peer(address): Peer,
    AgentText(agent_text): AgentText,
    Presented(presented): Presented,
    Json(asked): Json<OpenSession>,
) -> Result<(StatusCode, Json<Opened>), ApiError> {
    app.limits.anonymous_session(address)?;
    let locale = asked.locale.as_deref().map(parse::locale).transpose()?;
    let (account, channel) = channels::find_by_public_key(&app, asked.channel).await?;
    let secret = Secret256::new(&*app.random);
    let opening = open_session::Opening { channel, presented, agent_text, locale, secret: secret.clone() };
    let opened = app.write(account, move |tx| open_session::open_session(tx, &opening)).await?;
    let token = Bearer { account, session: opened.session, secret };
    let session = Session {
        token: token.text().to_string(),
        id: opened.session,
        kind: "anonymous",
        expires_at: Time(opened.expires_at),
        renew_at: None,
    };
    let user = User { id: opened.user, external_id: None, name: None };
    Ok((StatusCode::CREATED, Json(Opened { session, user, device: Device { id: opened.device } })))
}

pub(crate) async fn log_out(
    State(app): State<App>,
    token: SessionToken,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| log_out::log_out(tx, &token)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn post(
    State(app): State<App>,
    token: SessionToken,
    Json(asked): Json<Post>,
) -> Result<Response, ApiError> {
    let taken = posting::begin_unproven(&app, token, asked).await?.await?.map_err(Stop::Refused)?;
    Ok(posted(&taken))
}

fn posted(taken: &Taken) -> Response {
    let status = if taken.repeated { StatusCode::OK } else { StatusCode::CREATED };
    (status, Json(Posted::from(taken))).into_response()
}

pub(crate) async fn give_contact(
    State(app): State<App>,
    Peer(address): Peer,
    token: SessionToken,
    Json(asked): Json<GiveContact>,
) -> Result<Response, ApiError> {
    let given = Given {
        client_id: parse::client_made_id("client_id", &asked.client_id)?,
        contact: Contact {
            email: parse::email(&asked.email)?,
            name: asked.name.as_deref().map(parse::name).transpose()?,
        },
        to: parse::to(asked.conversation, None)?,
        as_user: asked.as_user,
        token,
    };
    app.limits.contact(address)?;
    app.limits.message(&given.token)?;
    let account = given.token.account;
    Ok(posted(&app.write(account, move |tx| give_contact::give_contact(tx, &given)).await?))
}

pub(crate) async fn conversation(
    State(app): State<App>,
    token: SessionToken,
    Query(Where { conversation, before }): Query<Where>,
) -> Result<Json<Page>, ApiError> {
    let account = token.account;
    let page = app.read(account, move |tx| conversation::read_own(tx, &token, conversation, before)).await?;
    let (id, name, external_id) = page.user;
    Ok(Json(Page {
        conversation: page.conversation.as_ref().map(Head::from),
        conversations: page.several.map(Into::into),
        messages: page.messages.iter().map(Into::into).collect(),
        has_more: page.has_more,
        user: User { id, external_id, name },
        login_requested_at: page.login_requested_at.map(Time),
        earlier_conversation: page.asked.map(EarlierConversation::from),
    }))
}

pub(crate) async fn answer_question(
    State(app): State<App>,
    token: SessionToken,
    Json(asked): Json<AnswerQuestion>,
) -> Result<Json<QuestionAnswered>, ApiError> {
    let said = if asked.is_mine { Answer::Mine } else { Answer::NotMine };
    let done = app.write(token.account, move |tx| answer_question::answer_question(tx, &token, said)).await?;
    Ok(Json(done.into()))
}

pub(crate) async fn events(
    State(app): State<App>,
    token: SessionToken,
    Query(Since { conversation, after }): Query<Since>,
) -> Result<Json<Missed<ClientEvent>>, ApiError> {
    let account = token.account;
    let missed =
        app.read(account, move |tx| conversation::missed_own(tx, &token, conversation, after)).await?;
    Ok(Json(missed.into()))
}

pub(crate) async fn sessions(
    State(app): State<App>,
    token: SessionToken,
) -> Result<Json<OwnSessions>, ApiError> {
    let listed = app.read(token.account, move |tx| own_sessions::list(tx, &token)).await?;
    Ok(Json(OwnSessions { sessions: listed.into_iter().map(Into::into).collect() }))
}

pub(crate) async fn end_session(
    State(app): State<App>,
    token: SessionToken,
    Path(id): Path<SessionId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| own_sessions::end(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn end_sessions(
    State(app): State<App>,
    token: SessionToken,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| own_sessions::end_all(tx, &token)).await?;
    Ok(Json(Empty {}))
}
