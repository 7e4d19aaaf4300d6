//! The administrators' API.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::{
    id::{AgentId, ChannelId, ConflictId, Id, SessionId, UserId},
    token::Reason,
};
use bonafide_store::{agents::Role, login_log::Filter};

use super::agent;
use crate::{
    App,
    http::{ApiError, ErrorCode, Json, Path, Query, parse},
    secrets::{AgentToken, Secret256},
    use_cases::{
        Refused, admission,
        agents::{self, NewAgent},
        channels::{self, Change},
        conflicts, found_account, login_log,
        sessions::{self, EarlierTokens},
    },
    wire::{
        Empty,
        admin::{Agents, CreateAgent, Embeddings, EndSessions, PermitSecrets, Session, Sessions, SetUp},
        agent::{Agent, SignedIn},
        channel::{ChangeChannel, Channel, Channels, CreateChannel},
        conflict::{Conflicts, ConflictsAsked},
        explained::{ExplainToken, TokenExplained},
        login_log::{LoginLog, LoginLogAsked, LoginResult},
    },
};

pub(crate) async fn set_up(
    State(app): State<App>,
    Json(asked): Json<SetUp>,
) -> Result<(StatusCode, Json<SignedIn>), ApiError> {
    let link: Secret256 = asked.link.parse().map_err(|_| Refused::LinkSpent)?;
    let account = app.read(Id::ZERO, found_account::find_account).await?.ok_or(Refused::LinkSpent)?;
    let asked_with = link.clone();
    app.read(account, move |tx| found_account::may_set_up(tx, Some(&asked_with))).await?;
    let administrator = NewAgent {
        id: app.store.new_id(),
        email: parse::email(&asked.email)?,
        name: parse::name(&asked.name)?,
        role: Role::Administrator,
        password_hash: app.passwords.hash(parse::password(&asked.password)?).await?,
    };
    let id = administrator.id;
    app.write(account, move |tx| found_account::set_up(tx, Some(&link), &administrator)).await?;
    let made = app.store.read(account, move |tx| agents::find_enabled(tx, id)).await?;
    let signed_in = agent::open(&app, account, made.ok_or(ErrorCode::Internal)?).await?;
    Ok((StatusCode::CREATED, Json(signed_in)))
}

