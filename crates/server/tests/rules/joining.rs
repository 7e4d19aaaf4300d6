//! Joining what was written before the login (MRG).

use bonafide_domain::{
    id::{ConversationId, TicketId, UserId},
    limits,
    session::SessionRefused,
    ticket::Status,
    time::Span,
};
use bonafide_server::use_cases::Refused;
use bonafide_store::{messages::Visibility, tickets, users::UserState};

use crate::{
    device::Device,
    seen::by,
    world::{World, on_both, refusal},
};

/// Somebody's conversation with its one ticket.
struct Had {
    user: UserId,
    conversation: ConversationId,
    ticket: TicketId,
}

fn had(world: &World, device: &Device<'_>) -> Had {
    let user = device.user();
    let conversation = world.conversation_of(user).unwrap().id;
    Had { user, conversation, ticket: world.tickets(conversation)[0].id }
}

/// Closes a ticket, as time will do (TKT-1).
fn close(world: &World, ticket: TicketId) {
    world.store(move |tx| tickets::touch(tx, ticket, Some(Status::Closed)));
}

fn is_retired_into(world: &World, anonymous: &Device<'_>, a: UserId, u: UserId) {
    assert_eq!((world.user(a).state, world.root(a)), (UserState::Retired, u));
    assert_eq!(world.person(a).unwrap().id, u, "A's id leads to U");
    assert_eq!(refusal(anonymous.page()), Refused::Session(SessionRefused::Replaced));
    assert_eq!(refusal(anonymous.send(anonymous.draft("late"))), Refused::Session(SessionRefused::Replaced));
}

