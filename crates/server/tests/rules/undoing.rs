//! What a merge keeps, so that it can be undone (MRG-12).

use bonafide_domain::{
    id::{ConversationId, Id, UserId},
    ticket::Status,
};
use bonafide_store::{Result, Tx, params, tickets};
use serde_json::{Value, json};

use crate::world::{World, on_both};

/// A merge as it is kept.
#[derive(Debug, PartialEq)]
struct Edge {
    users: (UserId, UserId),
    conversations: (Option<ConversationId>, Option<ConversationId>),
    session: Option<Id<bonafide_domain::id::Session>>,
    before: Value,
}

fn edge(tx: &mut Tx<'_>) -> Result<Edge> {
    let account = tx.account();
    let sql = "SELECT from_user_id, into_user_id, from_conversation_id, into_conversation_id, session_id, tickets_before
        FROM merges WHERE account_id = $1";
    let row = tx.row(sql, params![&account])?.unwrap();
    Ok(Edge {
        users: (row.get(0)?, row.get(1)?),
        conversations: (row.get(2)?, row.get(3)?),
        session: row.get(4)?,
        before: serde_json::from_str(&row.get::<String>(5)?).unwrap(),
    })
}

on_both! {
    fn mrg_12_a_join_into_a_ticket_keeps_both_tickets_as_they_were(world) {
        let (mut phone, mut device) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        device.say("two").unwrap();
        let (u, a) = (phone.user(), device.user());
        let [cu, ca] = [u, a].map(|user| world.conversation_of(user).unwrap().id);
        let [tu, ta] = [cu, ca].map(|conversation| world.tickets(conversation)[0].id);
        world.set_ticket(tu, Status::Solved, 1);
        world.set_ticket(ta, Status::Open, 5);
        let session = device.log_in(&world.token("usr_1")).unwrap().session;

        let expected = Edge {
            users: (a, u),
            conversations: (Some(ca), Some(cu)),
            session: Some(session),
            before: json!([
                {"id": ta, "conversation": ca, "requester": a, "status": "open", "priority": 5},
                {"id": tu, "conversation": cu, "requester": u, "status": "solved", "priority": 1},
            ]),
        };
        assert_eq!(world.store(edge), expected);
    }

    fn mrg_12_a_conversation_that_became_the_users_keeps_whose_ticket_it_was(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        let a = device.user();
        let ca = world.conversation_of(a).unwrap().id;
        let ta = world.tickets(ca)[0].id;
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        let expected = Edge {
            users: (a, logged_in.user),
            conversations: (Some(ca), Some(ca)),
            session: Some(logged_in.session),
            before: json!([{"id": ta, "conversation": ca, "requester": a, "status": "new", "priority": 0}]),
        };
        assert_eq!(world.store(edge), expected);
    }

    fn mrg_12_closed_tickets_are_not_changed_and_need_no_keeping(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        let ca = world.conversation_of(device.user()).unwrap().id;
        let ta = world.tickets(ca)[0].id;
        world.store(move |tx| tickets::touch(tx, ta, Some(Status::Closed)));
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.store(edge).before, json!([]));
    }

    fn mrg_12_nothing_written_keeps_the_users_alone(world) {
        let mut device = world.device();
        device.open().unwrap();
        let a = device.user();
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        let expected = Edge {
            users: (a, logged_in.user),
            conversations: (None, None),
            session: Some(logged_in.session),
            before: json!([]),
        };
        assert_eq!(world.store(edge), expected);
    }
}
