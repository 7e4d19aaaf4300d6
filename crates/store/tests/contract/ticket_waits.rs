//! The contract of `ticket_waits`.

use bonafide_domain::{
    id::{QueueId, TicketId},
    ticket::{Standing, Status, Waits},
};
use bonafide_store::{
    conversations, queues, ticket_waits,
    tickets::{self, InQueue, View},
    workstreams::{self, Workstream},
};

use crate::{
    furnish::{AGENT, CHANNEL, anonymous, conversation, id, queue, ticket},
    tickets::{CONVERSATION, begin, only, put, view},
    world::{World, on_both},
};

const QUEUE: QueueId = id(50);

/// A workstream for the channel.
fn routes(world: &World) {
    world.write(|tx| {
        let draft = bonafide_domain::routing::Draft { variables: vec![], rules: vec![], fallback: QUEUE };
        workstreams::insert(tx, &Workstream { id: id(70), name: "Shop".into(), draft })?;
        workstreams::set_channels(tx, id(70), &[CHANNEL])
    });
}

fn due(world: &World) -> Vec<TicketId> {
    world.write(|tx| ticket_waits::to_be_routed(tx, 9)).into_iter().map(|(ticket, _)| ticket).collect()
}

on_both! {
    fn rou_2_a_ticket_waits_in_a_queue_with_a_priority(world) {
        begin(world);
        world.write(|tx| queues::insert(tx, &queue(50, "Gold")));
        let found = |world: &World| world.write(|tx| ticket_waits::hold(tx, id(40)));
        assert_eq!(found(world), Some(Waits { queue: None, priority: 0 }));
        let waits = Waits { queue: Some(QUEUE), priority: 7 };
        world.write(move |tx| ticket_waits::set(tx, id(40), &waits));
        assert_eq!(found(world), Some(waits));
        let ticket = only(world);
        assert_eq!(ticket.queue, Some(InQueue { id: QUEUE, name: "Gold".into() }));
        assert_eq!(ticket.priority, 7);
        assert_eq!(world.write(|tx| ticket_waits::hold(tx, id(99))), None);
        assert_eq!(world.elsewhere(|tx| ticket_waits::hold(tx, id(40))), None);
        world.elsewhere(|tx| ticket_waits::set(tx, id(40), &Waits { queue: None, priority: 0 }));
        assert_eq!(found(world), Some(waits));
        world.write(|tx| ticket_waits::set(tx, id(40), &Waits { queue: None, priority: 0 }));
        assert_eq!(only(world).queue, None);
    }

    fn rou_4_in_a_queue_that_was_deleted_a_ticket_waits_nowhere(world) {
        begin(world);
        world.write(|tx| {
            queues::insert(tx, &queue(50, "Gold"))?;
            ticket_waits::set(tx, id(40), &Waits { queue: Some(QUEUE), priority: 7 })
        });
        assert!(world.write(|tx| queues::delete(tx, QUEUE)));
        let waits = world.write(|tx| ticket_waits::hold(tx, id(40)));
        assert_eq!(waits, Some(Waits { queue: None, priority: 7 }));
        assert_eq!(only(world).queue, Some(InQueue { id: QUEUE, name: "Gold".into() }), "what was is still seen");
    }

    fn rou_1_the_rules_decide_about_tickets_of_channels_that_have_some(world) {
        begin(world);
        assert!(!world.write(|tx| ticket_waits::route_later(tx, id(40))));
        assert_eq!(due(world), []);
        routes(world);
        assert!(world.write(|tx| ticket_waits::route_later(tx, id(40))));
        assert!(!world.write(|tx| ticket_waits::route_later(tx, id(99))));
        assert_eq!(world.write(|tx| ticket_waits::to_be_routed(tx, 9)), [(id(40), CONVERSATION)]);
        assert!(world.write(|tx| ticket_waits::is_to_be_routed(tx, id(40))));
        assert_eq!(world.elsewhere(|tx| ticket_waits::to_be_routed(tx, 9)), []);
        assert!(!world.elsewhere(|tx| ticket_waits::is_to_be_routed(tx, id(40))));
        assert!(!world.elsewhere(|tx| ticket_waits::route_later(tx, id(40))));
        world.write(|tx| ticket_waits::set(tx, id(40), &Waits { queue: Some(QUEUE), priority: 0 }));
        assert_eq!(due(world), []);
        assert!(!world.write(|tx| ticket_waits::is_to_be_routed(tx, id(40))));
    }

    fn rou_1_the_oldest_ticket_is_decided_about_first(world) {
        routes(world);
        for byte in [62, 60, 61] {
            world.write(move |tx| {
                let user = anonymous(tx, byte)?;
                conversation(tx, byte, user)?;
                ticket(tx, byte, id(byte), user)?;
                ticket_waits::route_later(tx, id(byte))
            });
        }
        assert_eq!(due(world), [id(60), id(61), id(62)]);
        assert_eq!(world.write(|tx| ticket_waits::to_be_routed(tx, 2)).len(), 2);
    }

    fn the_view_of_a_queue_has_what_is_to_be_worked_on(world) {
        world.write(|tx| queues::insert(tx, &queue(50, "Gold")));
        for (byte, status) in (60..).zip(Status::ALL) {
            world.later(1);
            world.write(move |tx| {
                let user = anonymous(tx, byte)?;
                conversation(tx, byte, user)?;
                ticket(tx, byte, id(byte), user)?;
                ticket_waits::set(tx, id(byte), &Waits { queue: Some(QUEUE), priority: 0 })
            });
            put(world, byte, status, Some(AGENT));
        }
        assert_eq!(view(world, View::Queue(QUEUE)), [62, 61, 60]);
        assert_eq!(view(world, View::Queue(id(51))), [0_u8; 0]);
    }

    fn mrg_3_a_ticket_that_goes_on_keeps_its_queue(world) {
        begin(world);
        world.write(|tx| {
            queues::insert(tx, &queue(50, "Gold"))?;
            ticket_waits::set(tx, id(40), &Waits { queue: Some(QUEUE), priority: 1 })?;
            tickets::set_status_and_priority(tx, id(40), Status::Open, 4)?;
            tickets::set_standing(tx, id(40), &Standing { status: Status::Open, assignee: None })
        });
        let waits = world.write(|tx| ticket_waits::hold(tx, id(40)));
        assert_eq!(waits, Some(Waits { queue: Some(QUEUE), priority: 4 }));
        assert!(world.write(|tx| conversations::find(tx, CONVERSATION)).is_some());
    }
}