on_both! {
    fn mrg_1_nothing_written_is_nothing_to_join(world) {
        let mut device = world.device();
        device.open().unwrap();
        let before = device.clone();
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert!(!logged_in.joined);
        assert_eq!(logged_in.conversation, None);
        is_retired_into(world, &before, before.user(), logged_in.user);
        assert_eq!(world.conversation_of(logged_in.user), None);
        assert_eq!(world.count("SELECT COUNT(*) FROM merges WHERE account_id = $1"), 1);
    }

    fn mrg_2_a_new_users_conversation_is_the_anonymous_one(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        device.say("two").unwrap();
        let (before, a) = (device.clone(), had(world, &device));
        world.set_ticket(a.ticket, Status::Pending, 3);

        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        let u = logged_in.user;
        assert!(logged_in.joined);
        assert_eq!(logged_in.conversation.unwrap().0, a.conversation);
        is_retired_into(world, &before, a.user, u);
        let conversation = world.conversation(a.conversation);
        assert_eq!((conversation.user, conversation.root, conversation.messages), (u, a.conversation, 2));
        let tickets = world.tickets(a.conversation);
        assert_eq!(tickets.len(), 1);
        assert_eq!((tickets[0].id, tickets[0].requester, tickets[0].merged_into), (a.ticket, u, None));
        assert_eq!((tickets[0].status, tickets[0].priority), (Status::Pending, 3));
        for message in world.messages(a.conversation) {
            assert_eq!((message.conversation, message.root), (a.conversation, a.conversation));
            assert_eq!(by(&message), (a.user, u, false));
        }
        device.say("three").unwrap();
        assert_eq!(device.words(), ["one", "two", "three"]);
        assert_eq!(by(&world.messages(a.conversation)[2]), (u, u, true));
        assert_eq!(world.tickets(a.conversation)[0].status, Status::Open);
    }

    fn mrg_2_also_for_a_user_who_logged_in_before_and_wrote_nothing(world) {
        let u = world.device().log_in(&world.token("usr_1")).unwrap().user;
        let mut device = world.device();
        device.say("one").unwrap();
        let a = had(world, &device);
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!((logged_in.user, logged_in.joined), (u, true));
        assert_eq!(world.conversation_of(u).unwrap().id, a.conversation);
    }

    fn mrg_3_the_ticket_that_goes_on_is_the_users(world) {
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        let u = had(world, &phone);
        world.clock.forward(Span::seconds(1));
        let mut device = world.device();
        device.say("two").unwrap();
        let (before, a) = (device.clone(), had(world, &device));
        world.clock.forward(Span::seconds(1));
        phone.say("three").unwrap();
        world.set_ticket(u.ticket, Status::Solved, 1);
        world.set_ticket(a.ticket, Status::New, 5);

        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert!(logged_in.joined);
        assert_eq!(logged_in.conversation.unwrap().0, u.conversation);
        is_retired_into(world, &before, a.user, u.user);
        let tickets = world.tickets(u.conversation);
        let seen: Vec<_> =
            tickets.iter().map(|it| (it.id, it.status, it.priority, it.requester, it.merged_into)).collect();
        let expected = [
            (u.ticket, Status::Open, 5, u.user, None),
            (a.ticket, Status::Closed, 5, a.user, Some(u.ticket)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(device.words(), ["one", "two", "three"], "in order of time");
        let messages = world.messages(u.conversation);
        assert_eq!((messages[1].conversation, messages[1].root), (a.conversation, u.conversation));
        assert_eq!(by(&messages[1]), (a.user, u.user, false));
        let (ca, cu) = (world.conversation(a.conversation), world.conversation(u.conversation));
        assert_eq!((ca.root, cu.root, cu.messages), (cu.id, cu.id, 3));
        assert_eq!(cu.last_message, Some(messages[2].id));
        assert_eq!(world.agents_page(a.conversation).conversation.id, cu.id, "CA's id leads to CU");
        device.say("four").unwrap();
        assert_eq!(phone.words(), ["one", "two", "three", "four"]);
    }

    fn mrg_3_every_status_of_both_tickets(world) {
        use Status::{Closed, New, Open, Pending, Solved};
        let statuses = [New, Open, Pending, Solved];
        for (row, (theirs, users)) in statuses.iter().flat_map(|a| statuses.map(|u| (*a, u))).enumerate() {
            let external_id = format!("usr_{row}");
            let (mut phone, mut device) = (world.device(), world.device());
            phone.log_in(&world.token(&external_id)).unwrap();
            phone.say("one").unwrap();
            device.say("two").unwrap();
            let (u, a) = (had(world, &phone), had(world, &device));
            world.set_ticket(u.ticket, users, 2);
            world.set_ticket(a.ticket, theirs, 1);
            device.log_in(&world.token(&external_id)).unwrap();
            let after = if matches!(theirs, New | Open) { Open } else { users };
            let tickets = world.tickets(u.conversation);
            assert_eq!(
                (tickets[0].id, tickets[0].status, tickets[0].priority),
                (u.ticket, after, 2),
                "{theirs:?} {users:?}"
            );
            assert_eq!((tickets[1].id, tickets[1].status), (a.ticket, Closed), "{theirs:?} {users:?}");
        }
    }

    fn mrg_3_without_a_live_ticket_of_theirs_the_users_stays_as_it_is(world) {
        let (mut phone, mut device) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        device.say("two").unwrap();
        let (u, a) = (had(world, &phone), had(world, &device));
        world.set_ticket(u.ticket, Status::Pending, 2);
        close(world, a.ticket);
        assert!(device.log_in(&world.token("usr_1")).unwrap().joined);
        let tickets = world.tickets(u.conversation);
        assert_eq!((tickets[0].status, tickets[0].priority), (Status::Pending, 2));
        assert_eq!((tickets[1].id, tickets[1].merged_into), (a.ticket, None), "it was closed before");
        assert_eq!(device.words(), ["one", "two"]);
    }

    fn mrg_4_without_an_open_ticket_of_the_users_theirs_goes_on(world) {
        let (mut phone, mut device) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        let u = had(world, &phone);
        close(world, u.ticket);
        device.say("two").unwrap();
        let (before, a) = (device.clone(), had(world, &device));
        world.set_ticket(a.ticket, Status::Pending, 7);

        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert!(logged_in.joined);
        assert_eq!(logged_in.conversation.unwrap().0, u.conversation);
        is_retired_into(world, &before, a.user, u.user);
        let tickets = world.tickets(u.conversation);
        let seen: Vec<_> =
            tickets.iter().map(|it| (it.id, it.status, it.priority, it.requester, it.merged_into)).collect();
        let expected =
            [(u.ticket, Status::Closed, 0, u.user, None), (a.ticket, Status::Pending, 7, u.user, None)];
        assert_eq!(seen, expected);
        assert_eq!(device.words(), ["one", "two"]);
        device.say("three").unwrap();
        assert_eq!(world.tickets(u.conversation)[1].status, Status::Open);
    }

    fn mrg_4_with_no_live_ticket_at_all_the_next_message_opens_one(world) {
        let (mut phone, mut device) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        device.say("two").unwrap();
        let (u, a) = (had(world, &phone), had(world, &device));
        close(world, u.ticket);
        close(world, a.ticket);
        assert!(device.log_in(&world.token("usr_1")).unwrap().joined);
        assert_eq!(world.tickets(u.conversation).len(), 2);
        device.say("three").unwrap();
        let tickets = world.tickets(u.conversation);
        assert_eq!((tickets.len(), tickets[2].status, tickets[2].number), (3, Status::New, 3));
    }

    fn mrg_5_a_user_takes_in_one_anonymous_user_after_the_other(world) {
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let mut retired = Vec::new();
        for words in ["one", "two", "three"] {
            let mut device = world.device();
            device.say(words).unwrap();
            retired.push(device.user());
            assert!(device.log_in(&world.token("usr_1")).unwrap().joined);
        }
        assert!(retired.iter().all(|user| world.root(*user) == phone.user()));
        assert_eq!(phone.words(), ["one", "two", "three"]);
        let live = world.tickets(world.conversation_of(phone.user()).unwrap().id);
        assert_eq!(live.iter().filter(|ticket| ticket.status != Status::Closed).count(), 1);
    }

    fn mrg_6_at_the_seam_agents_see_who_signed_in(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = had(world, &device);
        let written_at = world.messages(a.conversation)[0].received_at;
        world.clock.forward(Span::minutes(5));
        device.log_in(&world.token("usr_1")).unwrap();
        device.say("after").unwrap();
        let messages = world.messages(a.conversation);
        assert_eq!(messages[0].received_at, written_at);
        assert_eq!(messages.iter().map(|it| by(it).2).collect::<Vec<_>>(), [false, true]);
        assert_eq!(world.happenings(a.conversation), ["message", "signed_in", "message"]);
    }

    fn mrg_7_a_somebody_signs_in_in_the_middle(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        let one = had(world, &device);
        assert_eq!(world.tickets(one.conversation)[0].number, 1);
        let two = device.log_in(&world.token("usr_1")).unwrap().user;
        device.say("two").unwrap();
        assert_ne!(one.user, two);
        let tickets = world.tickets(one.conversation);
        assert_eq!((tickets.len(), tickets[0].number, tickets[0].requester), (1, 1, two));
        assert_eq!(world.happenings(one.conversation), ["message", "signed_in", "message"]);
    }

    fn mrg_7_b_somebody_signs_out_writes_and_signs_in_again(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        device.say("one").unwrap();
        let u = had(world, &device);
        device.log_out().unwrap();
        device.say("two").unwrap();
        let a = had(world, &device);
        assert_ne!(a.user, u.user);
        assert_eq!(world.tickets(a.conversation)[0].number, 2);
        assert_eq!(device.words(), ["two"], "nothing of the user is shown");
        assert!(device.log_in(&world.token("usr_1")).unwrap().joined);
        device.say("three").unwrap();

        assert_eq!(device.words(), ["one", "two", "three"]);
        let marks: Vec<_> = world.messages(u.conversation).iter().map(|it| by(it).2).collect();
        assert_eq!(marks, [true, false, true]);
        let tickets = world.tickets(u.conversation);
        assert_eq!((tickets[0].number, tickets[0].status, tickets[0].merged_into), (1, Status::Open, None));
        assert_eq!(
            (tickets[1].number, tickets[1].status, tickets[1].merged_into),
            (2, Status::Closed, Some(u.ticket))
        );
        let seen = world.happenings(u.conversation);
        assert_eq!(seen, ["message", "signed_out", "joined", "signed_in", "message"]);
        assert_eq!(world.happenings(a.conversation), ["message", "moved"]);
    }

    fn mrg_11_what_is_older_than_half_an_hour_is_left_alone(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let (before, a) = (device.clone(), had(world, &device));
        world.answer(a.conversation, Visibility::All, "an answer").unwrap();
        world.clock.forward(limits::JOIN_WITHIN);
        world.answer(a.conversation, Visibility::All, "a late answer does not make them active").unwrap();
        world.clock.forward(Span::millis(1));

        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert!(!logged_in.joined);
        assert_eq!(logged_in.conversation, None);
        assert_eq!(device.words(), [""; 0]);
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Replaced), "their session ended");
        let left = world.user(a.user);
        assert_eq!((left.state, left.root), (UserState::Anonymous, a.user));
        let conversation = world.conversation(a.conversation);
        assert_eq!((conversation.user, conversation.root), (a.user, a.conversation));
        assert_eq!(world.tickets(a.conversation)[0].requester, a.user);
        assert_eq!(world.count("SELECT COUNT(*) FROM merges WHERE account_id = $1"), 0);
        device.say("mine").unwrap();
        assert_eq!(device.words(), ["mine"]);
        assert_eq!(world.messages(a.conversation).len(), 3);
    }

    fn mrg_11_what_was_written_half_an_hour_ago_is_joined(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        world.clock.forward(Span::minutes(20));
        device.say("two").unwrap();
        world.clock.forward(limits::JOIN_WITHIN);
        assert!(device.log_in(&world.token("usr_1")).unwrap().joined);
        assert_eq!(device.words(), ["one", "two"]);
    }

    fn ses_6_a_failed_login_joins_nothing(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = had(world, &device);
        let user = world.device().log_in(&world.token("usr_1")).unwrap().user;
        world.ban(user).unwrap();
        assert!(device.clone().log_in(&world.token("usr_1")).is_err());
        assert_eq!(world.root(a.user), a.user);
        assert_eq!(device.words(), ["before"]);
    }
}
