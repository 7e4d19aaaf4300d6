//! Routing, in the administrators' and the agents' API (ROU).

use axum::{extract::State, http::StatusCode};
use bonafide_domain::id::{AgentId, QueueId, WorkstreamId};
use bonafide_store::{agents::Colleague, channels};

use crate::{
    App,
    http::{ApiError, ErrorCode, Json, Path, parse},
    secrets::AgentToken,
    use_cases::{
        admission, give_tickets, own_work, queues,
        try_workstream::{On, Writer},
        workstreams::{self, Wanted},
    },
    wire::{
        Empty,
        channel::Brands,
        queue::{Capacities, Capacity, KeepQueue, Queue, Queues, SetCapacity, SetPresence, Work},
        ticket::Taken,
        trial::{RulesTried, TryRules},
        workstream::{KeepWorkstream, Workstream, Workstreams},
    },
};

pub(crate) async fn queues(State(app): State<App>, token: AgentToken) -> Result<Json<Queues>, ApiError> {
    let all = app.read(token.account, move |tx| queues::list(tx, &token)).await?;
    Ok(Json(Queues { queues: all.into_iter().map(Into::into).collect() }))
}

fn wanted_queue(asked: KeepQueue) -> Result<queues::Wanted, ApiError> {
    Ok(queues::Wanted {
        name: parse::key_name(&asked.name)?,
        pushes: asked.pushes,
        hours: asked.hours.map(Into::into),
        closed_text: asked.closed_text.as_deref().map(parse::words).transpose()?,
        tells_waiting: asked.tells_waiting,
        members: asked.members,
    })
}

pub(crate) async fn create_queue(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<KeepQueue>,
) -> Result<(StatusCode, Json<Queue>), ApiError> {
    let wanted = wanted_queue(asked)?;
    let made = app.write(token.account, move |tx| queues::create(tx, &token, &wanted)).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

pub(crate) async fn change_queue(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<QueueId>,
    Json(asked): Json<KeepQueue>,
) -> Result<Json<Queue>, ApiError> {
    let wanted = wanted_queue(asked)?;
    let changed = app.write(token.account, move |tx| queues::change(tx, &token, id, &wanted)).await?;
    Ok(Json(changed.into()))
}

pub(crate) async fn delete_queue(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<QueueId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| queues::delete(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn workstreams(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<Workstreams>, ApiError> {
    let all = app.read(token.account, move |tx| workstreams::list(tx, &token)).await?;
    Ok(Json(Workstreams { workstreams: all.into_iter().map(Into::into).collect() }))
}

fn wanted_workstream(asked: KeepWorkstream) -> Result<Wanted, ApiError> {
    let KeepWorkstream { name, channels, rules } = asked;
    Ok(Wanted { name: parse::key_name(&name)?, channels, draft: rules.try_into()? })
}

pub(crate) async fn create_workstream(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<KeepWorkstream>,
) -> Result<(StatusCode, Json<Workstream>), ApiError> {
    let wanted = wanted_workstream(asked)?;
    let made = app.write(token.account, move |tx| workstreams::create(tx, &token, &wanted)).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

pub(crate) async fn change_workstream(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<WorkstreamId>,
    Json(asked): Json<KeepWorkstream>,
) -> Result<Json<Workstream>, ApiError> {
    let wanted = wanted_workstream(asked)?;
    let changed = app.write(token.account, move |tx| workstreams::change(tx, &token, id, &wanted)).await?;
    Ok(Json(changed.into()))
}

pub(crate) async fn delete_workstream(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<WorkstreamId>,
) -> Result<Json<Empty>, ApiError> {
    app.write(token.account, move |tx| workstreams::delete(tx, &token, id)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn try_rules(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<TryRules>,
) -> Result<Json<RulesTried>, ApiError> {
    let on = match (asked.conversation, asked.channel, asked.token, asked.signed_in) {
        (Some(conversation), None, None, None) => On::Conversation(conversation),
        (None, Some(channel), None, None) => On::Channel { channel, who: Writer::Anonymous },
        (None, Some(channel), Some(token), None) => On::Channel { channel, who: Writer::Token(token) },
        (None, Some(channel), None, Some(signed_in)) => {
            On::Channel { channel, who: Writer::SignedIn(signed_in.try_into()?) }
        }
        (Some(_), _, _, _) | (None, None, _, _) | (None, Some(_), Some(_), Some(_)) => {
            let both = "Send `conversation`, or `channel` and perhaps `token` or `signed_in`.";
            return Err(ApiError::new(ErrorCode::BadRequest).saying(both));
        }
    };
    Ok(Json(app.try_workstream(token, asked.rules.try_into()?, on).await?.into()))
}

pub(crate) async fn capacities(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<Capacities>, ApiError> {
    let all = app.read(token.account, move |tx| own_work::list_capacities(tx, &token)).await?;
    let capacity = |(agent, capacity)| Capacity { agent: Colleague::from(agent).into(), capacity };
    Ok(Json(Capacities { agents: all.into_iter().map(capacity).collect() }))
}

pub(crate) async fn set_capacity(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<AgentId>,
    Json(asked): Json<SetCapacity>,
) -> Result<Json<Empty>, ApiError> {
    let account = token.account;
    app.write(account, move |tx| own_work::set_capacity(tx, &token, id, asked.capacity)).await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn work(State(app): State<App>, token: AgentToken) -> Result<Json<Work>, ApiError> {
    Ok(Json(app.read(token.account, move |tx| own_work::read(tx, &token)).await?.into()))
}

pub(crate) async fn set_presence(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<SetPresence>,
) -> Result<Json<Work>, ApiError> {
    let account = token.account;
    Ok(Json(app.write(account, move |tx| own_work::set_available(tx, &token, asked.available)).await?.into()))
}

pub(crate) async fn take_next(
    State(app): State<App>,
    token: AgentToken,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<Taken>, ApiError> {
    let taken = app.write(token.account, move |tx| give_tickets::take_next(tx, &token)).await?;
    Ok(Json(taken.into()))
}

pub(crate) async fn brands(State(app): State<App>, token: AgentToken) -> Result<Json<Brands>, ApiError> {
    let all = app.read(token.account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        Ok(channels::brands(tx)?)
    });
    Ok(Json(Brands { brands: all.await?.into_iter().map(Into::into).collect() }))
}
