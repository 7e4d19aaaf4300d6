//! Workstreams, as administrators write them (ROU-1).

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    id::{ChannelId, QueueId, WorkstreamId},
    limits,
    routing::{self, Draft},
    text::KeyName,
};
use bonafide_store::{
    Done, Tx, audit_log, channels, queues,
    workstreams::{self, Workstream},
};
use serde_json::json;

use super::{Refused, Step, admission, routing_lock::ROUTING_LOCK};
use crate::secrets::AgentToken;

/// A workstream as an administrator wants it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its name.
    pub name: KeyName,
    /// The channels that it routes.
    pub channels: Vec<ChannelId>,
    /// Its variables, rules and fallback queue.
    pub draft: Draft,
}

/// A workstream with the channels that it routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The workstream.
    pub workstream: Workstream,
    /// The channels.
    pub channels: Vec<ChannelId>,
}

/// The account's workstreams, by name.
pub fn list(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Vec<Shown>> {
    admission::admit_administrator(tx, token)?;
    let channels = workstreams::channels(tx)?;
    let of = |id: WorkstreamId| {
        let own = channels.iter().filter(|(of, _)| *of == id);
        own.map(|(_, channel)| *channel).collect()
    };
    Ok(workstreams::all(tx)?
        .into_iter()
        .map(|workstream| Shown { channels: of(workstream.id), workstream })
        .collect())
}

/// Makes a workstream.
pub fn create(tx: &mut Tx<'_>, token: &AgentToken, wanted: &Wanted) -> Step<Done<Shown>> {
    let by = admission::admit_administrator(tx, token)?;
    tx.lock(&[ROUTING_LOCK])?;
    let id = tx.id();
    if workstreams::names(tx)?.len() >= limits::WORKSTREAMS {
        let many = "There are as many workstreams as there may be: change one instead.";
        return Err(Refused::Invalid(many).into());
    }
    let workstream = checked(tx, id, wanted)?;
    workstreams::insert(tx, &workstream)?;
    workstreams::set_channels(tx, id, &wanted.channels)?;
    let detail = json!({"name": workstream.name, "rules": workstream.draft.rules.len()});
    audit_log::insert(tx, Some(by.id), Action::WorkstreamCreate, &id.to_string(), &detail)?;
    Ok(Done::quiet(Shown { workstream, channels: wanted.channels.clone() }))
}

/// Puts another workstream in the place of one. Tickets stay where they wait: the rules decide about new ones, and again at
/// a login (ROU-7).
pub fn change(tx: &mut Tx<'_>, token: &AgentToken, id: WorkstreamId, wanted: &Wanted) -> Step<Done<Shown>> {
    let by = admission::admit_administrator(tx, token)?;
    tx.lock(&[ROUTING_LOCK])?;
    workstreams::find(tx, id)?.ok_or(Refused::NotFound)?;
    let workstream = checked(tx, id, wanted)?;
    workstreams::update(tx, &workstream)?;
    workstreams::set_channels(tx, id, &wanted.channels)?;
    let detail = json!({"name": workstream.name, "rules": workstream.draft.rules.len()});
    audit_log::insert(tx, Some(by.id), Action::WorkstreamChange, &id.to_string(), &detail)?;
    Ok(Done::quiet(Shown { workstream, channels: wanted.channels.clone() }))
}

/// Deletes a workstream: what is written on its channels comes into no queue from now on.
pub fn delete(tx: &mut Tx<'_>, token: &AgentToken, id: WorkstreamId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    tx.lock(&[ROUTING_LOCK])?;
    let workstream = workstreams::find(tx, id)?.ok_or(Refused::NotFound)?;
    workstreams::delete(tx, id)?;
    let detail = json!({"name": workstream.name});
    audit_log::insert(tx, Some(by.id), Action::WorkstreamDelete, &id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}

fn checked(tx: &mut Tx<'_>, id: WorkstreamId, wanted: &Wanted) -> Step<Workstream> {
    let names = workstreams::names(tx)?;
    if names.iter().any(|(other, name)| *other != id && name == wanted.name.as_str()) {
        return Err(Refused::NameTaken.into());
    }
    check_draft(tx, &wanted.draft)?;
    let there: BTreeSet<ChannelId> = channels::all(tx)?.iter().map(|channel| channel.id).collect();
    let others: BTreeSet<ChannelId> =
        workstreams::channels(tx)?.into_iter().filter(|(of, _)| *of != id).map(|(_, it)| it).collect();
    let mut own = BTreeSet::new();
    for channel in &wanted.channels {
        if !there.contains(channel) || !own.insert(*channel) {
            return Err(Refused::Invalid("`channels` names one twice, or one that is not there.").into());
        }
        if others.contains(channel) {
            let taken = "`channels` names one that another workstream routes: take it out of that one first.";
            return Err(Refused::Invalid(taken).into());
        }
    }
    Ok(Workstream { id, name: wanted.name.as_str().to_owned(), draft: wanted.draft.clone() })
}

/// Whether a draft could decide, by queues that are there. Gives it ready.
pub(super) fn check_draft(tx: &mut Tx<'_>, draft: &Draft) -> Step<routing::Workstream> {
    let ready = routing::Workstream::new(draft).map_err(Refused::Draft)?;
    let there: BTreeSet<QueueId> = queues::all(tx)?.iter().map(|queue| queue.id).collect();
    if draft.queues().any(|named| !there.contains(&named)) {
        let gone = "A rule or the fallback names a queue that is not there: ask for the queues again.";
        return Err(Refused::Invalid(gone).into());
    }
    Ok(ready)
}
