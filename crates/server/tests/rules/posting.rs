//! Posting: tickets (TKT-1), repeats (details 19), and what was typed as somebody else (details 20).

use bonafide_domain::{
    id::UserId, limits, post::PostRefused, session::SessionRefused, ticket::Status, time::Span,
};
use bonafide_server::use_cases::{Refused, post_message::Draft};
use bonafide_store::{conversations, messages::Visibility, tickets};

use crate::{
    device::{Device, client_id},
    seen::by,
    world::{World, on_both, refusal},
};

on_both! {
    fn tkt_1_what_a_users_message_does_to_a_ticket_of_each_status(world) {
        let table = [
            (Status::New, Status::New),
            (Status::Open, Status::Open),
            (Status::Pending, Status::Open),
            (Status::Solved, Status::Open),
        ];
        for (before, after) in table {
            let mut device = world.device();
            let conversation = device.say("one").unwrap().conversation.0;
            let ticket = world.tickets(conversation).remove(0);
            world.set_ticket(ticket.id, before, 4);
            world.clock.forward(Span::seconds(1));
            device.say("two").unwrap();
            let now = world.tickets(conversation);
            assert_eq!((now.len(), now[0].status, now[0].priority), (1, after, 4), "{before:?}");
            assert_eq!(now[0].last_activity_at, ticket.last_activity_at.plus(Span::seconds(1)));
        }
    }

    fn tkt_1_a_closed_ticket_never_reopens_and_a_new_one_opens(world) {
        let mut device = world.device();
        let conversation = device.say("one").unwrap().conversation.0;
        let closed = world.tickets(conversation)[0].id;
        world.store(move |tx| tickets::touch(tx, closed, Some(Status::Closed)));
        device.say("two").unwrap();
        let seen: Vec<_> = world.tickets(conversation).iter().map(|it| (it.number, it.status)).collect();
        assert_eq!(seen, [(1, Status::Closed), (2, Status::New)]);
    }

    fn tkt_1_a_notes_ticket_stays_as_it_is_and_an_answers_opens(world) {
        let mut device = world.device();
        let conversation = device.say("one").unwrap().conversation.0;
        world.answer(conversation, Visibility::Agents, "a note").unwrap();
        assert_eq!(world.tickets(conversation)[0].status, Status::New);
        world.answer(conversation, Visibility::All, "an answer").unwrap();
        assert_eq!(world.tickets(conversation)[0].status, Status::Open);
        assert_eq!(device.words(), ["one", "an answer"]);
    }

    fn details_19_a_repeat_gives_the_first_answer(world) {
        let mut device = world.device();
        device.open().unwrap();
        let draft = device.draft("one");
        let first = device.send(draft.clone()).unwrap();
        device.say("two").unwrap();
        let mut changed = draft;
        changed.words = bonafide_domain::text::Words::new("something else").unwrap();
        let again = device.send(changed).unwrap();
        assert_eq!((again.repeated, &again.message), (true, &first.message));
        assert_eq!(device.words(), ["one", "two"]);
    }

    fn details_19_a_message_from_before_the_login_is_repeated_after_it(world) {
        let mut device = world.device();
        device.open().unwrap();
        let draft = device.draft("one");
        let first = device.send(draft.clone()).unwrap();
        device.log_in(&world.token("usr_1")).unwrap();
        let mut again = draft;
        again.token = device.token.clone().unwrap();
        let again = device.send(again).unwrap();
        assert!(again.repeated);
        assert_eq!(again.message.id, first.message.id);
        assert!(!by(&again.message).2, "it gets no mark afterwards");
        assert_eq!(device.words(), ["one"]);
    }

    fn details_19_the_message_of_another_user_of_the_device_is_not_shown(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let draft = device.draft("Mara's words");
        device.send(draft.clone()).unwrap();
        device.log_in(&world.token("usr_2")).unwrap();
        let mut hannas = device.draft("Hanna's words");
        hannas.client_id = draft.client_id;
        assert_eq!(refusal(device.send(hannas)), Refused::Post(PostRefused::WrongUser));
        assert_eq!(device.words(), [""; 0]);
    }

    fn details_19_two_devices_may_make_up_the_same_id(world) {
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_1")).unwrap();
        let one = phone.draft("one");
        let mut two = tablet.draft("two");
        two.client_id = one.client_id.clone();
        phone.send(one).unwrap();
        tablet.send(two).unwrap();
        assert_eq!(phone.words(), ["one", "two"]);
    }

    fn details_19_an_agents_repeat_gives_the_first_answer(world) {
        let mut device = world.device();
        let conversation = device.say("one").unwrap().conversation.0;
        let client_id = client_id();
        let first = world.answer_under(&client_id, conversation, Visibility::All, "an answer").unwrap();
        let again = world.answer_under(&client_id, conversation, Visibility::Agents, "another").unwrap();
        assert_eq!((again.repeated, again.message), (true, first.message));
        assert_eq!(device.words(), ["one", "an answer"]);
    }

    fn details_20_text_typed_as_somebody_else_is_never_sent(world) {
        let (mut mara, mut hanna) = (world.device(), world.device());
        mara.log_in(&world.token("usr_1")).unwrap();
        hanna.log_in(&world.token("usr_2")).unwrap();
        for as_user in [hanna.user(), UserId::ZERO] {
            let mut draft = mara.draft("typed by somebody else");
            draft.as_user = as_user;
            assert_eq!(refusal(mara.send(draft)), Refused::Post(PostRefused::WrongUser));
        }
        assert_eq!(mara.words(), [""; 0]);
    }

    fn details_20_text_typed_before_the_login_is_sent_after_it_without_a_mark(world) {
        let mut device = world.device();
        device.open().unwrap();
        let mut waiting = device.draft("typed before");
        device.log_in(&world.token("usr_1")).unwrap();
        waiting.token = device.token.clone().unwrap();
        let taken = device.send(waiting).unwrap();
        assert_eq!(by(&taken.message), (device.user(), device.user(), false));
    }

    fn ses_11_waiting_text_of_the_one_who_was_signed_in_is_not_sent_by_the_next(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let mut waiting = device.draft("Mara's");
        device.log_out().unwrap();
        device.open().unwrap();
        waiting.token = device.token.clone().unwrap();
        assert_eq!(refusal(device.send(waiting.clone())), Refused::Post(PostRefused::WrongUser));
        device.log_in(&world.token("usr_2")).unwrap();
        waiting.token = device.token.clone().unwrap();
        assert_eq!(refusal(device.send(waiting)), Refused::Post(PostRefused::WrongUser));
    }

    fn ses_11_waiting_text_of_one_external_id_is_not_sent_by_another_that_an_administrator_made_one_with_it(world) {
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_2")).unwrap();
        let (mara, waiting) = (phone.user(), phone.draft("typed as usr_1"));
        world.merge(mara, tablet.user()).unwrap();

        phone.log_in(&world.token("usr_2")).unwrap();
        assert_eq!(phone.user(), tablet.user());
        let sent = |phone: &Device<'_>| {
            let token = phone.token.clone().unwrap();
            phone.send(Draft { token, ..waiting.clone() })
        };
        assert_eq!(refusal(sent(&phone)), Refused::Post(PostRefused::WrongUser));
        assert_eq!(phone.words(), [""; 0]);

        phone.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(phone.user(), mara);
        assert_eq!(by(&sent(&phone).unwrap().message), (mara, tablet.user(), true));
        assert_eq!(tablet.words(), ["typed as usr_1"]);
    }

    fn details_20_a_client_lowers_its_mark_and_never_raises_it(world) {
        let (mut signed_in, mut anyone) = (world.device(), world.device());
        signed_in.log_in(&world.token("usr_1")).unwrap();
        anyone.open().unwrap();
        for (device, composed_so, marked) in [
            (&signed_in, true, true),
            (&signed_in, false, false),
            (&anyone, true, false),
            (&anyone, false, false),
        ] {
            let mut draft = device.draft("words");
            draft.composed_authenticated = composed_so;
            assert_eq!(by(&device.send(draft).unwrap().message).2, marked);
        }
    }

    fn details_20_a_session_that_was_replaced_says_so(world) {
        let mut device = world.device();
        device.open().unwrap();
        let draft = device.draft("late");
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(refusal(device.send(draft)), Refused::Session(SessionRefused::Replaced));
        assert_eq!(device.words(), [""; 0]);
    }

    fn a_full_conversation_takes_no_more(world) {
        let mut device = world.device();
        let said = device.say("one").unwrap();
        let id = said.conversation.0;
        world.store(move |tx| {
            let mut conversation = conversations::find(tx, id)?.unwrap();
            conversation.messages = limits::ANONYMOUS_MESSAGES;
            conversations::save(tx, &conversation)
        });
        let full = Refused::Post(PostRefused::Full { limit: limits::ANONYMOUS_MESSAGES });
        assert_eq!(refusal(device.say("one too many")), full);
        device.log_in(&world.token("usr_1")).unwrap();
        device.say("signed in there is room").unwrap();
        world.store(move |tx| {
            let mut conversation = conversations::find(tx, id)?.unwrap();
            conversation.messages = 2;
            conversations::save(tx, &conversation)
        });
    }

    fn details_6_a_message_comes_after_the_last_whatever_the_clock_says(world) {
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        world.clock.forward(Span::days(-1));
        tablet.say("two").unwrap();
        phone.say("three").unwrap();
        assert_eq!(phone.words(), ["one", "two", "three"]);
    }
}
