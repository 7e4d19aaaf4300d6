//! An agent is told what became of a ticket of theirs that was merged into another (MRG-3).

use bonafide_domain::{
    changed::Changed,
    id::{AgentId, ConversationId, TicketId},
    ticket::TicketChange,
};
use bonafide_server::{
    secrets::AgentToken,
    use_cases::{
        Refused, Step, admission,
        merge_notices::{self, MergeNotice},
    },
};

use crate::{
    device::Device,
    world::{World, on_both, refusal},
};

impl World {
    fn id_of(&self, agent: &AgentToken) -> AgentId {
        let agent = agent.clone();
        self.read(move |tx| admission::admit_agent(tx, &agent)).unwrap().id
    }

    /// Gives a ticket to an agent.
    fn gives(&self, ticket: TicketId, agent: &AgentToken) {
        let assignee = Changed::To(self.id_of(agent));
        self.change(ticket, TicketChange { status: None, assignee }).unwrap();
    }

    fn notices(&self, agent: &AgentToken) -> Vec<MergeNotice> {
        let agent = agent.clone();
        self.read(move |tx| merge_notices::list(tx, &agent)).unwrap()
    }

    fn sees(&self, agent: &AgentToken, ticket: TicketId) -> Step<()> {
        let agent = agent.clone();
        self.write(move |tx| merge_notices::see(tx, &agent, ticket))
    }
}

/// A conversation and its first ticket, by id and number.
fn had(world: &World, device: &Device<'_>) -> (ConversationId, TicketId, i64) {
    let conversation = world.conversation_of(device.user()).unwrap().id;
    let ticket = &world.tickets(conversation)[0];
    (conversation, ticket.id, ticket.number)
}

on_both! {
    fn mrg_3_the_agent_of_the_closed_ticket_is_told_and_offered_the_other_until_they_have_seen_it(world) {
        let (phone, mut device) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let ((cu, tu, number_u), (_, ta, number_a)) = (had(world, &phone), had(world, &device));
        world.gives(ta, &world.agent);
        world.gives(tu, &world.administrator);
        assert_eq!(world.notices(&world.agent), []);
        device.log_in(&world.token("usr_1")).unwrap();

        let [told] = world.notices(&world.agent).try_into().unwrap();
        assert_eq!((told.ticket, told.into, told.conversation), ((ta, number_a), (tu, number_u), cu));
        assert_eq!((told.requester.id, told.merged_at), (phone.user(), world.nodes[0].now()));
        assert_eq!(world.notices(&world.administrator), [], "theirs goes on");

        assert_eq!(refusal(world.sees(&world.administrator, ta)), Refused::NotFound, "it is not theirs to see");
        assert_eq!(world.notices(&world.agent).len(), 1);
        world.sees(&world.agent, ta).unwrap();
        assert_eq!(world.notices(&world.agent), []);
        assert_eq!(refusal(world.sees(&world.agent, ta)), Refused::NotFound);
    }

    fn mrg_3_nobody_is_told_of_a_ticket_that_was_nobodys_or_goes_on(world) {
        world.signed_in("usr_1", "one");
        world.anonymous("two").log_in(&world.token("usr_1")).unwrap();
        let mut device = world.anonymous("three");
        world.gives(had(world, &device).1, &world.agent);
        device.log_in(&world.token("usr_2")).unwrap();
        assert_eq!(world.notices(&world.agent), []);
    }

    fn mrg_3_whoever_merges_their_own_ticket_away_knows_it(world) {
        for (by, told) in [(&world.agent, 0), (&world.administrator, 1)] {
            let external_id = format!("usr_{told}");
            let (phone, device) = (world.signed_in(&external_id, "one"), world.anonymous("two"));
            world.gives(had(world, &device).1, &world.agent);
            world.merge_as(by, device.user(), phone.user()).unwrap();
            assert_eq!(world.notices(&world.agent).len(), told);
        }
    }

    fn mrg_12_what_was_undone_is_not_told(world) {
        let (phone, mut device) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        world.gives(had(world, &device).1, &world.agent);
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.notices(&world.agent).len(), 1);
        world.undo(world.newest_merge(phone.user())).unwrap();
        assert_eq!(world.notices(&world.agent), []);
    }

    fn res_11_nothing_is_told_of_somebody_erased(world) {
        let (phone, mut device) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        world.gives(had(world, &device).1, &world.agent);
        device.log_in(&world.token("usr_1")).unwrap();
        world.erase(phone.user()).unwrap();
        assert_eq!(world.notices(&world.agent), []);
        world.do_jobs();
        assert_eq!(world.count("SELECT COUNT(*) FROM merge_notices WHERE account_id = $1"), 0);
    }
}
