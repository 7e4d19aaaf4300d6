//! How an agent works: whether they are there, how many tickets they are given, and what waits in their queues (ROU-4).

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    id::{AgentId, AgentSessionId},
    limits,
};
use bonafide_store::{
    Announcement, Done, Tx,
    agent_work::{self, AgentWork},
    agents, audit_log,
    queues::{self, Queue},
};
use serde_json::json;

use super::{Refused, Step, admission};
use crate::secrets::AgentToken;

/// How an agent works now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWork {
    /// What they said, and what an administrator said of them.
    pub work: AgentWork,
    /// How many tickets they work now.
    pub working: i64,
    /// The account's queues, by name.
    pub queues: Vec<OwnQueue>,
}

/// A queue, as an agent sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnQueue {
    /// The queue.
    pub queue: Queue,
    /// Whether the agent belongs to it.
    pub is_own: bool,
    /// How many tickets wait in it.
    pub waiting: i64,
}

/// How the agent works now, and what waits in the queues.
pub fn read(tx: &mut Tx<'_>, token: &AgentToken) -> Step<OwnWork> {
    let agent = admission::admit_agent(tx, token)?;
    load(tx, agent.id)
}

fn load(tx: &mut Tx<'_>, agent: AgentId) -> Step<OwnWork> {
    let own: BTreeSet<_> = queues::members(tx)?
        .into_iter()
        .filter(|(_, member)| member.id == agent)
        .map(|(queue, _)| queue)
        .collect();
    let mut shown = Vec::new();
    for queue in queues::all(tx)? {
        let waiting = queues::count_waiting(tx, queue.id)?;
        shown.push(OwnQueue { is_own: own.contains(&queue.id), waiting, queue });
    }
    let working = agent_work::count_worked(tx, agent)?;
    Ok(OwnWork { work: agent_work::find(tx, agent)?, working, queues: shown })
}

/// The agent says that they are there, or that they are not. It counts for as long as there are signs of life of them.
pub fn set_available(tx: &mut Tx<'_>, token: &AgentToken, available: bool) -> Step<Done<OwnWork>> {
    let agent = admission::admit_agent(tx, token)?;
    let until = available.then(|| tx.now().plus(limits::PRESENCE));
    agent_work::set_available(tx, agent.id, until)?;
    Ok(Done { value: load(tx, agent.id)?, announcements: vec![Announcement::WorkChanged] })
}

/// Signs of life of those agents whose sessions count. Who comes back by one may be given tickets again.
pub fn seen(tx: &mut Tx<'_>, sessions: &[AgentSessionId]) -> Step<Done<()>> {
    let now = tx.now();
    let mut agents = BTreeSet::new();
    for session in sessions {
        let session = agents::find_session(tx, *session)?;
        agents.extend(session.filter(|it| !it.ended && now < it.expires_at).map(|it| it.agent.id));
    }
    let mut announcements = Vec::new();
    for agent in agents {
        if agent_work::seen(tx, agent, now.plus(limits::PRESENCE))? {
            announcements.push(Announcement::WorkChanged);
        }
    }
    Ok(Done { value: (), announcements })
}

/// Whoever signs out is not there any more.
pub(super) fn leave(tx: &mut Tx<'_>, agent: AgentId) -> Step<()> {
    if agent_work::find(tx, agent)?.available {
        agent_work::set_available(tx, agent, None)?;
    }
    Ok(())
}

/// An administrator says how many tickets an agent may be given at once.
pub fn set_capacity(tx: &mut Tx<'_>, token: &AgentToken, agent: AgentId, capacity: i64) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    if !(0..=limits::CAPACITY).contains(&capacity) {
        return Err(Refused::Invalid("`capacity` is not between 0 and 100.").into());
    }
    agents::find(tx, agent)?.filter(|agent| !agent.disabled).ok_or(Refused::NotFound)?;
    agent_work::set_capacity(tx, agent, capacity)?;
    let detail = json!({"capacity": capacity});
    audit_log::insert(tx, Some(by.id), Action::AgentChangeCapacity, &agent.to_string(), &detail)?;
    Ok(Done { value: (), announcements: vec![Announcement::WorkChanged] })
}

/// Everybody who may sign in, by name, with how many tickets they may be given at once.
pub fn list_capacities(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Vec<(agents::Agent, i64)>> {
    admission::admit_administrator(tx, token)?;
    let said: std::collections::BTreeMap<_, _> = agent_work::capacities(tx)?.into_iter().collect();
    let capacity = |agent: &agents::Agent| said.get(&agent.id).copied().unwrap_or(limits::CAPACITY_AT_FIRST);
    let all = agents::all_enabled(tx)?;
    Ok(all.into_iter().map(|agent| (capacity(&agent), agent)).map(|(of, agent)| (agent, of)).collect())
}
