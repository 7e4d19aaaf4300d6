//! The contract of `erasures`.

use bonafide_domain::{
    erasure::{Trace, Work},
    follow_up::Obstacle,
    id::{ErasureId, UserId},
    metadata::{FieldValue, Metadata},
    namespace::Namespace,
    session::EndReason,
    text::{FieldId, Tag},
    time::{Millis, Span},
};
use bonafide_store::{
    conversations,
    erasures::{self, Counts, Erasure, Left, Piece},
    events::{self, ChangedBy, Happening},
    evidence::{self, Evidence},
    follow_ups::{self, State},
    login_log::{self, Attempt, Filter, Outcome},
    messages::{self, Visibility},
    params, sessions, ticket_metadata, tickets, users,
};

use crate::{
    follow_ups::mail,
    furnish::{
        AGENT, CHANNEL, DEVICE, HANNA, MARA, TABLET, anonymous, answer, conversation, evidence_of, id, open,
        sign_in, ticket,
    },
    world::{BEGIN, World, on_both},
};

/// Mara is being erased.
fn begun(world: &World, counts: Counts) -> ErasureId {
    world.write(move |tx| erasures::insert(tx, MARA, AGENT, true, &counts))
}

/// What is left to be done of an erasure of which these traces were left, with the kind of work that is asked for.
fn left(world: &World, trace: Trace) -> Left {
    let left = world.write(erasures::next).expect("something is left");
    assert_eq!(left.trace, trace);
    left
}

