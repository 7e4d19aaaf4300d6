//! The contract of `tickets`.

mod closing;

use bonafide_domain::{
    id::{AgentId, ConversationId, TicketId},
    identity::TicketSeam,
    ticket::{LiveTicket, Standing, Status},
    time::Millis,
};
use bonafide_store::{
    StoreError, agents,
    agents::Colleague,
    conversations,
    tickets::{self, Counts, InboxLine, Ticket, View},
};

use crate::{
    furnish::{AGENT, HANNA, MARA, agent, anonymous, answer, conversation, id, ticket},
    world::{BEGIN, HOME, NOBODY, World, on_both},
};

pub const CONVERSATION: ConversationId = id(20);

/// Mara's conversation with a new ticket, which has the number 1.
pub fn begin(world: &World) {
    world.write(|tx| {
        conversation(tx, 20, MARA)?;
        tickets::insert(tx, id(40), CONVERSATION, MARA)
    });
}

fn new() -> Ticket {
    Ticket {
        id: id(40),
        number: 1,
        conversation: CONVERSATION,
        requester: MARA,
        status: Status::New,
        priority: 0,
        merged_into: None,
        last_activity_at: BEGIN,
        assignee: None,
        queue: None,
    }
}

pub fn only(world: &World) -> Ticket {
    let tickets = world.write(|tx| tickets::of_conversation(tx, CONVERSATION));
    assert_eq!(tickets.len(), 1);
    tickets[0].clone()
}

fn now(after: i64) -> Millis {
    Millis::new(BEGIN.as_i64() + after)
}

/// Twenty tickets, each in a conversation of its own; the last activity of ticket `n` is `n / 4`.
fn twenty(world: &World) {
    for step in 0..5 {
        world.write(move |tx| {
            for byte in 100 + 4 * step..104 + 4 * step {
                let user = anonymous(tx, byte)?;
                let conversation = conversation(tx, byte, user)?;
                ticket(tx, byte, conversation, user)?;
            }
            Ok(())
        });
        world.later(1);
    }
}

fn inbox(world: &World, before: Option<(Millis, TicketId)>, limit: i64) -> Vec<InboxLine> {
    world.write(move |tx| tickets::inbox(tx, View::All, before, limit))
}

/// Puts a ticket where it is to stand.
pub fn put(world: &World, byte: u8, status: Status, assignee: Option<AgentId>) {
    world.write(move |tx| tickets::set_standing(tx, id(byte), &Standing { status, assignee }));
}

/// The numbers of the ids of a view's tickets, in its order.
pub fn view(world: &World, view: View) -> Vec<u8> {
    let lines = world.write(move |tx| tickets::inbox(tx, view, None, 99));
    lines.iter().map(|line| line.ticket.id.as_bytes()[0]).collect()
}

/// Ticket 100 and so on, one of each status and assignee, each later than the one before.
fn one_of_each(world: &World) {
    world.write(|tx| agents::insert(tx, &agent(2, "Jo"), "jo@example.com"));
    let assignees = [None, Some(AGENT), Some(id(2))];
    let standings = Status::ALL.into_iter().flat_map(|status| assignees.map(|assignee| (status, assignee)));
    for (byte, (status, assignee)) in (100..).zip(standings) {
        world.later(1);
        world.write(move |tx| {
            let user = anonymous(tx, byte)?;
            let conversation = conversation(tx, byte, user)?;
            ticket(tx, byte, conversation, user)
        });
        put(world, byte, status, assignee);
    }
}

