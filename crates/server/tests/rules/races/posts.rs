//! Messages that race (SES-2, TKT-1, details 6, details 19).

use std::collections::HashSet;

use bonafide_domain::ticket::Status;
use bonafide_store::{messages::Visibility, tickets};

use super::{RACERS, everywhere, race, settled};
use crate::{device::client_id, world::World};

everywhere! {
    fn ses_2_the_first_messages_of_a_users_devices_make_one_conversation_and_one_ticket(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        let devices: Vec<_> = (0..RACERS)
            .map(|n| {
                let mut device = world.device_on(n);
                device.log_in(&token).unwrap();
                device
            })
            .collect();
        let said = race(|n| settled(devices[n].clone().say(&format!("{n}"))).unwrap().conversation.0);
        assert_eq!(said.iter().collect::<HashSet<_>>().len(), 1);
        let tickets = world.tickets(said[0]);
        assert_eq!((tickets.len(), tickets[0].status), (1, Status::New));
        assert_eq!(world.messages(said[0]).len(), RACERS);
    }

    fn tkt_1_ticket_numbers_have_no_gaps_and_no_doubles(world) {
        let before = world.count("SELECT COUNT(*) FROM tickets WHERE account_id = $1");
        race(|n| {
            for _ in 0..3 {
                settled(world.device_on(n).say("hello")).unwrap();
            }
        });
        let after = world.count("SELECT COUNT(*) FROM tickets WHERE account_id = $1");
        assert_eq!(after - before, 3 * i64::try_from(RACERS).unwrap());
    }

    fn tkt_1_messages_after_a_closed_ticket_open_one(world) {
        let mut device = world.device();
        let conversation = device.say("before").unwrap().conversation.0;
        let closed = world.tickets(conversation)[0].id;
        world.store(move |tx| tickets::touch(tx, closed, Some(Status::Closed)));
        race(|n| match n % 2 {
            0 => settled(device.clone().on(n).say(&format!("{n}"))).map(drop).unwrap(),
            _ => settled(world.answer(conversation, Visibility::All, &format!("{n}"))).map(drop).unwrap(),
        });
        assert_eq!(world.tickets(conversation).len(), 2);
    }

    fn details_19_a_message_that_is_repeated_at_once_is_written_once(world) {
        let mut device = world.device();
        device.open().unwrap();
        for _ in 0..3 {
            let draft = device.draft("once");
            let taken = race(|n| settled(device.clone().on(n).send(draft.clone())).unwrap());
            let ids: HashSet<_> = taken.iter().map(|taken| taken.message.id).collect();
            assert_eq!(ids.len(), 1);
            assert_eq!(taken.iter().filter(|taken| !taken.repeated).count(), 1);
        }
        assert_eq!(device.words().len(), 3);
    }

    fn details_19_an_answer_that_is_repeated_at_once_is_written_once(world) {
        let conversation = world.device().say("hello").unwrap().conversation.0;
        for _ in 0..3 {
            let client_id = client_id();
            let answer = || world.answer_under(&client_id, conversation, Visibility::All, "once");
            let taken = race(|_| settled(answer()).unwrap());
            let ids: HashSet<_> = taken.iter().map(|taken| taken.message.id).collect();
            assert_eq!(ids.len(), 1);
        }
        assert_eq!(world.messages(conversation).len(), 4);
    }

    fn details_6_whoever_answers_from_a_node_whose_clock_is_behind_is_never_refused(world) {
        // The clock stands still, so each node makes its ids within one millisecond, from its own random start.
        let mut devices: Vec<_> = (0..RACERS).map(|n| world.device_on(n)).collect();
        let conversations: Vec<_> =
            devices.iter_mut().map(|it| it.say("one").unwrap().conversation.0).collect();
        race(|n| {
            for turn in 0..10 {
                let conversation = conversations[(n + turn) % RACERS];
                settled(world.answer(conversation, Visibility::All, &format!("{n} {turn}"))).unwrap();
                settled(devices[(n + turn) % RACERS].clone().on(turn).say(&format!("{n} {turn}"))).unwrap();
            }
        });
        for conversation in conversations {
            assert_eq!(world.messages(conversation).len(), 1 + 2 * 10);
        }
    }
}
