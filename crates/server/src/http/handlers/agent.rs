//! The agents' API.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bonafide_domain::{
    email::EmailAddress,
    id::{AccountId, ConversationId, EmailIdentityId, EvidenceId, Id, TicketId, UserId},
    ticket::{TicketChange, WaitsChange},
    time::Millis,
};
use bonafide_store::{agents::Agent as KeptAgent, directory};
use zeroize::Zeroizing;

use crate::{
    App,
    http::{ApiError, ErrorCode, Json, Path, Peer, Query, parse},
    secrets::{AgentToken, Bearer, Secret256},
    use_cases::{
        admission, agents, answer, ban, change_ticket, conversation, devices,
        emails::{self, Attacher, Detacher},
        evidence,
        inbox::{self, InboxPage, PAGE, View},
        person, request_login, summary,
    },
    wire::{
        Empty, Time,
        agent::{Agent, AgentEvent, Answer, Answered, Colleagues, Page, Session, SignIn, SignedIn},
        client::{After, Before, Head, Missed},
        evidence::Evidence,
        person::{AttachEmail, Devices, Person},
        summary::ConversationSummary,
        ticket::{ChangeTicket, Inbox, InboxAsked, InboxLine, Ticket},
    },
};

pub(crate) async fn sign_in(
    State(app): State<App>,
    Peer(address): Peer,
    Json(asked): Json<SignIn>,
) -> Result<Json<SignedIn>, ApiError> {
    // What is no address is nobody's; it is told apart from a wrong password by nothing.
    let email = EmailAddress::new(&asked.email).map_err(|_| ErrorCode::SignInRefused)?;
    app.limits.sign_in(address, email.key().as_str())?;
    let found = find(&app, &email).await?;
    let hash = found.as_ref().map(|(_, agent)| agent.password_hash.clone());
    let proved = app.passwords.verify(Zeroizing::new(asked.password), hash).await?;
    let Some((account, agent)) = found.filter(|_| proved) else {
        return Err(ErrorCode::SignInRefused.into());
    };
    Ok(Json(open(&app, account, agent).await?))
}

async fn find(app: &App, email: &EmailAddress) -> Result<Option<(AccountId, KeptAgent)>, ApiError> {
    let key = email.key().as_str().to_owned();
    let Some((account, id)) = app.store.read(Id::ZERO, move |tx| directory::find_agent(tx, &key)).await?
    else {
        return Ok(None);
    };
    let agent = app.store.read(account, move |tx| agents::find_enabled(tx, id)).await?;
    Ok(agent.map(|agent| (account, agent)))
}

/// A session for an agent whose password was proved.
pub(super) async fn open(app: &App, account: AccountId, agent: KeptAgent) -> Result<SignedIn, ApiError> {
    let secret = Secret256::new(&*app.random);
    let told = (&agent).into();
    let kept = secret.clone();
    let (session, expires_at) = app.write(account, move |tx| agents::sign_in(tx, &agent, &kept)).await?;
    let token = Bearer { account, session, secret };
    let session = Session { token: token.text().to_string(), expires_at: Time(expires_at) };
    Ok(SignedIn { session, agent: told })
}

