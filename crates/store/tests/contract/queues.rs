//! The contract of `queues`.

use bonafide_domain::{
    id::{QueueId, TicketId},
    routing::{HoursDraft, Opening, Place, Weekday},
    ticket::{Standing, Status, Waits},
    time::Millis,
};
use bonafide_store::{
    Result, Tx, agents,
    agents::Colleague,
    conversations,
    queues::{self, Queue, Waiting},
    ticket_waits, tickets,
};

use crate::{
    furnish::{AGENT, MARA, agent, anonymous, conversation, id, queue, ticket},
    world::{BEGIN, World, on_both},
};

const QUEUE: QueueId = id(50);

fn hours() -> HoursDraft {
    let opening = Opening { day: Weekday::Monday, from: "09:00".into(), to: "17:00".into() };
    HoursDraft {
        time_zone: "Europe/Zurich".into(),
        weekly: vec![opening],
        holidays: vec!["2026-12-25".into()],
    }
}

fn whole() -> Queue {
    Queue {
        hours: Some(hours()),
        closed_text: Some("Bis morgen ü".into()),
        tells_waiting: true,
        ..queue(50, "Gold")
    }
}

/// Ticket `byte` in a conversation of its own, which waits in the queue.
fn waits(tx: &mut Tx<'_>, byte: u8, priority: i64) -> Result<()> {
    let user = anonymous(tx, byte)?;
    conversation(tx, byte, user)?;
    ticket(tx, byte, id(byte), user)?;
    ticket_waits::set(tx, id(byte), &Waits { queue: Some(QUEUE), priority })
}

fn first(world: &World) -> Option<Waiting> {
    world.write(|tx| queues::first_waiting(tx, QUEUE))
}

fn put(world: &World, byte: u8, standing: Standing) {
    world.write(move |tx| tickets::set_standing(tx, id(byte), &standing));
}

