//! Many agents, and many servers that give tickets out at once: no ticket is given twice, none is forgotten, and nobody gets
//! more than they have room for (ROU-4).

use bonafide_domain::id::{AgentId, ConversationId};
use bonafide_server::{
    secrets::AgentToken,
    use_cases::{give_tickets::take_next, own_work},
};

use super::{RACERS, everywhere, race, settled};
use crate::{device::client_id, world::World};

/// Agents who are there and may be given three tickets each, in one queue that takes everything.
fn staffed(world: &World) -> Vec<(AgentId, AgentToken)> {
    // Each round has a queue of its own, with people of its own.
    let agents: Vec<_> = (0..4).map(|_| world.hire(&client_id())).collect();
    let members: Vec<_> = agents.iter().map(|(agent, _)| *agent).collect();
    let queue = world.queue(&client_id(), &members);
    world.route_anew(queue);
    for (agent, token) in &agents {
        world.set_capacity(*agent, 3);
        world.available(token, true);
    }
    agents
}

fn works(world: &World, conversations: &[ConversationId], agent: AgentId) -> usize {
    let is_theirs = |conversation: &&ConversationId| {
        world.tickets(**conversation)[0].assignee.as_ref().is_some_and(|it| it.id == agent)
    };
    conversations.iter().filter(is_theirs).count()
}

everywhere! {
    fn rou_4_no_ticket_is_given_twice_and_none_is_forgotten(world) {
        let agents = staffed(world);
        let conversations = race(|n| {
            let conversation = settled(world.device_on(n).say("Hello")).unwrap().conversation.0;
            world.do_routing_on(n);
            conversation
        });
        world.do_routing();
        for (agent, _) in &agents {
            assert_eq!(works(world, &conversations, *agent), 3, "as many as they have room for");
        }
        // Four wait, and are taken by hand, by many who ask at once.
        let taken = race(|n| {
            let token = agents[n % agents.len()].1.clone();
            settled(world.write_on(n, move |tx| take_next(tx, &token))).unwrap().map(|it| it.conversation)
        });
        let mut taken: Vec<_> = taken.into_iter().flatten().collect();
        taken.sort();
        taken.dedup();
        assert_eq!(taken.len(), RACERS - 12);
        for conversation in conversations {
            let told = world.happenings(conversation);
            assert_eq!(told, ["message", "ticket", "ticket"], "routed once and given once");
            assert!(world.tickets(conversation)[0].assignee.is_some());
        }
    }

    fn rou_4_agents_who_come_and_go_while_tickets_are_given_out_lose_none(world) {
        let agents = staffed(world);
        let conversations = race(|n| {
            let (_, token) = agents[n % agents.len()].clone();
            settled(world.write_on(n, move |tx| own_work::set_available(tx, &token, n % 8 < 4))).unwrap();
            let conversation = settled(world.device_on(n).say("Hello")).unwrap().conversation.0;
            world.do_routing_on(n);
            conversation
        });
        for (_, token) in &agents {
            world.available(token, true);
        }
        world.do_routing();
        let given: Vec<_> = agents.iter().map(|(agent, _)| works(world, &conversations, *agent)).collect();
        assert_eq!(given, [3; 4]);
        for conversation in conversations {
            assert!(world.happenings(conversation).len() <= 3, "nothing is given twice");
        }
    }
}
