//! No ticket is forgotten (ROU-4): whatever comes to wait in a queue that was deleted meanwhile, or in none, waits where the rules
//! want it.

use bonafide_domain::{
    changed::Changed,
    id::{ConversationId, QueueId},
    ticket::{Status, TicketChange, WaitsChange},
};
use bonafide_server::use_cases::{Refused, Step, change_ticket::Change, queues};
use bonafide_store::messages::Visibility;

use super::{agent, signed_in, solved, written};
use crate::{
    device::Device,
    world::{World, on_both, refusal},
};

/// What somebody new wrote, its ticket changed so and in a queue that is deleted since.
fn in_a_deleted_queue<'w>(
    world: &'w World,
    queue: &str,
    standing: TicketChange,
) -> (Device<'w>, ConversationId) {
    let queue = world.queue(queue, &[]);
    let (device, conversation) = written(world);
    world.do_routing();
    let waits = WaitsChange { queue: Changed::To(queue), priority: None };
    world.change(world.only_ticket(conversation).id, Change { standing, waits }).unwrap();
    delete(world, queue).unwrap();
    (device, conversation)
}

fn delete(world: &World, queue: QueueId) -> Step<()> {
    let by = world.administrator.clone();
    world.write(move |tx| queues::delete(tx, &by, queue))
}

fn stands(status: Status) -> TicketChange {
    TicketChange { status: Some(status), assignee: Changed::Stays }
}

/// The queue that everything comes into, whose agent is not there yet.
fn fallback(world: &World) -> QueueId {
    let queue = world.queue("Others", &[agent(world)]);
    world.route_by(vec![], queue);
    queue
}

/// Each waits in the queue, and is given to its agent once they are there.
fn wait_and_are_given(world: &World, queue: QueueId, conversations: &[ConversationId]) {
    world.do_routing();
    for conversation in conversations {
        assert_eq!(world.waits(*conversation), (Some(queue), 0, None));
    }
    world.available(&world.agent, true);
    world.do_routing();
    for conversation in conversations {
        assert_eq!(world.waits(*conversation).2, Some(agent(world)));
    }
}

on_both! {
    fn only_queues_that_nobody_needs_are_deleted(world) {
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        world.route_by(vec![signed_in(known)], others);
        assert_eq!(refusal(delete(world, known)), Refused::QueueInUse);
        assert_eq!(refusal(delete(world, others)), Refused::QueueInUse);
        let spare = world.queue("Spare", &[]);
        let (_, conversation) = written(world);
        world.do_routing();
        let waits = WaitsChange { queue: Changed::To(spare), priority: None };
        let change = Change { standing: TicketChange::default(), waits };
        world.change(world.only_ticket(conversation).id, change).unwrap();
        assert_eq!(refusal(delete(world, spare)), Refused::QueueInUse);
        solved(world, conversation);
        delete(world, spare).unwrap();
    }

    fn rou_4_whoever_writes_again_waits_where_the_rules_want_it_if_their_queue_was_deleted(world) {
        let others = fallback(world);
        let both = [("Spare", Status::Pending), ("Another", Status::Solved)].map(|(queue, status)| {
            let (mut device, conversation) = in_a_deleted_queue(world, queue, stands(status));
            device.say("Is anybody there?").unwrap();
            conversation
        });
        wait_and_are_given(world, others, &both);
    }

    fn rou_4_what_an_agent_lets_go_waits_where_the_rules_want_it_if_its_queue_was_deleted(world) {
        let others = fallback(world);
        let assigned = TicketChange { status: None, assignee: Changed::To(agent(world)) };
        let (_, conversation) = in_a_deleted_queue(world, "Spare", assigned);
        let let_go = TicketChange { status: None, assignee: Changed::Nothing };
        world.change(world.only_ticket(conversation).id, let_go).unwrap();
        wait_and_are_given(world, others, &[conversation]);
    }

    fn rou_4_what_an_agent_opens_again_waits_where_the_rules_want_it_if_its_queue_was_deleted(world) {
        let others = fallback(world);
        let (_, conversation) = in_a_deleted_queue(world, "Spare", stands(Status::Solved));
        world.do_routing();
        assert_eq!(world.only_ticket(conversation).status, Status::Solved, "nobody waits");
        world.change(world.only_ticket(conversation).id, stands(Status::Open)).unwrap();
        wait_and_are_given(world, others, &[conversation]);
    }

    fn rou_4_what_an_agent_began_and_solved_waits_where_the_rules_want_it_once_somebody_answers(world) {
        let others = fallback(world);
        let (mut device, conversation) = written(world);
        world.do_routing();
        world.set_ticket(world.only_ticket(conversation).id, Status::Closed, 0);
        world.answer(conversation, Visibility::All, "By the way: it has arrived.").unwrap();
        let begun = world.tickets(conversation).pop().unwrap();
        let put_away = TicketChange { status: Some(Status::Solved), assignee: Changed::Nothing };
        world.change(begun.id, put_away).unwrap();
        device.say("Thank you, but it is broken.").unwrap();
        world.do_routing();
        let answered = world.tickets(conversation).pop().unwrap();
        assert_eq!((answered.id, answered.queue.map(|queue| queue.id)), (begun.id, Some(others)));
    }

    fn rou_7_whoever_writes_again_to_the_agent_who_has_the_ticket_moves_nothing(world) {
        fallback(world);
        let theirs = TicketChange { status: Some(Status::Pending), assignee: Changed::To(agent(world)) };
        let (mut device, conversation) = in_a_deleted_queue(world, "Spare", theirs);
        device.say("Is anybody there?").unwrap();
        let before = world.happenings(conversation);
        world.do_routing();
        assert_eq!(world.happenings(conversation), before);
        assert_eq!(world.waits(conversation).2, Some(agent(world)));
    }

    fn rou_4_a_ticket_that_comes_back_when_a_merge_is_undone_waits_where_the_rules_want_it(world) {
        let others = fallback(world);
        let spare = world.queue("Spare", &[]);
        let ((one, undone), (into, kept)) = (written(world), written(world));
        world.do_routing();
        let ticket = world.only_ticket(undone).id;
        let waits = WaitsChange { queue: Changed::To(spare), priority: None };
        world.change(ticket, Change { standing: TicketChange::default(), waits }).unwrap();
        let merge = world.merge(one.user(), into.user()).unwrap().id;
        delete(world, spare).unwrap();
        world.undo(merge).unwrap();
        assert_eq!(world.only_ticket(undone).id, ticket);
        wait_and_are_given(world, others, &[undone, kept]);
    }

    fn rou_4_a_ticket_that_a_merge_opens_again_waits_where_the_rules_want_it(world) {
        let others = fallback(world);
        let (into, kept) = in_a_deleted_queue(world, "Spare", stands(Status::Solved));
        let (one, _) = written(world);
        world.merge(one.user(), into.user()).unwrap();
        let opened = world.tickets(kept).into_iter().find(|ticket| ticket.status == Status::Open);
        let opened = opened.unwrap();
        world.do_routing();
        let waits = world.tickets(kept).into_iter().find(|ticket| ticket.id == opened.id).unwrap();
        assert_eq!(waits.queue.map(|queue| queue.id), Some(others));
    }
}
