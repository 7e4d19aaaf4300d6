//! The contract of `conversations`.

use bonafide_domain::{
    id::{ConversationId, UserId},
    identity::Kind,
};
use bonafide_store::{
    conversations::{self, Conversation},
    messages, tickets, users,
};

use crate::{
    furnish::{CHANNEL, HANNA, MARA, anonymous, answer, conversation, id, ticket},
    world::{NOBODY, World, on_both},
};

fn find(world: &World, id: ConversationId) -> Conversation {
    world.write(move |tx| conversations::find(tx, id)).expect("the conversation is there")
}

fn new(id: ConversationId, user: UserId) -> Conversation {
    Conversation {
        id,
        user,
        root: id,
        channel: CHANNEL,
        kind: Kind::One,
        last_seq: 0,
        last_message: None,
        messages: 0,
        readable_from: 1,
    }
}

on_both! {
    fn a_new_conversation_is_empty_and_its_own_root(world) {
        world.write(|tx| conversations::insert(tx, id(20), MARA, CHANNEL, Kind::One));
        assert_eq!(find(world, id(20)), new(id(20), MARA));
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)), Some(new(id(20), MARA)));
    }

    fn a_user_has_one_conversation(world) {
        world.write(|tx| conversation(tx, 20, MARA));
        assert_eq!(world.refused(|tx| conversation(tx, 21, MARA)), "conversations_single");
        assert_eq!(world.refused(|tx| conversation(tx, 20, HANNA)), "conversations_pkey");
        assert!(world.impossible(|tx| conversation(tx, 22, id(99))));
        assert!(world.impossible(|tx| conversations::insert(tx, id(22), HANNA, id(99), Kind::One)));
    }

    fn a_conversation_that_is_not_there_is_not_found(world) {
        assert_eq!(world.write(|tx| conversations::find(tx, ConversationId::ZERO)), None);
        assert_eq!(world.write(|tx| conversations::take(tx, ConversationId::ZERO)), None);
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)), None);
        world.write(|tx| conversation(tx, 20, MARA));
        assert_eq!(world.elsewhere(|tx| conversations::find(tx, id(20))), None);
        assert_eq!(world.elsewhere(|tx| conversations::find_of_user(tx, MARA)), None);
        assert_eq!(world.try_in(NOBODY, |tx| conversations::take(tx, id(20))), Ok(None));
    }

    fn taking_a_conversation_gives_it_and_changes_nothing_to_be_seen(world) {
        world.write(|tx| conversation(tx, 20, MARA));
        assert_eq!(world.write(|tx| conversations::take(tx, id(20))), Some(new(id(20), MARA)));
        assert_eq!(find(world, id(20)), new(id(20), MARA));
    }

    fn last_event_last_message_and_count_are_kept(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            answer(tx, 30, id(20))
        });
        let changed = Conversation {
            last_seq: i64::MAX,
            last_message: Some(id(30)),
            messages: i64::MAX,
            readable_from: i64::MAX,
            ..new(id(20), MARA)
        };
        world.write(move |tx| conversations::save(tx, &changed));
        assert_eq!(find(world, id(20)), changed);
        assert_eq!(find(world, id(21)), new(id(21), HANNA));
        world.write(|tx| conversations::save(tx, &new(id(99), MARA)));
    }

    fn what_is_kept_of_a_conversation_is_not_its_owner_nor_its_root_nor_its_channel(world) {
        world.write(|tx| conversation(tx, 20, MARA).and_then(|_| conversation(tx, 21, HANNA)));
        let strange = Conversation { root: id(21), channel: id(99), ..new(id(20), id(99)) };
        world.write(move |tx| conversations::save(tx, &strange));
        assert_eq!(find(world, id(20)), new(id(20), MARA));
    }

    fn a_conversation_is_not_given_to_a_user_who_has_one(world) {
        world.write(|tx| conversation(tx, 20, MARA).and_then(|_| conversation(tx, 21, HANNA)));
        let refused = world.refused(|tx| conversations::give_to(tx, id(20), HANNA));
        assert_eq!(refused, "conversations_single");
    }

    fn a_conversation_is_given_to_another_user(world) {
        world.write(|tx| conversation(tx, 20, MARA).and_then(|_| conversation(tx, 21, HANNA)));
        let anyone = world.write(|tx| anonymous(tx, 22));
        world.write(move |tx| conversations::give_to(tx, id(20), anyone));
        assert_eq!(find(world, id(20)), new(id(20), anyone));
        assert_eq!(find(world, id(21)), new(id(21), HANNA));
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)), None);
        world.write(|tx| conversations::give_to(tx, id(99), MARA));
    }

    fn mrg_3_messages_and_tickets_are_found_in_the_other_from_then_on(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            answer(tx, 30, id(20))?;
            answer(tx, 31, id(21))?;
            answer(tx, 32, id(20))?;
            ticket(tx, 40, id(20), MARA)?;
            conversations::join_into(tx, id(20), id(21))
        });
        assert_eq!(find(world, id(20)).root, id(21));
        assert_eq!(find(world, id(21)), new(id(21), HANNA));
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)), None);
        let page = world.write(|tx| messages::page(tx, id(21), messages::Visibility::All, None, 9));
        let found: Vec<_> =
            page.iter().map(|message| (message.id, message.conversation, message.root)).collect();
        let [ca, cu] = [id(20), id(21)];
        assert_eq!(
            found,
            [(id(32), ca, cu), (id(31), cu, cu), (id(30), ca, cu)],
            "each where it was written"
        );
        assert_eq!(world.write(|tx| messages::page(tx, id(20), messages::Visibility::All, None, 9)), []);
        let ticket = &world.write(|tx| tickets::of_conversation(tx, id(21)))[0];
        assert_eq!((ticket.id, ticket.conversation), (id(40), cu));
    }

    fn what_was_joined_before_is_joined_further(world) {
        world.write(|tx| {
            for (byte, user) in [(20, MARA), (21, HANNA)] {
                conversation(tx, byte, user)?;
            }
            let anyone = anonymous(tx, 22)?;
            conversation(tx, 22, anyone)?;
            answer(tx, 30, id(20))?;
            answer(tx, 31, id(21))?;
            conversations::join_into(tx, id(20), id(21))?;
            conversations::join_into(tx, id(21), id(22))
        });
        assert_eq!((find(world, id(20)).root, find(world, id(21)).root), (id(22), id(22)));
        let page = world.write(|tx| messages::page(tx, id(22), messages::Visibility::All, None, 9));
        assert_eq!(page.iter().map(|message| message.id).collect::<Vec<_>>(), [id(31), id(30)]);
    }

    fn two_live_tickets_are_never_in_one_conversation(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            ticket(tx, 40, id(20), MARA)?;
            ticket(tx, 41, id(21), HANNA)
        });
        assert_eq!(world.refused(|tx| conversations::join_into(tx, id(20), id(21))), "tickets_open");
        world.write(|tx| {
            tickets::close_into(tx, id(40), id(41))?;
            conversations::join_into(tx, id(20), id(21))
        });
    }

    fn a_user_whose_conversation_was_joined_may_have_another(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            conversations::join_into(tx, id(20), id(21))?;
            users::take(tx, MARA)?;
            conversation(tx, 22, MARA)
        });
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)).unwrap().id, id(22));
    }

    fn res_11_an_erased_conversation_is_there_for_nobody(world) {
        world.write(|tx| {
            anonymous(tx, 20)?;
            conversation(tx, 20, id(20))?;
            conversation(tx, 21, MARA)?;
            conversation(tx, 22, HANNA)?;
            ticket(tx, 40, id(21), MARA)?;
            ticket(tx, 41, id(22), HANNA)?;
            conversations::join_into(tx, id(20), id(21))?;
            users::retire(tx, id(20), MARA)
        });
        let all = |user| {
            let all = world.write(move |tx| conversations::all_of_user(tx, user));
            all.into_iter().map(|it| it.id).collect::<Vec<_>>()
        };
        assert_eq!((all(MARA), all(HANNA)), (vec![id(20), id(21)], vec![id(22)]));
        world.write(|tx| conversations::erase(tx, id(20)).and_then(|()| conversations::erase(tx, id(21))));
        assert_eq!((all(MARA), all(HANNA)), (vec![], vec![id(22)]));
        assert_eq!(world.write(|tx| conversations::find(tx, id(21))), None);
        assert_eq!(world.write(|tx| conversations::take(tx, id(21))), None);
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)), None);
        let inbox = world.write(|tx| tickets::inbox(tx, tickets::View::All, None, 9));
        assert_eq!(inbox.iter().map(|line| line.ticket.id).collect::<Vec<_>>(), [id(41)]);
    }

    fn mrg_12_a_conversation_is_found_by_itself_again(world) {
        world.write(|tx| conversation(tx, 20, MARA).and_then(|_| conversation(tx, 21, HANNA)));
        world.write(|tx| conversations::join_into(tx, id(21), id(20)));
        world.elsewhere(|tx| conversations::set_root(tx, id(21), id(21)));
        assert_eq!(find(world, id(21)).root, id(20), "another account's");
        world.write(|tx| conversations::set_root(tx, id(21), id(21)));
        assert_eq!((find(world, id(21)).root, find(world, id(20)).root), (id(21), id(20)));
        assert!(world.impossible(|tx| conversations::set_root(tx, id(21), id(99))));
    }

    fn mrg_9_a_user_may_have_any_number_that_stay_apart_beside_the_one(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversations::insert(tx, id(21), MARA, CHANNEL, Kind::Apart)?;
            conversations::insert(tx, id(22), MARA, CHANNEL, Kind::Apart)?;
            conversation(tx, 23, HANNA)
        });
        assert_eq!(find(world, id(21)), Conversation { kind: Kind::Apart, ..new(id(21), MARA) });
        let theirs = |user| {
            let theirs = world.write(move |tx| conversations::of_user(tx, user));
            theirs.into_iter().map(|it| it.id).collect::<Vec<_>>()
        };
        assert_eq!(theirs(MARA), [id(22), id(21), id(20)], "nothing was said yet: the newest first");
        for (message, place) in [(60, 21), (61, 20)] {
            world.write(move |tx| {
                let mut taken = conversations::take(tx, id(place))?.expect("it is there");
                taken.last_message = Some(id(message));
                conversations::save(tx, &taken)
            });
        }
        assert_eq!(theirs(MARA), [id(20), id(21), id(22)], "the one last written to first");
        assert_eq!(world.write(|tx| conversations::find_of_user(tx, MARA)).unwrap().id, id(20));
        assert_eq!(theirs(HANNA), [id(23)]);
        assert_eq!(world.elsewhere(|tx| conversations::of_user(tx, MARA)), []);
        world.write(|tx| conversations::join_into(tx, id(20), id(23)));
        assert_eq!(theirs(MARA), [id(21), id(22)], "what was joined is the other's");
        world.write(|tx| conversations::erase(tx, id(21)));
        assert_eq!(theirs(MARA), [id(22)]);
    }

    fn mrg_9_the_one_may_stay_apart_from_now_on(world) {
        world.write(|tx| conversation(tx, 20, MARA));
        world.elsewhere(|tx| conversations::set_apart(tx, id(20)));
        assert_eq!(find(world, id(20)).kind, Kind::One, "another account's");
        world.write(|tx| conversations::set_apart(tx, id(20)));
        assert_eq!(find(world, id(20)).kind, Kind::Apart);
        world.write(|tx| conversation(tx, 21, MARA));
        assert_eq!(find(world, id(21)).kind, Kind::One);
        assert_eq!(world.refused(|tx| conversation(tx, 22, MARA)), "conversations_single");
    }
}
