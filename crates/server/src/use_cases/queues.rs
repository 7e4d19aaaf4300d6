//! Queues, as administrators make and change them (ROU-4, ROU-8).

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    id::{AgentId, QueueId},
    limits,
    routing::{Hours, HoursDraft},
    text::{KeyName, Words},
};
use bonafide_store::{
    Announcement, Done, Tx,
    agents::{self, Colleague},
    audit_log,
    queues::{self, Queue},
    workstreams,
};
use serde_json::json;

use super::{Refused, Step, admission, routing_lock::ROUTING_LOCK};
use crate::secrets::AgentToken;

/// A queue as an administrator wants it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its name.
    pub name: KeyName,
    /// Whether its tickets are given to whoever has room.
    pub pushes: bool,
    /// When it is open; `None` for always.
    pub hours: Option<HoursDraft>,
    /// What somebody is told who writes outside its hours.
    pub closed_text: Option<Words>,
    /// Whether people are told how many wait before them, and for about how long (ROU-4); `None` leaves it as it is, which is
    /// off at first.
    pub tells_waiting: Option<bool>,
    /// Who belongs to it.
    pub members: Vec<AgentId>,
}

/// A queue with who belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The queue.
    pub queue: Queue,
    /// Who belongs to it, by name.
    pub members: Vec<Colleague>,
}

/// The account's queues, by name.
pub fn list(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Vec<Shown>> {
    admission::admit_administrator(tx, token)?;
    let members = queues::members(tx)?;
    let of = |queue: QueueId| {
        let own = members.iter().filter(|(of, _)| *of == queue);
        own.map(|(_, member)| member.clone()).collect()
    };
    Ok(queues::all(tx)?.into_iter().map(|queue| Shown { members: of(queue.id), queue }).collect())
}

/// Makes a queue.
pub fn create(tx: &mut Tx<'_>, token: &AgentToken, wanted: &Wanted) -> Step<Done<Shown>> {
    let by = admission::admit_administrator(tx, token)?;
    tx.lock(&[ROUTING_LOCK])?;
    let all = queues::all(tx)?;
    if all.len() >= limits::QUEUES {
        return Err(Refused::Invalid("There are as many queues as there may be: change one instead.").into());
    }
    let queue = checked(tx.id(), wanted, false, &all)?;
    queues::insert(tx, &queue)?;
    keep_members(tx, queue.id, &wanted.members)?;
    let detail = json!({"name": queue.name});
    audit_log::insert(tx, Some(by.id), Action::QueueCreate, &queue.id.to_string(), &detail)?;
    Ok(Done { value: shown(tx, queue)?, announcements: vec![Announcement::WorkChanged] })
}

/// Puts another queue in the place of one. Its tickets stay in it.
pub fn change(tx: &mut Tx<'_>, token: &AgentToken, id: QueueId, wanted: &Wanted) -> Step<Done<Shown>> {
    let by = admission::admit_administrator(tx, token)?;
    tx.lock(&[ROUTING_LOCK])?;
    let before = queues::find(tx, id)?.ok_or(Refused::NotFound)?;
    let queue = checked(id, wanted, before.tells_waiting, &queues::all(tx)?)?;
    queues::update(tx, &queue)?;
    keep_members(tx, id, &wanted.members)?;
    let detail = json!({"name": queue.name});
    audit_log::insert(tx, Some(by.id), Action::QueueChange, &id.to_string(), &detail)?;
    Ok(Done { value: shown(tx, queue)?, announcements: vec![Announcement::WorkChanged] })
}

/// Deletes a queue that no workstream names and nobody waits in.
pub fn delete(tx: &mut Tx<'_>, token: &AgentToken, id: QueueId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    tx.lock(&[ROUTING_LOCK])?;
    let queue = queues::take(tx, id)?.ok_or(Refused::NotFound)?;
    let is_named = workstreams::all(tx)?.iter().any(|it| it.draft.queues().any(|named| named == id));
    if is_named || queues::count_waiting(tx, id)? > 0 {
        return Err(Refused::QueueInUse.into());
    }
    queues::delete(tx, id)?;
    let detail = json!({"name": queue.name});
    audit_log::insert(tx, Some(by.id), Action::QueueDelete, &id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}

fn checked(id: QueueId, wanted: &Wanted, told_before: bool, all: &[Queue]) -> Step<Queue> {
    if all.iter().any(|other| other.id != id && other.name == wanted.name.as_str()) {
        return Err(Refused::NameTaken.into());
    }
    if let Some(hours) = &wanted.hours {
        Hours::new(hours).map_err(Refused::Hours)?;
    }
    Ok(Queue {
        id,
        name: wanted.name.as_str().to_owned(),
        pushes: wanted.pushes,
        hours: wanted.hours.clone(),
        closed_text: wanted.closed_text.as_ref().map(|text| text.as_str().to_owned()),
        tells_waiting: wanted.tells_waiting.unwrap_or(told_before),
    })
}

fn keep_members(tx: &mut Tx<'_>, id: QueueId, members: &[AgentId]) -> Step<()> {
    let enabled: BTreeSet<AgentId> = agents::all_enabled(tx)?.iter().map(|agent| agent.id).collect();
    if members.iter().any(|member| !enabled.contains(member)) {
        return Err(Refused::Invalid("`members` names none of the agents: ask for them again.").into());
    }
    Ok(queues::set_members(tx, id, members)?)
}

fn shown(tx: &mut Tx<'_>, queue: Queue) -> Step<Shown> {
    let members = queues::members(tx)?.into_iter().filter(|(of, _)| *of == queue.id);
    let members = members.map(|(_, member)| member).collect();
    Ok(Shown { queue, members })
}
