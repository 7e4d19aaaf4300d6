//! Queues that are deleted while tickets come to wait in them (ROU-4).

use bonafide_domain::{
    changed::Changed,
    id::{ConversationId, QueueId},
    ticket::{Status, TicketChange, WaitsChange},
};
use bonafide_server::use_cases::{
    Refused,
    change_ticket::{Change, change_ticket},
    queues,
};

use super::{RACERS, everywhere, race, settled};
use crate::{
    device::{Device, client_id},
    world::World,
};

/// What somebody wrote whose ticket is in a queue, and waits there for nobody as long as it stands so.
fn put_aside(world: &World, queue: QueueId, standing: TicketChange) -> (Device<'_>, ConversationId) {
    let mut device = world.device();
    let conversation = device.say("Hello").unwrap().conversation.0;
    world.do_routing();
    let waits = WaitsChange { queue: Changed::To(queue), priority: None };
    world.change(world.tickets(conversation)[0].id, Change { standing, waits }).unwrap();
    (device, conversation)
}

everywhere! {
    fn rou_4_no_ticket_is_forgotten_in_a_queue_that_is_deleted_as_it_comes(world) {
        let others = world.queue(&client_id(), &[]);
        world.route_anew(others);
        let solved = TicketChange { status: Some(Status::Solved), assignee: Changed::Stays };
        let (agent, token) = world.hire(&client_id());
        let theirs = TicketChange { status: None, assignee: Changed::To(agent) };
        let let_go = TicketChange { status: None, assignee: Changed::Nothing };
        let spare: Vec<_> = (0..RACERS / 4).map(|_| world.queue(&client_id(), &[])).collect();
        let solved: Vec<_> = spare.iter().map(|queue| put_aside(world, *queue, solved)).collect();
        let theirs: Vec<_> = spare.iter().map(|queue| put_aside(world, *queue, theirs)).collect();
        let elsewhere: Vec<_> =
            spare.iter().map(|_| put_aside(world, others, TicketChange::default())).collect();
        race(|n| {
            let (own, token) = (n / 4, token.clone());
            match n % 4 {
                0 => settled(solved[own].0.clone().on(n).say("Again")).map(drop).unwrap(),
                1 => {
                    let (id, change) = (world.tickets(theirs[own].1)[0].id, let_go.into());
                    settled(world.write_on(n, move |tx| change_ticket(tx, &token, id, &change))).unwrap();
                }
                2 => {
                    let id = world.tickets(elsewhere[own].1)[0].id;
                    let waits = WaitsChange { queue: Changed::To(spare[own]), priority: None };
                    let change = Change { standing: TicketChange::default(), waits };
                    match settled(world.write_on(n, move |tx| change_ticket(tx, &token, id, &change))) {
                        Ok(_) | Err(Refused::Invalid(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                _ => {
                    let (by, queue) = (world.administrator.clone(), spare[own]);
                    match settled(world.write_on(n, move |tx| queues::delete(tx, &by, queue))) {
                        Ok(()) | Err(Refused::QueueInUse) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
            }
        });
        world.do_routing();
        let by = world.administrator.clone();
        let there: Vec<_> = world.read(move |tx| queues::list(tx, &by)).unwrap();
        for (_, conversation) in solved.iter().chain(&theirs).chain(&elsewhere) {
            let queue = world.tickets(*conversation)[0].queue.as_ref().map(|queue| queue.id);
            assert!(there.iter().any(|it| Some(it.queue.id) == queue), "{queue:?} is no queue");
        }
    }
}
