//! The client protocol.

use std::net::IpAddr;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bonafide_domain::{
    channel::OnFailure,
    contact::Contact,
    id::{AccountId, ChannelId, SessionId},
    identity::Answer,
    token::{Check, Outcome, Reason, TokenRefused, UnprovenId},
};

use crate::{
    App,
    http::{
        ApiError, Json, Path, Peer, Query, parse,
        presented::{AgentText, Presented},
    },
    posting,
    secrets::{Bearer, Secret256, SessionToken},
    tally::Refusal,
    use_cases::{
        Refused, Stop, answer_question, channels, conversation,
        give_contact::{self, Given},
        log_in, log_out, open_session, own_sessions,
        post_message::Taken,
    },
    verification::Judged,
    wire::{
        Empty, Time,
        client::{
            Device, GiveContact, Head, LoggedIn, Login, Missed, OpenSession, Opened, Page, Post, Posted,
            Session, User,
        },
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

pub(crate) async fn log_in(
    State(app): State<App>,
    Peer(address): Peer,
    AgentText(agent_text): AgentText,
    Presented(presented): Presented,
    Json(asked): Json<Login>,
) -> Result<Json<LoggedIn>, ApiError> {
    let login_id = parse::client_made_id("login_id", &asked.login_id)?;
    let (account, channel) = channels::find_by_public_key(&app, asked.channel).await?;
    let judged = app.judge(account, channel, &asked.token).await?;
    let token = match &judged.outcome {
        Ok(token) => token.clone(),
        Err(refused) => {
            after_refusal(&app, account, presented, &asked.token, &judged).await?;
            return Err(refuse(&app, account, channel, address, refused, &judged));
        }
    };
    let key = token.key();
    let secret = Secret256::new(&*app.random);
    let account_key = app.account_key(account).await?;
    let login = log_in::Login {
        ban_digest: account_key.ban_digest(token.namespace(), token.external_id().as_str()),
        channel,
        token,
        login_id,
        presented: presented.clone(),
        address: address.to_string(),
        agent_text,
        secret: secret.clone(),
    };
    let accepted = app.write(account, move |tx| log_in::log_in(tx, &login)).await;
    let accepted = match accepted {
        Ok(accepted) => accepted,
        Err(stop) => {
            if let Stop::Refused(Refused::Login(_)) = &stop {
                after_refusal(&app, account, presented, &asked.token, &judged).await?;
            }
            return Err(counted(&app, address, judged.on_failure, stop));
        }
    };
    if let Some(key) = key {
        app.tally.login(account, key, app.now());
    }
    let token = match presented {
        // A renewed session keeps its token.
        Some(token) if !accepted.new_secret => token,
        Some(_) | None => Bearer { account, session: accepted.session, secret },
    };
    Ok(Json(logged_in(accepted, &token)))
}

/// What a refused token does to the device: it is logged out if the token names somebody else (SES-12), and if it may not go on
/// as somebody anonymous (CHT-10).
async fn after_refusal(
    app: &App,
    account: AccountId,
    presented: Option<SessionToken>,
    token: &str,
    judged: &Judged,
) -> Result<(), ApiError> {
    let Some(session) = presented else { return Ok(()) };
    match judged.on_failure {
        OnFailure::Anonymous => {}
        OnFailure::Refuse => {
            let session = session.clone();
            app.write(account, move |tx| log_out::log_out_anonymous(tx, &session)).await?;
        }
    }
    let Some(named) = UnprovenId::of(token, judged.record.kind()) else { return Ok(()) };
    Ok(app.write(account, move |tx| log_out::log_out_another(tx, &session, &named)).await?)
}

fn logged_in(accepted: log_in::LoggedIn, token: &SessionToken) -> LoggedIn {
    LoggedIn {
        session: Session {
            token: token.text().to_string(),
            id: accepted.session,
            kind: "authenticated",
            expires_at: Time(accepted.expires_at),
            renew_at: Some(Time(accepted.renew_at)),
        },
        user: User { id: accepted.user, external_id: accepted.external_id, name: accepted.name },
        device: Device { id: accepted.device },
        conversation: accepted.conversation.map(Head::from),
        joined: accepted.joined,
        earlier_conversation: accepted.asked.map(EarlierConversation::from),
    }
}

/// A token that was refused goes into the login log and counts towards the limit. The limit takes the reason's place
/// only where the signature was not good (SES-9).
fn refuse(
    app: &App,
    account: AccountId,
    channel: ChannelId,
    address: IpAddr,
    refused: &TokenRefused,
    judged: &Judged,
) -> ApiError {
    let record = &judged.record;
    let external_id = record.external_id().map(|id| id.as_str().to_owned());
    let limit = app.limits.login_refused(address, external_id.as_deref());
    let proven = *record.outcome(Check::Signature) == Outcome::Passed;
    let refusal = Refusal {
        channel,
        address: address.to_string(),
        key: record.key(),
        public_key: record.public_key().cloned(),
        external_id,
        reason: refused.reason(),
        detail: refused.detail().into_owned(),
    };
    app.tally.refusal(account, refusal, app.now());
    match limit {
        Err(retry_after) if !proven => retry_after.into(),
        Err(_) | Ok(()) => {
            ApiError::invalid_auth(refused.reason()).going_on(judged.on_failure, refused.reason())
        }
    }
}

/// A good token that the account did not take counts as well; its answer is always the reason.
fn counted(app: &App, address: IpAddr, on_failure: OnFailure, stop: Stop) -> ApiError {
    let Stop::Refused(Refused::Login(reason)) = stop else { return stop.into() };
    if matches!(
        reason,
        Reason::UserBanned | Reason::KidUnknown | Reason::SignatureInvalid | Reason::ChannelMismatch
    ) {
        // What the limit says is for tokens without a good signature.
        let _ = app.limits.login_refused(address, None);
    }
    ApiError::invalid_auth(reason).going_on(on_failure, reason)
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
    let taken = posting::begin(&app, token, asked)?.await?.map_err(Stop::Refused)?;
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
    app.limits.message(given.token.session)?;
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
