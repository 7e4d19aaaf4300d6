//! What agents decide about tickets (TKT-1), and what pages set on them (KEY-7), across logins that join.

use bonafide_domain::{
    changed::Changed,
    id::{AgentId, TicketId},
    metadata::{FieldValue, Metadata},
    text::{FieldId, Tag},
    ticket::{Status, TicketChange},
};
use bonafide_server::use_cases::{Refused, admission};
use bonafide_store::ticket_metadata;

use crate::{
    device::Device,
    world::{World, on_both, refusal},
};

fn agent(world: &World) -> AgentId {
    let token = world.agent.clone();
    world.read(move |tx| admission::admit_agent(tx, &token)).unwrap().id
}

fn to(status: Status) -> TicketChange {
    TicketChange { status: Some(status), ..TicketChange::default() }
}

fn given(assignee: AgentId) -> TicketChange {
    TicketChange { status: None, assignee: Changed::To(assignee) }
}

/// The ticket of what a device has written.
fn ticket(world: &World, device: &Device<'_>) -> TicketId {
    let conversation = world.conversation_of(device.user()).unwrap().id;
    world.tickets(conversation).last().unwrap().id
}

/// A field and a tag that say whose page set them.
fn set_by(page: &str) -> Metadata {
    let field = (FieldId::new("page").unwrap(), FieldValue::Text(page.to_owned()));
    Metadata { fields: [field].into(), tags: [Tag::new(page).unwrap()].into() }
}

fn metadata(world: &World, ticket: TicketId) -> Metadata {
    world.store(move |tx| ticket_metadata::find(tx, ticket))
}

on_both! {
    fn tkt_1_what_a_user_writes_opens_what_an_agent_has_put_aside(world) {
        let mut device = world.device();
        let conversation = device.say("one").unwrap().conversation.0;
        let id = ticket(world, &device);
        for status in [Status::Pending, Status::Solved] {
            world.change(id, to(status)).unwrap();
            device.say("again").unwrap();
            assert_eq!(world.tickets(conversation)[0].status, Status::Open, "{status:?}");
        }
        world.change(id, to(Status::Closed)).unwrap();
        device.say("after the end").unwrap();
        let statuses: Vec<_> = world.tickets(conversation).iter().map(|it| it.status).collect();
        assert_eq!(statuses, [Status::Closed, Status::New]);
        for status in [Status::Open, Status::Pending, Status::Solved] {
            assert_eq!(refusal(world.change(id, to(status))), Refused::TicketClosed);
        }
    }

    fn a_change_is_one_event_for_agents_and_no_change_is_none(world) {
        let mut device = world.device();
        let conversation = device.say("one").unwrap().conversation.0;
        let id = ticket(world, &device);
        for _ in 0..2 {
            world.change(id, to(Status::Solved)).unwrap();
            world.change(id, given(agent(world))).unwrap();
            world.change(id, TicketChange::default()).unwrap();
        }
        assert_eq!(world.happenings(conversation), ["message", "ticket", "ticket"]);
    }

    fn mrg_3_the_ticket_that_goes_on_keeps_its_assignee_and_its_fields(world) {
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let draft = phone.draft("signed in");
        let conversation = phone.send(draft_with(draft, "first")).unwrap().conversation.0;
        let goes_on = ticket(world, &phone);
        world.change(goes_on, given(agent(world))).unwrap();

        let mut device = world.device();
        device.open().unwrap();
        let draft = device.draft("before the login");
        device.send(draft_with(draft, "second")).unwrap();
        let joined = ticket(world, &device);
        assert!(device.log_in(&world.token("usr_1")).unwrap().joined);

        let tickets = world.tickets(conversation);
        let seen: Vec<_> = tickets.iter().map(|it| (it.id, it.assignee.as_ref().map(|it| it.id))).collect();
        assert_eq!(seen, [(goes_on, Some(agent(world))), (joined, None)]);
        assert_eq!(metadata(world, goes_on), set_by("first"));
        assert_eq!(metadata(world, joined), set_by("second"));
        assert_eq!(refusal(world.change(joined, to(Status::Open))), Refused::TicketClosed);
    }

    fn mrg_4_a_ticket_that_moved_with_its_conversation_is_changed_where_it_is_now(world) {
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let conversation = phone.say("long ago").unwrap().conversation.0;
        world.change(ticket(world, &phone), to(Status::Closed)).unwrap();
        let mut device = world.device();
        let left = device.say("before the login").unwrap().conversation.0;
        let id = ticket(world, &device);
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.change(id, to(Status::Pending)).unwrap().conversation, conversation);
        assert_eq!(world.happenings(conversation).last(), Some(&"ticket"));
        assert_eq!(world.happenings(left), ["message", "moved"]);
    }

    fn key_7_the_one_ticket_of_a_joined_conversation_keeps_its_fields(world) {
        let mut device = world.device();
        device.open().unwrap();
        let draft = device.draft("before the login");
        device.send(draft_with(draft, "first")).unwrap();
        let id = ticket(world, &device);
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(ticket(world, &device), id);
        let draft = device.draft("after the login");
        device.send(draft_with(draft, "second")).unwrap();
        let tags = [Tag::new("first").unwrap(), Tag::new("second").unwrap()].into();
        assert_eq!(metadata(world, id), Metadata { tags, ..set_by("second") });
    }
}

fn draft_with(
    draft: bonafide_server::use_cases::post_message::Draft,
    page: &str,
) -> bonafide_server::use_cases::post_message::Draft {
    bonafide_server::use_cases::post_message::Draft { metadata: set_by(page), ..draft }
}
