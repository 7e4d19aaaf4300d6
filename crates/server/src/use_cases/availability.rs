//! Whether somebody who writes on a channel now finds anybody there (ROU-4, ROU-8), for everybody to know: nothing in it says who
//! works, how many, or how much waits.

use bonafide_domain::{
    channel::ChannelKind,
    id::{ChannelId, QueueId},
    routing::{Attendance, Candidate, Draft},
    time::Millis,
};
use bonafide_store::{
    Tx, agent_work, channels,
    queues::{self, Queue},
    workstreams,
};

use super::{Refused, Step, facts};
use crate::routing::Routes;

/// What everybody may know of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Who is there for somebody who is not signed in and writes now.
    pub attendance: Attendance,
    /// The queues that a chat's visitors may wish for by name, which are those that its workstream names.
    pub departments: Vec<Department>,
}

/// A queue that can be wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// The queue.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Who is there.
    pub attendance: Attendance,
}

/// How a channel is now. One that no workstream routes takes whoever writes, at any hour.
pub fn read(tx: &mut Tx<'_>, id: ChannelId, routes: &Routes) -> Step<Availability> {
    let channel = channels::find(tx, id)?.ok_or(Refused::NoChannel)?;
    let Some((workstream, version)) = workstreams::of_channel(tx, id)? else {
        return Ok(Availability { attendance: Attendance::There, departments: Vec::new() });
    };
    let facts = facts::of_channel(tx, id)?.ok_or(Refused::NoChannel)?;
    let decided = routes.get(tx, workstream, version)?.route(&facts).queue;
    let (there, now) = (agent_work::there(tx)?, tx.now());
    let queue = queues::find(tx, decided)?;
    let attendance = queue.as_ref().map_or(Ok(Attendance::There), |queue| attendance(queue, &there, now))?;
    // The older chat shows its departments to everybody; elsewhere the names of queues are the company's affair.
    let departments = match channel.kind {
        ChannelKind::Chat => {
            let draft = workstreams::find(tx, workstream)?.map(|found| found.draft);
            let led_to = |draft: &Draft| {
                let by_rules: Vec<_> = draft.rules.iter().map(|rule| rule.queue).collect();
                by_rules.into_iter().chain([draft.fallback])
            };
            let named: Vec<QueueId> = draft.iter().flat_map(led_to).collect();
            let all = queues::all(tx)?.into_iter().filter(|queue| named.contains(&queue.id));
            all.map(|queue| department(queue, &there, now)).collect::<Step<_>>()?
        }
        ChannelKind::Messaging | ChannelKind::Omnichannel | ChannelKind::Apple => Vec::new(),
    };
    Ok(Availability { attendance, departments })
}

fn department(queue: Queue, there: &[(QueueId, Candidate)], now: Millis) -> Step<Department> {
    let attendance = attendance(&queue, there, now)?;
    Ok(Department { id: queue.id, name: queue.name, attendance })
}

fn attendance(queue: &Queue, there: &[(QueueId, Candidate)], now: Millis) -> Step<Attendance> {
    let own = there.iter().filter(|(of, _)| *of == queue.id).map(|(_, candidate)| candidate);
    Ok(Attendance::of(facts::is_open(queue, now)?, queue.pushes, own))
}
