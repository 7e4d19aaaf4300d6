//! The rows about routing (ROU).

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{BadRequest, Busy, ChannelNotFound, NameTaken, NotFound, QueueInUse, Unavailable},
        Route,
        Who::{Administrator, Agent},
        delete, get,
        handlers::{availability, routing},
        post, put,
    },
    wire,
};

/// The largest body with the rules of a workstream, in bytes: a thousand of them (ROU-1), each with twenty conditions of 140 bytes.
const RULES_BYTES: usize = 3_000_000;

/// Queues, workstreams, and how agents work.
pub(super) fn routing() -> Vec<Route> {
    use wire::{
        availability::{Availability, AvailabilityOf},
        channel::Brands,
        queue::{Capacities, KeepQueue, Queue, Queues, SetCapacity, SetPresence, Work},
        ticket::Taken,
        trial::{RulesTried, TryRules},
        workstream::{KeepWorkstream, Workstream, Workstreams},
    };
    vec![
        get("/client/v1/availability", availability::read)
            .summary("Tells whether anybody is there for somebody who writes on a channel now")
            .asks::<AvailabilityOf>()
            .gives::<Availability>()
            .fails(&[BadRequest, ChannelNotFound, Busy, Unavailable]),
        get("/admin/v1/queues", routing::queues)
            .who(Administrator)
            .summary("Lists the queues, by name")
            .gives::<Queues>(),
        post("/admin/v1/queues", routing::create_queue)
            .who(Administrator)
            .summary("Makes a queue")
            .takes::<KeepQueue>()
            .gives::<Queue>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, NameTaken]),
        put("/admin/v1/queues/{id}", routing::change_queue)
            .who(Administrator)
            .summary("Puts another queue in the place of one")
            .takes::<KeepQueue>()
            .gives::<Queue>()
            .fails(&[BadRequest, NameTaken]),
        delete("/admin/v1/queues/{id}", routing::delete_queue)
            .who(Administrator)
            .summary("Deletes a queue that no workstream names and nobody waits in")
            .gives::<wire::Empty>()
            .fails(&[QueueInUse]),
        get("/admin/v1/workstreams", routing::workstreams)
            .who(Administrator)
            .summary("Lists the workstreams, by name")
            .gives::<Workstreams>(),
        post("/admin/v1/workstreams", routing::create_workstream)
            .who_administrators_with(RULES_BYTES)
            .summary("Makes a workstream")
            .takes::<KeepWorkstream>()
            .gives::<Workstream>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, NameTaken]),
        put("/admin/v1/workstreams/{id}", routing::change_workstream)
            .who_administrators_with(RULES_BYTES)
            .summary("Puts another workstream in the place of one")
            .takes::<KeepWorkstream>()
            .gives::<Workstream>()
            .fails(&[BadRequest, NameTaken]),
        delete("/admin/v1/workstreams/{id}", routing::delete_workstream)
            .who(Administrator)
            .summary("Deletes a workstream")
            .gives::<wire::Empty>(),
        post("/admin/v1/routing/trial", routing::try_rules)
            .who_administrators_with(RULES_BYTES)
            .summary("Tells where rules would send somebody and why, and changes nothing")
            .takes::<TryRules>()
            .gives::<RulesTried>()
            .fails(&[BadRequest, NotFound]),
        get("/admin/v1/brands", routing::brands)
            .who(Administrator)
            .summary("Lists the brands, oldest first")
            .gives::<Brands>(),
        get("/admin/v1/capacities", routing::capacities)
            .who(Administrator)
            .summary("Lists how many tickets agents may be given at once")
            .gives::<Capacities>(),
        put("/admin/v1/capacities/{agent}", routing::set_capacity)
            .who(Administrator)
            .summary("Sets how many tickets an agent may be given at once")
            .takes::<SetCapacity>()
            .gives::<wire::Empty>(),
        get("/agent/v1/work", routing::work)
            .who(Agent)
            .summary("Reads how the agent works, and what waits in the queues")
            .gives::<Work>(),
        put("/agent/v1/presence", routing::set_presence)
            .who(Agent)
            .summary("Says whether the agent is there, and may be given tickets")
            .takes::<SetPresence>()
            .gives::<Work>(),
        post("/agent/v1/next-ticket", routing::take_next)
            .who(Agent)
            .summary("Takes the next ticket of the agent's queues by hand")
            .takes::<wire::Empty>()
            .gives::<Taken>(),
    ]
}