pub(crate) async fn create_agent(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<CreateAgent>,
) -> Result<(StatusCode, Json<Agent>), ApiError> {
    administrator(&app, &token).await?;
    let new = NewAgent {
        id: app.store.new_id(),
        email: parse::email(&asked.email)?,
        name: parse::name(&asked.name)?,
        role: asked.role.into(),
        password_hash: app.passwords.hash(parse::password(&asked.password)?).await?,
    };
    let made = Agent {
        id: new.id,
        name: new.name.as_str().to_owned(),
        email: new.email.as_str().to_owned(),
        role: new.role.as_str(),
        changes_secrets: false,
    };
    let account = token.account;
    app.write(account, move |tx| agents::create_agent(tx, &token, &new)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

pub(crate) async fn agents(State(app): State<App>, token: AgentToken) -> Result<Json<Agents>, ApiError> {
    let all = app.read(token.account, move |tx| agents::list_agents(tx, &token)).await?;
    Ok(Json(Agents { agents: all.iter().map(Into::into).collect() }))
}

pub(crate) async fn permit_secrets(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<AgentId>,
    Json(asked): Json<PermitSecrets>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| agents::permit_secrets(tx, &token, id, asked.may)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn login_log(
    State(app): State<App>,
    token: AgentToken,
    Query(asked): Query<LoginLogAsked>,
) -> Result<Json<LoginLog>, ApiError> {
    let filter = Filter {
        accepted: asked.result.map(|result| result == LoginResult::Accepted),
        reason: asked.reason.as_deref().map(parse::reason).transpose()?.map(Reason::as_str),
        external_id: asked.external_id.as_deref().map(parse::external_id).transpose()?,
    };
    let account = token.account;
    let page =
        app.read(account, move |tx| login_log::read_login_log(tx, &token, &filter, asked.before)).await?;
    Ok(Json(LoginLog { attempts: page.lines.into_iter().map(Into::into).collect(), next: page.next }))
}

pub(crate) async fn explain_token(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<ExplainToken>,
) -> Result<Json<TokenExplained>, ApiError> {
    let at = asked.at.as_deref().map(|at| parse::moment("at", at)).transpose()?;
    Ok(Json(app.explain_token(token, asked.channel, &asked.token, at).await?.into()))
}

pub(crate) async fn conflicts(
    State(app): State<App>,
    token: AgentToken,
    Query(asked): Query<ConflictsAsked>,
) -> Result<Json<Conflicts>, ApiError> {
    let account = token.account;
    let page = app.read(account, move |tx| conflicts::list(tx, &token, asked.before)).await?;
    Ok(Json(Conflicts { conflicts: page.conflicts.into_iter().map(Into::into).collect(), next: page.next }))
}

pub(crate) async fn release_address(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConflictId>,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| conflicts::release_address(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn close_conflict(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ConflictId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| conflicts::close(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

/// Asks who it is before anything costly is done for them. The use case asks again, in its own transaction.
pub(super) async fn administrator(app: &App, token: &AgentToken) -> Result<AgentId, ApiError> {
    let token = token.clone();
    let admitted = app.read(token.account, move |tx| admission::admit_administrator(tx, &token)).await?;
    Ok(admitted.id)
}

pub(crate) async fn channels(State(app): State<App>, token: AgentToken) -> Result<Json<Channels>, ApiError> {
    let account = token.account;
    let all = app.read(account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        channels::list_channels(tx)
    });
    Ok(Json(Channels { channels: all.await?.into_iter().map(Channel::from).collect() }))
}

pub(crate) async fn channel(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ChannelId>,
) -> Result<Json<Channel>, ApiError> {
    let account = token.account;
    let found = app.read(account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        channels::find_channel(tx, id)
    });
    Ok(Json(found.await?.into()))
}

pub(crate) async fn embeddings(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ChannelId>,
) -> Result<Json<Embeddings>, ApiError> {
    let account = token.account;
    let found = app.read(account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        channels::find_channel(tx, id)
    });
    Ok(Json(app.embeddings.of(found.await?.channel.id).into()))
}

pub(crate) async fn create_channel(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<CreateChannel>,
) -> Result<(StatusCode, Json<Channel>), ApiError> {
    let new = channels::NewChannel {
        proof: asked.kind.into(),
        name: parse::name(&asked.name)?,
        public_key: channels::public_key(&*app.random),
        origins: parse::origins(&asked.origins)?,
        login_required: asked.login_required,
        asks_for_contact: asked.asks_for_contact,
        multiple_conversations: asked.multiple_conversations,
        color: asked.color.as_deref().map(parse::color).transpose()?,
    };
    let account = token.account;
    let made = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        channels::create_channel(tx, Some(by.id), &new)
    });
    Ok((StatusCode::CREATED, Json(made.await?.into())))
}

pub(crate) async fn change_channel(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<ChannelId>,
    Json(asked): Json<ChangeChannel>,
) -> Result<Json<Channel>, ApiError> {
    let change = Change {
        name: asked.name.as_deref().map(parse::name).transpose()?,
        origins: asked.origins.as_deref().map(parse::origins).transpose()?,
        login_required: asked.login_required,
        asks_for_contact: asked.asks_for_contact,
        multiple_conversations: asked.multiple_conversations,
        login_required_mode: asked.login_required_mode.map(Into::into),
        on_failure: asked.on_failure.map(Into::into),
        address_trust: asked.address_trust.map(Into::into),
        setting: asked.setting,
        sign_in_page: asked.sign_in_page.try_map(|address| parse::sign_in_page(&address))?,
        color: asked.color.try_map(|color| parse::color(&color))?,
    };
    let account = token.account;
    let changed = app.write(account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        channels::change_channel(tx, by.id, id, &change)
    });
    Ok(Json(changed.await?.into()))
}

pub(crate) async fn sessions(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
) -> Result<Json<Sessions>, ApiError> {
    let account = token.account;
    let listed = app.read(account, move |tx| sessions::list_sessions(tx, &token, user)).await?;
    Ok(Json(Sessions { sessions: listed.into_iter().map(Session::from).collect() }))
}

pub(crate) async fn end_sessions(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
    Query(asked): Query<EndSessions>,
) -> Result<Json<Empty>, ApiError> {
    let account = token.account;
    let earlier = if asked.refuse_earlier_tokens { EarlierTokens::Refused } else { EarlierTokens::Accepted };
    app.write(account, move |tx| sessions::end_all_sessions(tx, &token, user, earlier)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn accept_earlier_tokens(
    State(app): State<App>,
    token: AgentToken,
    Path(user): Path<UserId>,
) -> Result<Json<Empty>, ApiError> {
    let account = token.account;
    app.write(account, move |tx| sessions::accept_earlier_tokens(tx, &token, user)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn end_session(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SessionId>,
) -> Result<Json<Empty>, ApiError> {
    let account = token.account;
    app.write(account, move |tx| sessions::end_session(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}