fn traced(world: &World, conversations: &'static [u8], external_ids: &'static [&'static str]) -> ErasureId {
    let erasure = begun(world, Counts::default());
    world.write(move |tx| {
        let conversations: Vec<_> = conversations.iter().map(|byte| id(*byte)).collect();
        let external_ids: Vec<_> = external_ids.iter().map(|&text| text.to_owned()).collect();
        erasures::leave_traces(tx, erasure, MARA, &conversations, &external_ids)
    });
    erasure
}

fn carry_out(world: &World, work: Work, left: &Left, limit: i64) -> Piece {
    let left = left.clone();
    world.write(move |tx| erasures::carry_out(tx, &left, work, limit))
}

const fn piece(done: i64, more: bool) -> Piece {
    Piece { done, more }
}

/// A line of the login log about the external id of Mara.
fn attempt(byte: u8, outcome: Outcome, at: Millis) -> Attempt {
    Attempt {
        id: id(byte),
        channel: CHANNEL,
        address: "192.0.2.7".to_owned(),
        key: None,
        public_key: None,
        external_id: Some("usr_1".to_owned()),
        outcome,
        detail: None,
        notes: Vec::new(),
        would_refuse: None,
        attempts: 1,
        at,
    }
}

on_both! {
    fn res_11_an_erasure_is_read_as_it_was_written_and_counted(world) {
        let counts = Counts {
            sessions: 1, external_ids: 2, addresses: 3, conversations: 4, merges: 5, messages: 6, tickets: 7,
            evidence: 8, login_lines: 9,
        };
        let id = begun(world, counts);
        let expected = Erasure {
            id,
            user: MARA,
            by: (AGENT, "Home agent".to_owned()),
            is_banned: true,
            tokens_from: None,
            counts,
            requested_at: BEGIN,
            finished_at: None,
        };
        assert_eq!(world.write(move |tx| erasures::find(tx, id)), Some(expected.clone()));
        let more = Counts { messages: 10, tickets: 20, evidence: 30, login_lines: 40, ..Counts::default() };
        world.write(move |tx| erasures::count(tx, id, &more).and_then(|()| erasures::lift_ban(tx, MARA)));
        let counted = Counts { messages: 16, tickets: 27, evidence: 38, login_lines: 49, ..counts };
        let expected = Erasure { counts: counted, is_banned: false, ..expected };
        assert_eq!(world.write(|tx| erasures::page(tx, None, 9)), [expected]);
        assert_eq!(world.elsewhere(|tx| erasures::page(tx, None, 9)), []);
        assert_eq!(world.refused(|tx| erasures::insert(tx, MARA, AGENT, false, &Counts::default())), "erasures_user");
    }

    fn erasures_are_read_page_by_page_from_the_newest(world) {
        let first = begun(world, Counts::default());
        let second = world.write(|tx| erasures::insert(tx, HANNA, AGENT, false, &Counts::default()));
        let ids = |before, limit| {
            let page = world.write(move |tx| erasures::page(tx, before, limit));
            page.into_iter().map(|erasure| erasure.id).collect::<Vec<_>>()
        };
        assert_eq!((ids(None, 1), ids(Some(second), 9)), (vec![second], vec![first]));
    }

    fn res_11_traces_are_followed_one_by_one_and_with_the_last_the_erasure_is_finished(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            anonymous(tx, 20)?;
            users::retire(tx, id(20), MARA)
        });
        assert_eq!(world.write(erasures::next), None);
        let erasure = traced(world, &[20], &["usr_1", "usr_1"]);
        let mut traces = Vec::new();
        while let Some(left) = world.write(erasures::next) {
            assert_eq!(world.write(move |tx| erasures::find(tx, erasure)).unwrap().finished_at, None);
            traces.push(left.trace);
            world.later(1);
            world.write(move |tx| erasures::leave_behind(tx, &left));
        }
        assert_eq!(traces, [Trace::Conversation, Trace::ExternalId, Trace::User, Trace::User]);
        let finished = world.write(move |tx| erasures::find(tx, erasure)).unwrap().finished_at;
        assert_eq!(finished, Some(Millis::new(BEGIN.as_i64() + 4)));
    }

    fn res_11_messages_and_events_of_a_conversation_go_piece_by_piece(world) {
        world.write(|tx| {
            for (byte, user) in [(20, MARA), (21, HANNA)] {
                conversation(tx, byte, user)?;
                for message in 0..5 {
                    let message = answer(tx, byte + 10 + 20 * message, id(byte))?;
                    let said = messages::find(tx, message)?.unwrap();
                    let mut taken = conversations::take(tx, id(byte))?.unwrap();
                    events::append(tx, &mut taken, Visibility::All, Happening::Message(Box::new(said)))?;
                    conversations::save(tx, &taken)?;
                }
            }
            Ok(())
        });
        traced(world, &[20], &[]);
        let trace = left(world, Trace::Conversation);
        for work in [Work::DeleteMessages, Work::DeleteEvents] {
            assert_eq!(carry_out(world, work, &trace, 3), piece(3, true));
            assert_eq!(carry_out(world, work, &trace, 3), piece(2, false));
            assert_eq!(carry_out(world, work, &trace, 3), piece(0, false));
        }
        let page = |of| world.write(move |tx| messages::page(tx, id(of), Visibility::Agents, None, 9)).len();
        assert_eq!((page(20), page(21)), (0, 5));
        let happened = |of| {
            world.write(move |tx| {
                let found = conversations::find(tx, id(of))?.unwrap();
                events::after(tx, &found, 0, 9)
            })
        };
        assert_eq!((happened(20).len(), happened(21).len()), (0, 5));
    }

    fn res_11_a_mail_goes_with_its_message(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            mail(tx, 30, MARA).map(drop)
        });
        traced(world, &[20], &[]);
        let trace = left(world, Trace::Conversation);
        assert_eq!(carry_out(world, Work::DeleteMessages, &trace, 9), piece(1, false));
        assert_eq!(world.write(|tx| follow_ups::find(tx, id(30))), None);
    }

    fn res_11_mails_to_the_person_lose_address_and_subject_and_are_not_sent_any_more(world) {
        world.write(|tx| {
            conversation(tx, 20, HANNA)?;
            for byte in 30..33 {
                mail(tx, byte, MARA)?;
            }
            mail(tx, 33, HANNA)?;
            follow_ups::claim(tx, id(30), BEGIN)?;
            follow_ups::settle(tx, id(30), 1, State::Sent { at: BEGIN }).map(drop)
        });
        traced(world, &[], &[]);
        let trace = left(world, Trace::User);
        world.later(2);
        assert_eq!(carry_out(world, Work::BlankFollowUps, &trace, 2), piece(2, true));
        assert_eq!(carry_out(world, Work::BlankFollowUps, &trace, 2), piece(1, false));
        let found = |byte| world.write(move |tx| follow_ups::find(tx, id(byte))).unwrap();
        assert!((30..33).map(found).all(|mail| mail.address.is_none() && mail.subject.is_empty()));
        assert_eq!(found(30).state, State::Sent { at: BEGIN });
        let failed = State::Failed { obstacle: Obstacle::Erased, at: BEGIN.plus(Span::millis(2)) };
        assert_eq!((found(31).state, found(32).state), (failed, failed));
        assert_eq!(found(33).address.as_deref(), Some("mara@shop.example"));
    }

    fn res_11_an_event_of_what_is_gone_has_nothing_to_show(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            let said = answer(tx, 30, id(20))?;
            let said = messages::find(tx, said)?.unwrap();
            let closed = ticket(tx, 40, id(20), MARA)?;
            let closed = tickets::find(tx, closed)?.unwrap();
            let mut taken = conversations::take(tx, id(21))?.unwrap();
            events::append(tx, &mut taken, Visibility::All, Happening::Message(Box::new(said)))?;
            let happening = Happening::Ticket { ticket: Box::new(closed), by: ChangedBy::Itself };
            events::append(tx, &mut taken, Visibility::Agents, happening)?;
            conversations::save(tx, &taken)
        });
        let happened = || {
            let happened = world.write(|tx| {
                let found = conversations::find(tx, id(21))?.unwrap();
                events::after(tx, &found, 0, 9)
            });
            happened.into_iter().map(|event| event.what.word()).collect::<Vec<_>>()
        };
        assert_eq!(happened(), ["message", "ticket"]);
        traced(world, &[20], &[]);
        let trace = left(world, Trace::Conversation);
        carry_out(world, Work::DeleteMessages, &trace, 9);
        carry_out(world, Work::DeleteTickets, &trace, 9);
        assert_eq!(happened(), ["erased", "erased"]);
    }

    fn res_11_tickets_go_with_what_pages_set_on_them(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            for byte in 40..43 {
                ticket(tx, byte, id(20), MARA)?;
                let field = (FieldId::new("size").unwrap(), FieldValue::Text("10".to_owned()));
                let set = Metadata { fields: [field].into(), tags: [Tag::new("vip").unwrap()].into() };
                ticket_metadata::add(tx, id(byte), &set)?;
                tickets::touch(tx, id(byte), Some(bonafide_domain::ticket::Status::Closed))?;
            }
            ticket(tx, 50, id(21), HANNA)?;
            tickets::close_into(tx, id(40), id(42))?;
            tickets::close_into(tx, id(50), id(42))
        });
        traced(world, &[20], &[]);
        let trace = left(world, Trace::Conversation);
        assert_eq!(carry_out(world, Work::DeleteTickets, &trace, 100), piece(2, true));
        assert_eq!(carry_out(world, Work::DeleteTickets, &trace, 100), piece(1, false));
        assert_eq!(world.write(|tx| tickets::count_of(tx, id(20))), 0);
        assert_eq!(world.write(|tx| ticket_metadata::find(tx, id(40))), Metadata::default());
        assert_eq!(world.write(|tx| tickets::find(tx, id(50))).unwrap().merged_into, None);
    }

    fn res_11_evidence_loses_what_is_personal_and_stays(world) {
        let full = |byte, user: UserId| Evidence {
            session: if user == MARA { id(20) } else { id(30) },
            name: Some("Mara".to_owned()),
            email: Some("mara@shop.example".to_owned()),
            email_verified: true,
            ..evidence_of(byte, user, DEVICE)
        };
        world.write(move |tx| {
            open(tx, 20, MARA, DEVICE)?;
            open(tx, 30, HANNA, TABLET)?;
            for byte in 20..23 {
                evidence::insert(tx, &full(byte, MARA))?;
            }
            evidence::insert(tx, &full(30, HANNA))
        });
        traced(world, &[], &[]);
        let trace = left(world, Trace::User);
        assert_eq!(carry_out(world, Work::BlankEvidence, &trace, 2), piece(2, true));
        assert_eq!(carry_out(world, Work::BlankEvidence, &trace, 2), piece(1, false));
        for byte in 20..23 {
            let blank = Evidence {
                session: id(20),
                external_id: None,
                token_sha256: [0; 32],
                ..evidence_of(byte, MARA, DEVICE)
            };
            assert_eq!(world.write(move |tx| evidence::find(tx, id(byte))), Some(blank));
        }
        assert_eq!(world.write(|tx| evidence::find(tx, id(30))), Some(full(30, HANNA)));
    }

    fn res_11_what_a_persons_sessions_left_goes_from_session_to_session(world) {
        world.write(|tx| {
            for session in 20..25 {
                sign_in(tx, session, MARA, DEVICE)?;
                sessions::end(tx, id(session), EndReason::Replaced)?;
                let outcome = Outcome::Accepted { rule: "RES-1".to_owned(), user: MARA, session: id(session) };
                login_log::insert(tx, &attempt(session, outcome, BEGIN))?;
            }
            Ok(())
        });
        traced(world, &[], &[]);
        let pieces = |limit| {
            [Work::BlankEvidence, Work::BlankLogins, Work::ForgetDevices]
                .map(|work| carry_out(world, work, &left(world, Trace::User), limit).done)
        };
        let about = |session: u8| {
            world.write(move |tx| {
                let account = tx.account();
                let sql = "SELECT external_id FROM evidence WHERE account_id = $1 AND session_id = $2";
                tx.row(sql, params![&account, &[session; 12]])?.unwrap().get::<Option<String>>(0)
            })
        };
        assert_eq!(pieces(2), [2, 2, 2]);
        let told: Vec<_> = (20..25).map(about).collect();
        assert_eq!(told.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true, true, true]);
        assert_eq!([pieces(2), pieces(2), pieces(2)], [[2, 2, 2], [1, 1, 1], [0, 0, 0]]);
        assert!((20..25).all(|session| about(session).is_none()));
    }

    fn res_11_lines_of_the_login_log_about_sessions_are_blanked(world) {
        world.write(|tx| {
            open(tx, 20, MARA, DEVICE)?;
            open(tx, 30, HANNA, TABLET)?;
            for (byte, user, session) in [(20, MARA, id(20)), (21, MARA, id(20)), (30, HANNA, id(30))] {
                let outcome = Outcome::Accepted { rule: "RES-1".to_owned(), user, session };
                login_log::insert(tx, &attempt(byte, outcome, BEGIN))?;
            }
            Ok(())
        });
        traced(world, &[], &[]);
        let trace = left(world, Trace::User);
        assert_eq!(carry_out(world, Work::BlankLogins, &trace, 1), piece(1, true));
        assert_eq!(carry_out(world, Work::BlankLogins, &trace, 2), piece(1, false));
        let lines = world.write(|tx| login_log::page(tx, &Filter::default(), None, 9));
        let told: Vec<_> = lines.iter().map(|line| line.attempt.external_id.as_deref()).collect();
        assert_eq!(told, [Some("usr_1"), None, None]);
    }

    fn res_11_lines_of_the_login_log_about_refusals_from_before_are_blanked(world) {
        let refused = || Outcome::Refused { reason: "token_expired".to_owned() };

        let later = Millis::new(BEGIN.as_i64() + 1);
        world.write(move |tx| {
            login_log::insert(tx, &attempt(20, refused(), BEGIN))?;
            login_log::insert(tx, &attempt(21, refused(), later))
        });
        traced(world, &[], &["usr_1"]);
        let trace = left(world, Trace::ExternalId);
        assert_eq!(carry_out(world, Work::BlankRefusedLogins, &trace, 9), piece(1, false));
        let lines = world.write(|tx| login_log::page(tx, &Filter::default(), None, 9));
        let told: Vec<_> = lines.iter().map(|line| line.attempt.external_id.as_deref()).collect();
        assert_eq!(told, [Some("usr_1"), None]);
    }

    fn res_11_devices_are_logged_out_and_forget_what_they_are_unless_somebody_else_is_on_them(world) {
        world.write(|tx| {
            users::insert_external_id(tx, Namespace::Account, "usr_1", MARA)?;
            sign_in(tx, 20, MARA, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Replaced)?;
            sign_in(tx, 21, MARA, DEVICE)?;
            open(tx, 22, HANNA, TABLET)?;
            sessions::end(tx, id(22), EndReason::Login)?;
            sign_in(tx, 23, MARA, TABLET)?;
            users::erase(tx, MARA)
        });
        traced(world, &[], &[]);
        for expected in [piece(2, true), piece(1, false)] {
            let trace = left(world, Trace::User);
            assert_eq!(carry_out(world, Work::ForgetDevices, &trace, 2), expected);
        }
        let told = |device: u8| {
            world.write(move |tx| {
                let account = tx.account();
                let sql = "SELECT agent_text FROM devices WHERE account_id = $1 AND id = $2";
                let row = tx.row(sql, params![&account, &[device; 12]])?.unwrap();
                row.get::<String>(0)
            })
        };
        assert_eq!([told(1), told(2)], [String::new(), "browser 2".to_owned()]);
        let ended = |byte| world.write(move |tx| sessions::find(tx, id(byte))).unwrap().session.ended;
        let why = [20, 21, 22, 23].map(ended).map(Option::unwrap);
        assert_eq!(why, [EndReason::Replaced, EndReason::Logout, EndReason::Login, EndReason::Logout]);
    }
}
