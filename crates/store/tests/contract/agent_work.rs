//! The contract of `agent_work`.

use bonafide_domain::{
    id::AgentId,
    limits,
    routing::Candidate,
    ticket::{Standing, Status},
    time::Millis,
};
use bonafide_store::{
    agent_work::{self, AgentWork},
    agents, params,
    queues::{self, Queue},
    tickets,
};

use crate::{
    furnish::{AGENT, agent, anonymous, conversation, id, queue, ticket},
    world::{BEGIN, World, on_both},
};

const NEVER: AgentWork =
    AgentWork { capacity: limits::CAPACITY_AT_FIRST, available: false, present_until: Millis::new(0) };

const BOTH: [AgentId; 2] = [AGENT, id(2)];

fn now(after: i64) -> Millis {
    Millis::new(BEGIN.as_i64() + after)
}

fn find(world: &World) -> AgentWork {
    world.write(|tx| agent_work::find(tx, AGENT))
}

/// A queue that gives out, with these agents, who are there for a second.
fn present(world: &World, byte: u8, agents: &'static [AgentId]) {
    world.write(move |tx| {
        queues::insert(tx, &queue(byte, &format!("queue {byte}")))?;
        queues::set_members(tx, id(byte), agents)?;
        for agent in agents {
            let until = Millis::new(tx.now().as_i64() + 1_000);
            agent_work::set_available(tx, *agent, Some(until))?;
        }
        Ok(())
    });
}

/// A ticket that an agent works.
fn works(world: &World, byte: u8, status: Status, assignee: Option<AgentId>) {
    world.write(move |tx| {
        let user = anonymous(tx, byte)?;
        conversation(tx, byte, user)?;
        ticket(tx, byte, id(byte), user)?;
        tickets::set_standing(tx, id(byte), &Standing { status, assignee })
    });
}

on_both! {
    fn rou_4_how_an_agent_works_is_read_back_as_it_was_written(world) {
        assert_eq!(find(world), NEVER);
        world.write(|tx| agent_work::set_capacity(tx, AGENT, 9));
        assert_eq!(find(world), AgentWork { capacity: 9, ..NEVER });
        world.write(|tx| agent_work::set_available(tx, AGENT, Some(now(5))));
        assert_eq!(find(world), AgentWork { capacity: 9, available: true, present_until: now(5) });
        world.write(|tx| agent_work::set_capacity(tx, AGENT, 3));
        assert_eq!(find(world), AgentWork { capacity: 3, available: true, present_until: now(5) });
        world.write(|tx| agent_work::set_available(tx, AGENT, None));
        assert_eq!(find(world), AgentWork { capacity: 3, ..NEVER });
        assert_eq!(world.write(agent_work::capacities), [(AGENT, 3)]);
        assert_eq!(world.elsewhere(|tx| agent_work::find(tx, AGENT)), NEVER);
        assert_eq!(world.elsewhere(agent_work::capacities), []);
        assert!(world.impossible(|tx| agent_work::set_capacity(tx, id(99), 1)));
    }

    fn rou_4_a_sign_of_life_makes_nobody_available(world) {
        assert!(!world.write(|tx| agent_work::seen(tx, AGENT, now(9))));
        world.write(|tx| agent_work::set_available(tx, AGENT, None));
        assert!(!world.write(|tx| agent_work::seen(tx, AGENT, now(9))));
        assert!(!find(world).available);
    }

    fn rou_4_a_sign_of_life_counts_until_its_end_and_says_who_came_back(world) {
        world.write(|tx| agent_work::set_available(tx, AGENT, Some(now(5))));
        assert!(!world.write(|tx| agent_work::seen(tx, AGENT, now(9))));
        assert_eq!(find(world).present_until, now(9));
        assert!(!world.write(|tx| agent_work::seen(tx, AGENT, now(7))), "a later sign counts for longer");
        assert_eq!(find(world).present_until, now(9));
        world.later(9);
        assert!(!world.elsewhere(|tx| agent_work::seen(tx, AGENT, now(20))));
        assert!(world.write(|tx| agent_work::seen(tx, AGENT, now(20))));
        assert!(!world.write(|tx| agent_work::seen(tx, AGENT, now(20))));
        assert_eq!(find(world).present_until, now(20));
    }

    fn rou_4_what_waits_for_an_answer_is_what_an_agent_works(world) {
        for (byte, status) in (60..).zip(Status::ALL) {
            works(world, byte, status, Some(AGENT));
        }
        works(world, 80, Status::Open, None);
        assert_eq!(world.write(|tx| agent_work::count_worked(tx, AGENT)), 2, "a new and an open one");
        assert_eq!(world.elsewhere(|tx| agent_work::count_worked(tx, AGENT)), 0);
    }

    fn rou_4_who_is_there_can_be_given_tickets_of_their_queues(world) {
        world.write(|tx| agents::insert(tx, &agent(2, "Ada"), "ada@example.com"));
        present(world, 50, &BOTH);
        works(world, 60, Status::Open, Some(AGENT));
        world.write(|tx| {
            queues::insert(tx, &queue(51, "second"))?;
            queues::set_members(tx, id(51), &[AGENT])?;
            queues::insert(tx, &Queue { pushes: false, ..queue(52, "by hand") })?;
            queues::set_members(tx, id(52), &[AGENT])?;
            queues::insert(tx, &queue(53, "deleted"))?;
            queues::delete(tx, id(53)).map(drop)
        });
        let own = Candidate { agent: AGENT, capacity: limits::CAPACITY_AT_FIRST, working: 1, idle_since: BEGIN };
        let ada = Candidate { agent: id(2), working: 0, ..own };
        assert_eq!(world.write(agent_work::present), [(id(50), own), (id(51), own), (id(50), ada)]);
        assert_eq!(world.elsewhere(agent_work::present), []);
        let there = [(id(50), own), (id(51), own), (id(52), own), (id(50), ada)];
        assert_eq!(world.write(agent_work::there), there, "those too whose tickets are taken by hand");
        assert_eq!(world.elsewhere(agent_work::there), []);

        world.later(7);
        world.write(|tx| agent_work::was_given(tx, id(2)));
        let given = Candidate { idle_since: now(7), ..ada };
        assert_eq!(world.write(agent_work::present)[2], (id(50), given));
        world.write(|tx| {
            let account = tx.account();
            tx.execute("UPDATE agents SET disabled_at = 1 WHERE account_id = $1 AND name = 'Ada'", params![&account])
        });
        assert_eq!(world.write(agent_work::present), [(id(50), own), (id(51), own)]);
        world.later(993);
        assert_eq!(world.write(agent_work::present), [], "there was no sign of life for a second");
    }
}