on_both! {
    fn a_queue_is_read_back_as_it_was_written(world) {
        world.write(|tx| queues::insert(tx, &whole()));
        assert_eq!(world.write(|tx| queues::find(tx, QUEUE)), Some(whole()));
        assert_eq!(world.elsewhere(|tx| queues::find(tx, QUEUE)), None);
        assert_eq!(world.write(|tx| queues::take(tx, QUEUE)), Some(whole()));
        assert_eq!(world.elsewhere(|tx| queues::take(tx, QUEUE)), None);
        assert!(world.write(|tx| queues::hold(tx, QUEUE)));
        assert!(!world.elsewhere(|tx| queues::hold(tx, QUEUE)));
        let other = Queue { id: QUEUE, ..queue(50, "Silver") };
        let changed = other.clone();
        assert!(world.write(move |tx| queues::update(tx, &changed)));
        assert_eq!(world.write(|tx| queues::find(tx, QUEUE)), Some(other));
        assert!(!world.write(|tx| queues::update(tx, &queue(99, "none"))));
        assert!(!world.elsewhere(|tx| queues::update(tx, &queue(50, "theirs"))));
    }

    fn queues_come_by_name_and_a_name_is_one_queues(world) {
        world.write(|tx| {
            queues::insert(tx, &queue(50, "b"))?;
            queues::insert(tx, &queue(51, "a"))
        });
        let names: Vec<_> = world.write(queues::all).into_iter().map(|queue| queue.name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(world.elsewhere(queues::all), []);
        assert_eq!(world.refused(|tx| queues::insert(tx, &queue(52, "a"))), "queues_name");
        assert_eq!(world.refused(|tx| queues::update(tx, &queue(50, "a")).map(drop)), "queues_name");
        assert!(world.write(|tx| queues::delete(tx, id(51))));
        world.write(|tx| queues::insert(tx, &queue(52, "a")));
    }

    fn a_deleted_queue_is_gone_and_its_tickets_still_name_it(world) {
        world.write(|tx| {
            queues::insert(tx, &whole())?;
            queues::set_members(tx, QUEUE, &[AGENT])?;
            waits(tx, 60, 0)
        });
        assert!(!world.elsewhere(|tx| queues::delete(tx, QUEUE)));
        assert!(world.write(|tx| queues::delete(tx, QUEUE)));
        assert!(!world.write(|tx| queues::delete(tx, QUEUE)));
        assert_eq!(world.write(|tx| queues::find(tx, QUEUE)), None);
        assert_eq!(world.write(|tx| queues::take(tx, QUEUE)), None);
        assert!(!world.write(|tx| queues::hold(tx, QUEUE)));
        assert_eq!((world.write(queues::all), world.write(queues::members)), (vec![], vec![]));
        let ticket = world.write(|tx| tickets::find(tx, id(60))).unwrap();
        assert_eq!(ticket.queue.map(|queue| queue.name).as_deref(), Some("Gold"));
    }

    fn rou_4_agents_belong_to_queues(world) {
        world.write(|tx| {
            agents::insert(tx, &agent(2, "Ada"), "ada@example.com")?;
            queues::insert(tx, &queue(50, "b"))?;
            queues::insert(tx, &queue(51, "a"))?;
            queues::set_members(tx, QUEUE, &[AGENT, id(2), AGENT])?;
            queues::set_members(tx, id(51), &[AGENT])
        });
        let ada = Colleague { id: id(2), name: "Ada".into() };
        let own = Colleague { id: AGENT, name: "Home agent".into() };
        let members = vec![(QUEUE, ada), (QUEUE, own.clone()), (id(51), own.clone())];
        assert_eq!(world.write(queues::members), members);
        assert_eq!(world.elsewhere(queues::members), []);
        world.write(|tx| queues::set_members(tx, QUEUE, &[AGENT]));
        assert_eq!(world.write(queues::members), [(QUEUE, own.clone()), (id(51), own)]);
        assert!(world.impossible(|tx| queues::set_members(tx, QUEUE, &[id(99)])));
        assert!(world.impossible(|tx| queues::set_members(tx, id(99), &[AGENT])));
    }

    fn rou_4_higher_priority_goes_first_then_longest_waiting(world) {
        world.write(|tx| queues::insert(tx, &whole()));
        assert_eq!(first(world), None);
        for (byte, priority) in [(60, 0), (61, 5), (62, 5)] {
            world.later(1);
            world.write(move |tx| waits(tx, byte, priority));
        }
        for (next, priority, since) in [(61, 5, 2), (62, 5, 3), (60, 0, 1)] {
            let ticket: TicketId = id(next);
            let place = Place::new(priority, Millis::new(BEGIN.as_i64() + since), ticket);
            assert_eq!(first(world), Some(Waiting { ticket, conversation: id(next), place }));
            put(world, next, Standing { status: Status::Open, assignee: Some(AGENT) });
        }
        assert_eq!(first(world), None);
        assert_eq!(world.elsewhere(|tx| queues::first_waiting(tx, QUEUE)), None);
    }

    fn rou_4_whoever_has_an_answer_does_not_wait_and_waits_anew_when_they_write_again(world) {
        world.write(|tx| {
            queues::insert(tx, &whole())?;
            waits(tx, 60, 0)
        });
        for status in [Status::Pending, Status::Solved, Status::Closed] {
            put(world, 60, Standing { status, assignee: None });
            assert_eq!(first(world), None, "{status:?}");
            assert_eq!(world.write(|tx| queues::count_waiting(tx, QUEUE)), 0);
        }
        put(world, 60, Standing { status: Status::Pending, assignee: None });
        world.later(9);
        world.write(|tx| tickets::touch(tx, id(60), Some(Status::Open)));
        let place = |after| Some(Place::new(0, Millis::new(BEGIN.as_i64() + after), id(60)));
        assert_eq!(first(world).map(|waiting| waiting.place), place(9));
        world.later(9);
        world.write(|tx| tickets::touch(tx, id(60), Some(Status::Open)));
        assert_eq!(first(world).map(|waiting| waiting.place), place(9), "it waited already");
    }

    fn rou_4_those_that_wait_come_in_their_order_with_whose_they_are(world) {
        world.write(|tx| queues::insert(tx, &whole()));
        for (byte, priority) in [(60, 0), (61, 5), (62, 5)] {
            world.later(1);
            world.write(move |tx| waits(tx, byte, priority));
        }
        let line = world.write(|tx| queues::line(tx, QUEUE, 9));
        assert_eq!(line.iter().map(|it| it.conversation).collect::<Vec<_>>(), [id(61), id(62), id(60)]);
        assert_eq!(line.first().map(|it| it.place), first(world).map(|waiting| waiting.place));
        let whose = world.write(|tx| conversations::find(tx, id(62))).unwrap().user;
        assert_eq!(line.get(1).map(|it| it.user), Some(whose));
        assert_eq!(world.write(|tx| queues::line(tx, QUEUE, 2)), line[..2]);
        put(world, 61, Standing { status: Status::Open, assignee: Some(AGENT) });
        assert_eq!(world.write(|tx| queues::line(tx, QUEUE, 9)), line[1..]);
        assert_eq!(world.write(|tx| queues::line(tx, id(51), 9)), []);
        assert_eq!(world.elsewhere(|tx| queues::line(tx, QUEUE, 9)), []);
    }

    fn rou_4_those_that_wait_are_counted(world) {
        world.write(|tx| {
            queues::insert(tx, &whole())?;
            waits(tx, 60, 0)?;
            waits(tx, 61, 3)?;
            conversation(tx, 20, MARA)?;
            ticket(tx, 62, id(20), MARA).map(drop)
        });
        assert_eq!(world.write(|tx| queues::count_waiting(tx, QUEUE)), 2);
        assert_eq!(world.write(|tx| queues::count_waiting(tx, id(51))), 0);
        assert_eq!(world.elsewhere(|tx| queues::count_waiting(tx, QUEUE)), 0);
    }
}
