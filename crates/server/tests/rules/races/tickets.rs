//! Agents who decide about one ticket while its user writes and signs in (TKT-1, MRG-3).

use bonafide_domain::ticket::{Status, TicketChange};
use bonafide_server::use_cases::Refused;
use bonafide_store::messages::Visibility;

use super::{everywhere, race, settled};
use crate::{device::client_id, world::World};

fn to(status: Status) -> TicketChange {
    TicketChange { status: Some(status), ..TicketChange::default() }
}

everywhere! {
    fn tkt_1_a_ticket_that_is_closed_while_others_write_never_reopens(world) {
        let mut device = world.device();
        let conversation = device.say("before").unwrap().conversation.0;
        let closed = world.tickets(conversation)[0].id;
        race(|n| match n % 4 {
            0 => settled(device.clone().on(n).say(&format!("{n}"))).map(drop).unwrap(),
            1 => settled(world.answer(conversation, Visibility::All, &format!("{n}"))).map(drop).unwrap(),
            2 => settled(world.change(closed, to(Status::Closed))).map(drop).unwrap(),
            _ => match settled(world.change(closed, to(Status::Pending))) {
                Ok(_) | Err(Refused::TicketClosed) => {}
                Err(other) => panic!("{other:?}"),
            },
        });
        let tickets = world.tickets(conversation);
        assert_eq!(tickets[0].status, Status::Closed);
        assert!(tickets.len() <= 2, "{tickets:?}");
    }

    fn mrg_3_a_ticket_that_is_changed_while_its_user_signs_in_is_changed_or_closed(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        let conversation = phone.say("signed in").unwrap().conversation.0;
        let mut device = world.device();
        let left = device.say("before the login").unwrap().conversation.0;
        let joined = world.tickets(left)[0].id;
        race(|n| match n % 4 {
            0 => settled(device.clone().on(n).log_in_under(&token, "login-id-1")).map(drop).unwrap(),
            1 => settled(phone.clone().on(n).say(&format!("{n}"))).map(drop).unwrap(),
            _ => match settled(world.change(joined, to(if n % 4 == 2 { Status::Open } else { Status::Pending }))) {
                Ok(_) | Err(Refused::TicketClosed) => {}
                Err(other) => panic!("{other:?}"),
            },
        });
        let tickets = world.tickets(conversation);
        assert_eq!((tickets.len(), tickets[1].id, tickets[1].status), (2, joined, Status::Closed));
    }
}