pub(crate) async fn sign_out(
    State(app): State<App>,
    token: AgentToken,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| agents::sign_out(tx, &token)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn me(State(app): State<App>, token: AgentToken) -> Result<Json<Agent>, ApiError> {
    let admitted = app.read(token.account, move |tx| admission::admit_agent(tx, &token)).await?;
    Ok(Json((&admitted).into()))
}

pub(crate) async fn colleagues(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<Colleagues>, ApiError> {
    let all = app.read(token.account, move |tx| agents::list_colleagues(tx, &token)).await?;
    Ok(Json(Colleagues { agents: all.into_iter().map(Into::into).collect() }))
}

pub(crate) async fn inbox(
    State(app): State<App>,
    token: AgentToken,
    Query(asked): Query<InboxAsked>,
) -> Result<Json<Inbox>, ApiError> {
    let view = match (asked.view, asked.queue) {
        (None, None) => View::All,
        (Some(view), None) => view.into(),
        (None, Some(queue)) => View::Queue(queue),
        (Some(_), Some(_)) => {
            let both = "`view` and `queue` say two things: send one of them.";
            return Err(ApiError::new(ErrorCode::BadRequest).saying(both));
        }
    };
    let before = asked.before.as_deref().map(cursor).transpose()?;
    let page = app.read(token.account, move |tx| inbox::inbox(tx, &token, view, before)).await?;
    let InboxPage { lines, counts } = page;
    let full = i64::try_from(lines.len()).is_ok_and(|lines| lines == PAGE);
    let next = lines
        .last()
        .filter(|_| full)
        .map(|line| format!("{}.{}", line.ticket.last_activity_at.as_i64(), line.ticket.id));
    let tickets = lines.into_iter().map(InboxLine::from).collect();
    Ok(Json(Inbox { tickets, next, counts: counts.into() }))
}

/// The place in the inbox that the `next` of a page names.
fn cursor(text: &str) -> Result<(Millis, TicketId), ApiError> {
    let parsed =
        text.split_once('.').and_then(|(at, id)| Some((Millis::new(at.parse().ok()?), id.parse().ok()?)));
    parsed.ok_or_else(|| {
        ApiError::new(ErrorCode::BadRequest)
            .saying("`before` is not the `next` of a page: pass it on as it came.")
    })
}

pub(crate) async fn change_ticket(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<TicketId>,
    Json(asked): Json<ChangeTicket>,
) -> Result<Json<Ticket>, ApiError> {
    let change = change_ticket::Change {
        standing: TicketChange { status: asked.status.map(Into::into), assignee: asked.assignee },
        waits: WaitsChange { queue: asked.queue, priority: asked.priority },
    };
    let account = token.account;
    let changed = app.write(account, move |tx| change_ticket::change_ticket(tx, &token, id, &change)).await?;
    Ok(Json((&changed).into()))
}

pub(crate) async fn summary(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationSummary>, ApiError> {
    Ok(Json(app.read(token.account, move |tx| summary::read(tx, &token, id)).await?.into()))
}

pub(crate) async fn conversation(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConversationId>,
    Query(asked): Query<Before>,
) -> Result<Json<Page>, ApiError> {
    let account = token.account;
    let page = app.read(account, move |tx| conversation::read_as_agent(tx, &token, id, asked.before)).await?;
    Ok(Json(Page {
        sends_mail: app.mailer.sends(),
        follow_ups: page.follow_ups.iter().map(Into::into).collect(),
        conversation: Head::from(&page.conversation),
        user: page.person.into(),
        others: page.others.into_iter().map(Into::into).collect(),
        tickets: page.tickets.iter().map(Into::into).collect(),
        messages: page.messages.iter().map(Into::into).collect(),
        has_more: page.has_more,
        login_requests: page.login_requests.into_iter().map(Into::into).collect(),
        confirmations: page.confirmations.into_iter().map(Into::into).collect(),
    }))
}

pub(crate) async fn request_login(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConversationId>,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| request_login::request_login(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn events(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConversationId>,
    Query(asked): Query<After>,
) -> Result<Json<Missed<AgentEvent>>, ApiError> {
    let account = token.account;
    let missed =
        app.read(account, move |tx| conversation::missed_as_agent(tx, &token, id, asked.after)).await?;
    Ok(Json(missed.into()))
}

pub(crate) async fn answer(
    State(app): State<App>,
    token: AgentToken,
    Path(conversation): Path<ConversationId>,
    Json(asked): Json<Answer>,
) -> Result<Response, ApiError> {
    let account = token.account;
    let said = answer::Answer {
        token,
        conversation,
        client_id: parse::client_made_id("client_id", &asked.client_id)?,
        words: parse::words(&asked.text)?,
        visibility: asked.visibility.into(),
    };
    let taken = app.write(account, move |tx| answer::answer(tx, &said)).await?;
    let status = if taken.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let answered = Answered { message: (&taken.message).into(), conversation: taken.conversation.into() };
    Ok((status, Json(answered)).into_response())
}

pub(crate) async fn user(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<UserId>,
) -> Result<Json<Person>, ApiError> {
    let account = token.account;
    Ok(Json(app.read(account, move |tx| person::find(tx, &token, id)).await?.into()))
}

pub(crate) async fn devices(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<UserId>,
) -> Result<Json<Devices>, ApiError> {
    let account = token.account;
    let listed = app.read(account, move |tx| devices::list_devices(tx, &token, id)).await?;
    Ok(Json(Devices { devices: listed.into_iter().map(Into::into).collect() }))
}

pub(crate) async fn ban(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<UserId>,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Person>, ApiError> {
    let account = token.account;
    Ok(Json(app.write(account, move |tx| ban::ban(tx, &token, id)).await?.into()))
}

pub(crate) async fn lift_ban(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<UserId>,
) -> Result<Json<Person>, ApiError> {
    let account = token.account;
    Ok(Json(app.write(account, move |tx| ban::lift_ban(tx, &token, id)).await?.into()))
}

pub(crate) async fn attach_email(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<UserId>,
    Json(asked): Json<AttachEmail>,
) -> Result<(StatusCode, Json<Person>), ApiError> {
    let address = parse::email(&asked.address)?;
    let checked_how = asked.checked_how.as_deref().map(parse::checked_how).transpose()?;
    let account = token.account;
    let attached = app
        .write(account, move |tx| {
            emails::attach(tx, Attacher::Agent(&token, checked_how.as_ref()), id, &address)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(attached.into())))
}

pub(crate) async fn detach_email(
    State(app): State<App>,
    token: AgentToken,
    Path((user, email)): Path<(UserId, EmailIdentityId)>,
) -> Result<Json<Person>, ApiError> {
    let account = token.account;
    Ok(Json(
        app.write(account, move |tx| emails::detach(tx, Detacher::Agent(&token), user, email)).await?.into(),
    ))
}

pub(crate) async fn evidence(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<EvidenceId>,
) -> Result<Json<Evidence>, ApiError> {
    let account = token.account;
    Ok(Json(app.read(account, move |tx| evidence::find(tx, &token, id)).await?.into()))
}
