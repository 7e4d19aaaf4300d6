//! The contract of `post_terms`.

use bonafide_domain::{
    id::{ConversationId, SessionId},
    identity::Kind,
    mode::Mode,
    ticket::{LiveTicket, Status},
};
use bonafide_store::{
    Result, Tx, channels, conversations,
    messages::Visibility,
    params,
    post_terms::{self, PostTerms},
    sessions, tickets, users,
};

use crate::{
    furnish::{
        CHANNEL, DEVICE, HANNA, MARA, TABLET, anonymous, channel, conversation, evidence_of, id, open, say,
        sign_in, speaker, ticket,
    },
    world::{NOBODY, World, on_both},
};

const SESSION: SessionId = id(20);
const CONVERSATION: ConversationId = id(20);

/// Mara, signed in on her device, with a conversation and its ticket.
fn begin(tx: &mut Tx<'_>) -> Result<()> {
    sign_in(tx, 20, MARA, DEVICE)?;
    conversation(tx, 20, MARA)?;
    ticket(tx, 40, CONVERSATION, MARA).map(drop)
}

fn terms(world: &World, session: SessionId) -> PostTerms {
    let terms = world.write(move |tx| post_terms::find(tx, session, "client-30", None));
    terms.expect("the session is there")
}

on_both! {
    fn a_session_comes_with_all_that_decides_whether_it_counts(world) {
        world.write(|tx| {
            begin(tx)?;
            let anyone = anonymous(tx, 21)?;
            open(tx, 21, anyone, TABLET)?;
            users::retire(tx, anyone, HANNA)?;
            users::end_sessions(tx, HANNA)
        });
        for session in [SESSION, id(21)] {
            let kept = world.write(move |tx| sessions::find(tx, session));
            assert_eq!(Some(terms(world, session).kept), kept);
        }
    }

    fn see_3_what_proves_the_author_and_their_name_are_the_sessions(world) {
        world.write(|tx| {
            begin(tx)?;
            users::set_name(tx, MARA, "Mara Keller", id(20))?;
            let anyone = anonymous(tx, 21)?;
            open(tx, 21, anyone, TABLET)?;
            users::retire(tx, anyone, MARA)
        });
        let mara = terms(world, SESSION);
        assert_eq!(mara.evidence, Some(Box::new(evidence_of(20, MARA, DEVICE))));
        assert_eq!(mara.name.as_deref(), Some("Mara Keller"));
        let anyone = terms(world, id(21));
        assert_eq!((anyone.evidence, anyone.name), (None, None));
    }

    fn details_19_a_client_id_is_repeated_on_its_own_device(world) {
        world.write(|tx| {
            begin(tx)?;
            open(tx, 21, HANNA, TABLET)
        });
        assert!(!terms(world, SESSION).repeated);
        let mara = speaker(MARA, SESSION, DEVICE, None);
        world.write(move |tx| say(tx, 30, CONVERSATION, mara, Visibility::All));
        assert!(terms(world, SESSION).repeated);
        assert!(!terms(world, id(21)).repeated);
        let another = world.write(|tx| post_terms::find(tx, SESSION, "Client-30", None));
        assert!(!another.unwrap().repeated);
    }

    fn tkt_1_the_ticket_is_the_one_of_the_conversation_that_is_not_closed(world) {
        world.write(begin);
        let live = LiveTicket { id: id(40), status: Status::New, priority: 0 };
        assert_eq!(terms(world, SESSION).ticket, Some(live));
        world.write(|tx| open(tx, 21, HANNA, TABLET));
        assert_eq!(terms(world, id(21)).ticket, None);
        world.write(|tx| conversation(tx, 21, HANNA));
        assert_eq!(terms(world, id(21)).ticket, None);
        world.write(|tx| tickets::touch(tx, id(40), Some(Status::Closed)));
        assert_eq!(terms(world, SESSION).ticket, None);
    }

    fn mrg_9_of_several_it_is_the_one_that_is_named_and_else_the_one_last_written_to(world) {
        world.write(|tx| {
            begin(tx)?;
            conversation(tx, 31, HANNA)?;
            for byte in [32, 33] {
                conversations::insert(tx, id(byte), MARA, CHANNEL, Kind::Apart)?;
            }
            let mut latest = conversations::take(tx, id(32))?.expect("it is there");
            latest.last_message = Some(id(99));
            conversations::save(tx, &latest)
        });
        let of = |named| {
            let terms = world.write(move |tx| post_terms::find(tx, SESSION, "client-30", named)).unwrap();
            (terms.conversation.map(|conversation| conversation.id), terms.ticket.map(|ticket| ticket.id))
        };
        assert_eq!(of(None), (Some(id(32)), None), "the one last written to");
        assert_eq!(of(Some(CONVERSATION)), (Some(CONVERSATION), Some(id(40))));
        assert_eq!(of(Some(id(33))), (Some(id(33)), None));
        assert_eq!([of(Some(id(31))), of(Some(id(98)))], [(None, None); 2], "another's, or nobody's");
    }

    fn mrg_5_the_conversation_is_that_of_whom_the_user_turned_out_to_be(world) {
        let anyone = world.write(|tx| {
            begin(tx)?;
            let anyone = anonymous(tx, 21)?;
            open(tx, 21, anyone, TABLET)?;
            Ok(anyone)
        });
        let led = |world: &World| [SESSION, id(21)].map(|session| terms(world, session).conversation);
        let kept = |world: &World, id| world.write(move |tx| conversations::find(tx, id));
        assert_eq!(led(world), [kept(world, CONVERSATION), None]);
        world.write(move |tx| conversation(tx, 21, anyone));
        assert_eq!(led(world), [kept(world, CONVERSATION), kept(world, id(21))]);
        world.write(move |tx| {
            conversations::join_into(tx, id(21), CONVERSATION)?;
            users::retire(tx, anyone, MARA)
        });
        assert_eq!(led(world), [kept(world, CONVERSATION); 2]);
        world.write(|tx| conversations::erase(tx, CONVERSATION));
        assert_eq!(led(world), [None; 2]);
    }

    fn ses_6_and_see_5_the_channel_says_whether_it_requires_a_login_and_asks_for_contact(world) {
        world.write(begin);
        assert!(terms(world, SESSION).asks_for_contact);
        assert_eq!(terms(world, SESSION).login_required, Some(None));
        for login_required_mode in Mode::ALL {
            world.write(move |tx| {
                let required =
                    channels::Channel { login_required: true, login_required_mode, asks_for_contact: false, ..channel(1, "required") };
                channels::update(tx, &required).map(drop)
            });
            let changed = terms(world, SESSION);
            assert_eq!(changed.login_required, Some(Some(login_required_mode)));
            assert!(!changed.asks_for_contact);
        }
        world.write(|tx| {
            let (account, now) = (tx.account(), tx.now());
            let sql = "UPDATE channels SET deleted_at = $3 WHERE account_id = $1 AND id = $2";
            tx.execute(sql, params![&account, &CHANNEL, now]).map(drop)
        });
        assert_eq!(terms(world, SESSION).login_required, None);
    }

    fn without_a_session_there_are_no_terms(world) {
        world.write(begin);
        assert_eq!(world.write(|tx| post_terms::find(tx, id(99), "client-30", None)), None);
        let nobodys = world.try_in(NOBODY, |tx| post_terms::find(tx, SESSION, "client-30", None));
        assert_eq!(nobodys, Ok(None));
    }
}
