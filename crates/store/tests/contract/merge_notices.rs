//! The contract of `merge_notices`.

use bonafide_domain::id::{AgentId, TicketId};
use bonafide_store::{
    Result, Tx, agents, conversations,
    merge_notices::{self, MergeNotice},
    tickets,
};

use crate::{
    furnish::{AGENT, HANNA, MARA, agent, conversation, id, ticket},
    world::{BEGIN, World, on_both},
};

const TA: TicketId = id(30);
const TU: TicketId = id(31);

/// A ticket that was merged into another, of which its agent is to be told.
fn merged(tx: &mut Tx<'_>) -> Result<()> {
    conversation(tx, 20, HANNA)?;
    conversation(tx, 21, MARA)?;
    ticket(tx, 30, id(20), HANNA)?;
    ticket(tx, 31, id(21), MARA)?;
    tickets::close_into(tx, TA, TU)?;
    conversations::join_into(tx, id(20), id(21))?;
    merge_notices::insert(tx, TA, AGENT)
}

fn told(world: &World, agent: AgentId) -> Vec<TicketId> {
    let notices = world.write(move |tx| merge_notices::of_agent(tx, agent, 9));
    notices.into_iter().map(|notice| notice.ticket).collect()
}

on_both! {
    fn mrg_3_an_agent_is_told_which_ticket_goes_on_and_where(world) {
        world.write(merged);
        let notice = MergeNotice {
            ticket: TA,
            number: 1,
            into: (TU, 2),
            conversation: id(21),
            requester: MARA,
            merged_at: BEGIN,
        };
        assert_eq!(world.write(|tx| merge_notices::of_agent(tx, AGENT, 9)), [notice]);
        assert_eq!(told(world, id(2)), []);
        assert_eq!(world.elsewhere(|tx| merge_notices::of_agent(tx, AGENT, 9)), []);
        assert_eq!(world.refused(|tx| merge_notices::insert(tx, TA, AGENT)), "merge_notices_pkey");
    }

    fn mrg_3_the_latest_come_first(world) {
        world.write(merged);
        world.later(1);
        world.write(|tx| {
            ticket(tx, 32, id(20), HANNA)?;
            tickets::close_into(tx, id(32), TU)?;
            merge_notices::insert(tx, id(32), AGENT)
        });
        assert_eq!(told(world, AGENT), [id(32), TA]);
        let one = world.write(|tx| merge_notices::of_agent(tx, AGENT, 1));
        assert_eq!(one[0].ticket, id(32));
    }

    fn mrg_3_what_its_agent_has_seen_is_told_no_more(world) {
        world.write(|tx| {
            agents::insert(tx, &agent(2, "Another"), "agent2@example.com")?;
            merged(tx)
        });
        assert!(!world.write(|tx| merge_notices::seen(tx, TA, id(2))), "it is not theirs");
        assert!(!world.elsewhere(|tx| merge_notices::seen(tx, TA, AGENT)));
        assert!(world.write(|tx| merge_notices::seen(tx, TA, AGENT)));
        assert!(!world.write(|tx| merge_notices::seen(tx, TA, AGENT)));
        assert_eq!(told(world, AGENT), []);
    }

    fn mrg_12_what_was_undone_is_withdrawn(world) {
        world.write(merged);
        world.elsewhere(|tx| merge_notices::withdraw(tx, TA));
        assert_eq!(told(world, AGENT), [TA]);
        world.write(|tx| merge_notices::withdraw(tx, TA));
        assert_eq!(told(world, AGENT), []);
    }

    fn res_11_nothing_is_told_of_an_erased_conversation(world) {
        world.write(merged);
        world.write(|tx| conversations::erase(tx, id(21)));
        assert_eq!(told(world, AGENT), []);
    }
}