on_both! {
    fn a_new_ticket_has_the_next_number(world) {
        begin(world);
        assert_eq!(only(world), new());
        world.write(|tx| {
            conversation(tx, 21, HANNA)?;
            ticket(tx, 41, id(21), HANNA)
        });
        assert_eq!(world.write(|tx| tickets::of_conversation(tx, id(21)))[0].number, 2);
    }

    fn tkt_1_a_conversation_has_one_live_ticket(world) {
        begin(world);
        assert_eq!(world.refused(|tx| ticket(tx, 41, CONVERSATION, MARA)), "tickets_open");
        world.write(|tx| {
            tickets::touch(tx, id(40), Some(Status::Closed))?;
            ticket(tx, 41, CONVERSATION, MARA)
        });
        let numbers = world.write(|tx| tickets::of_conversation(tx, CONVERSATION));
        assert_eq!(
            numbers.iter().map(|ticket| (ticket.id, ticket.number)).collect::<Vec<_>>(),
            [(id(40), 1), (id(41), 2)]
        );
        let reopened = world.refused(|tx| tickets::touch(tx, id(40), Some(Status::Open)));
        assert_eq!(reopened, "tickets_open");
    }

    fn a_ticket_is_in_a_conversation_and_of_a_user_that_are_there(world) {
        world.write(|tx| conversation(tx, 20, MARA));
        assert!(world.impossible(|tx| ticket(tx, 40, id(99), MARA)));
        assert!(world.impossible(|tx| ticket(tx, 40, CONVERSATION, id(99))));
        begin_again(world);
    }

    fn a_number_that_was_undone_is_not_lost(world) {
        begin(world);
        let undone = world.try_in(HOME, |tx| {
            conversation(tx, 21, HANNA)?;
            ticket(tx, 41, id(21), HANNA)?;
            Err::<(), _>(StoreError::Busy)
        });
        assert_eq!(undone, Err(StoreError::Busy));
        world.write(|tx| {
            conversation(tx, 21, HANNA)?;
            ticket(tx, 41, id(21), HANNA)
        });
        assert_eq!(world.write(|tx| tickets::of_conversation(tx, id(21)))[0].number, 2);
    }

    fn what_happens_in_a_ticket_is_noted_with_where_it_stands(world) {
        begin(world);
        world.later(7);
        world.write(|tx| tickets::touch(tx, id(40), None));
        assert_eq!(only(world), Ticket { last_activity_at: now(7), ..new() });
        for status in Status::ALL {
            world.later(1);
            world.write(move |tx| tickets::touch(tx, id(40), Some(status)));
            assert_eq!(only(world).status, status);
        }
        world.write(|tx| tickets::touch(tx, TicketId::ZERO, Some(Status::Open)));
        world.elsewhere(|tx| tickets::touch(tx, id(40), Some(Status::Open)));
        assert_eq!(only(world), Ticket { status: Status::Closed, last_activity_at: now(12), ..new() });
    }

    fn mrg_3_the_ticket_that_goes_on_gets_status_and_priority(world) {
        begin(world);
        world.later(7);
        world.write(|tx| tickets::set_status_and_priority(tx, id(40), Status::Open, i64::MAX));
        let kept = Ticket { status: Status::Open, priority: i64::MAX, last_activity_at: now(7), ..new() };
        assert_eq!(only(world), kept);
    }

    fn mrg_3_the_other_ticket_is_closed_and_says_where_it_went(world) {
        begin(world);
        world.later(7);
        world.write(|tx| {
            conversation(tx, 21, HANNA)?;
            ticket(tx, 41, id(21), HANNA)?;
            tickets::close_into(tx, id(40), id(41))
        });
        let merged_into = Some(id(41));
        assert_eq!(
            only(world),
            Ticket { status: Status::Closed, merged_into, last_activity_at: now(7), ..new() }
        );
        assert!(world.impossible(|tx| tickets::touch(tx, id(40), Some(Status::Open))), "it never reopens");
        assert!(world.impossible(|tx| tickets::close_into(tx, id(41), id(99))));
    }

    fn mrg_12_a_ticket_is_again_what_it_was(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            ticket(tx, 30, id(20), MARA)?;
            ticket(tx, 31, id(21), HANNA)?;
            tickets::close_into(tx, id(31), id(30))?;
            conversations::join_into(tx, id(21), id(20))
        });
        let seam = TicketSeam { id: id(31), status: Status::Pending, priority: 4 };
        world.elsewhere(move |tx| tickets::restore(tx, &seam, id(21), MARA));
        world.write(move |tx| tickets::restore(tx, &seam, id(21), HANNA));
        let found = world.write(|tx| tickets::find(tx, id(31))).unwrap();
        assert_eq!((found.status, found.priority, found.merged_into), (Status::Pending, 4, None));
        assert_eq!((found.conversation, found.requester), (id(21), HANNA));
        assert_eq!(world.write(|tx| tickets::of_conversation(tx, id(20))).len(), 1);
    }

    fn mrg_12_a_ticket_goes_to_another_conversation(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            ticket(tx, 30, id(20), MARA)
        });
        let place = |world: &World| world.write(|tx| tickets::find(tx, id(30))).unwrap().conversation;
        world.elsewhere(|tx| tickets::set_root(tx, id(30), id(21)));
        world.write(|tx| tickets::set_root(tx, id(30), id(21)));
        assert_eq!(place(world), id(21));
        world.write(|tx| tickets::move_to(tx, id(30), id(20)));
        assert_eq!(place(world), id(20));
        assert!(world.impossible(|tx| tickets::set_root(tx, id(30), id(99))));
        assert!(world.impossible(|tx| tickets::move_to(tx, id(30), id(99))));
    }

    fn mrg_2_a_ticket_goes_on_with_another_requester(world) {
        begin(world);
        world.later(7);
        world.write(|tx| tickets::set_requester(tx, id(40), HANNA));
        assert_eq!(only(world), Ticket { requester: HANNA, ..new() });
        assert!(world.impossible(|tx| tickets::set_requester(tx, id(40), id(99))));
    }

    fn the_live_ticket_of_a_conversation_is_the_one_that_is_not_closed(world) {
        begin(world);
        world.write(|tx| tickets::set_status_and_priority(tx, id(40), Status::Solved, 3));
        let live = LiveTicket { id: id(40), status: Status::Solved, priority: 3 };
        assert_eq!(world.write(|tx| tickets::find_live(tx, CONVERSATION)), Some(live));
        assert_eq!(world.write(|tx| tickets::find_live(tx, ConversationId::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| tickets::find_live(tx, CONVERSATION)), None);
        world.write(|tx| tickets::touch(tx, id(40), Some(Status::Closed)));
        assert_eq!(world.write(|tx| tickets::find_live(tx, CONVERSATION)), None);
    }

    fn tickets_are_those_of_the_root(world) {
        begin(world);
        assert_eq!(world.elsewhere(|tx| tickets::of_conversation(tx, CONVERSATION)), []);
        world.write(|tx| {
            conversation(tx, 21, HANNA)?;
            conversations::join_into(tx, CONVERSATION, id(21))
        });
        assert_eq!(world.write(|tx| tickets::of_conversation(tx, CONVERSATION)), []);
        let joined = world.write(|tx| tickets::of_conversation(tx, id(21)));
        assert_eq!(joined, [Ticket { conversation: id(21), ..new() }]);
        assert_eq!(world.write(|tx| tickets::find_live(tx, id(21))).unwrap().id, id(40));
    }

    fn the_inbox_has_the_latest_activity_first_and_pages_without_gaps_or_doubles(world) {
        twenty(world);
        let whole = inbox(world, None, 99);
        let order: Vec<_> = whole.iter().map(|line| line.ticket.id).collect();
        assert_eq!(order, (100..120).rev().map(id).collect::<Vec<_>>());
        for size in [1, 3, 4, 19, 20] {
            let mut pages = Vec::new();
            let mut before = None;
            loop {
                let page = inbox(world, before, size);
                let Some(last) = page.last() else { break };
                assert!(page.len() <= usize::try_from(size).unwrap());
                before = Some((last.ticket.last_activity_at, last.ticket.id));
                pages.extend(page);
            }
            assert_eq!(pages, whole, "in pages of {size}");
        }
    }

    fn the_inbox_shows_the_last_message_and_no_closed_tickets(world) {
        begin(world);
        assert_eq!(inbox(world, None, 9), [InboxLine { ticket: new(), last_message: None }]);
        world.write(|tx| {
            let message = answer(tx, 30, CONVERSATION)?;
            let mut conversation = conversations::find(tx, CONVERSATION)?.unwrap();
            conversation.last_message = Some(message);
            conversations::save(tx, &conversation)
        });
        assert_eq!(inbox(world, None, 9)[0].last_message, Some(id(30)));
        assert_eq!(inbox(world, Some((BEGIN, TicketId::ZERO)), 9), []);
        assert_eq!(inbox(world, None, 0), []);
        world.write(|tx| tickets::touch(tx, id(40), Some(Status::Closed)));
        assert_eq!(inbox(world, None, 9), []);
        assert_eq!(world.elsewhere(|tx| tickets::inbox(tx, View::All, None, 9)), []);
        assert_eq!(world.try_in(NOBODY, |tx| tickets::inbox(tx, View::All, None, 9)), Ok(vec![]));
    }

    fn a_ticket_is_found_with_whose_work_it_is(world) {
        begin(world);
        assert_eq!(world.write(|tx| tickets::find(tx, id(40))), Some(new()));
        put(world, 40, Status::Pending, Some(AGENT));
        let assignee = Some(Colleague { id: AGENT, name: "Home agent".to_owned() });
        let given = Ticket { status: Status::Pending, assignee, ..new() };
        assert_eq!(world.write(|tx| tickets::find(tx, id(40))), Some(given.clone()));
        assert_eq!(only(world), given);
        assert_eq!(inbox(world, None, 9)[0].ticket, given);
        assert_eq!(world.write(|tx| tickets::find(tx, TicketId::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| tickets::find(tx, id(40))), None);
    }

    fn the_standing_of_a_ticket_is_what_agents_decide_about(world) {
        begin(world);
        let standing = || world.write(|tx| tickets::find_standing(tx, id(40)));
        assert_eq!(standing(), Some(Standing { status: Status::New, assignee: None }));
        put(world, 40, Status::Closed, Some(AGENT));
        assert_eq!(standing(), Some(Standing { status: Status::Closed, assignee: Some(AGENT) }));
        assert_eq!(world.write(|tx| tickets::find_standing(tx, TicketId::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| tickets::find_standing(tx, id(40))), None);
    }

    fn a_ticket_is_put_somewhere_and_given_to_somebody_who_is_there(world) {
        begin(world);
        world.later(7);
        put(world, 40, Status::Solved, None);
        assert_eq!(only(world), Ticket { status: Status::Solved, last_activity_at: now(7), ..new() });
        let strangers = Standing { status: Status::Open, assignee: Some(id(99)) };
        assert!(world.impossible(move |tx| tickets::set_standing(tx, id(40), &strangers)));
        world.elsewhere(|tx| {
            tickets::set_standing(tx, id(40), &Standing { status: Status::Closed, assignee: None })
        });
        assert_eq!(only(world).status, Status::Solved);
    }

    fn each_view_of_the_inbox_has_its_own_tickets(world) {
        one_of_each(world);
        let [new, open, pending, solved] = [100, 103, 106, 109];
        let expected = |bytes: &[u8]| bytes.iter().copied().rev().collect::<Vec<_>>();
        assert_eq!(view(world, View::All), (100..112).rev().collect::<Vec<_>>());
        assert_eq!(view(world, View::Open), (100..109).rev().collect::<Vec<_>>());
        assert_eq!(view(world, View::Solved), (109..112).rev().collect::<Vec<_>>());
        assert_eq!(view(world, View::Unassigned), expected(&[new, open, pending]));
        assert_eq!(view(world, View::Mine(AGENT)), expected(&[new + 1, open + 1, pending + 1]));
        assert_eq!(view(world, View::Mine(id(2))), expected(&[new + 2, open + 2, pending + 2]));
        assert_eq!(view(world, View::Mine(id(99))), [0; 0]);
        put(world, solved, Status::Closed, None);
        assert_eq!(view(world, View::Solved), expected(&[solved + 1, solved + 2]));
    }

    fn a_view_pages_without_gaps_or_doubles(world) {
        one_of_each(world);
        let mut pages = Vec::new();
        let mut before = None;
        while let [line] = &world.write(move |tx| tickets::inbox(tx, View::Mine(AGENT), before, 1))[..] {
            before = Some((line.ticket.last_activity_at, line.ticket.id));
            pages.push(line.ticket.id);
        }
        assert_eq!(pages, [id(107), id(104), id(101)]);
    }

    fn the_tickets_of_each_view_are_counted(world) {
        let count = |agent| world.write(move |tx| tickets::count(tx, agent));
        assert_eq!(count(AGENT), Counts { mine: 0, unassigned: 0, open: 0, solved: 0 });
        one_of_each(world);
        put(world, 104, Status::Solved, Some(AGENT));
        assert_eq!(count(AGENT), Counts { mine: 2, unassigned: 3, open: 8, solved: 4 });
        assert_eq!(count(id(2)), Counts { mine: 3, unassigned: 3, open: 8, solved: 4 });
        assert_eq!(count(id(99)).mine, 0);
        assert_eq!(world.write(tickets::count_live), 12);
        assert_eq!(world.elsewhere(tickets::count_live), 0);
        assert_eq!(world.try_in(NOBODY, tickets::count_live), Ok(0));
        let nothing = Counts { mine: 0, unassigned: 0, open: 0, solved: 0 };
        assert_eq!(world.elsewhere(|tx| tickets::count(tx, AGENT)), nothing);
    }
}

/// A ticket after two that were refused still has the number 1.
fn begin_again(world: &World) {
    world.write(|tx| tickets::insert(tx, id(40), CONVERSATION, MARA));
    assert_eq!(only(world), new());
}
