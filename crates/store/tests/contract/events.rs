//! The contract of `events`.

use bonafide_domain::{
    id::{ConversationId, SessionId},
    ticket::{Standing, Status},
    time::{Millis, Span},
};
use bonafide_store::{
    Result, StoreError, Tx, agents, conversations,
    events::{self, ChangedBy, Event, Happening, Routed},
    evidence,
    messages::{self, Visibility},
    params, tickets,
};

use crate::{
    follow_ups::mail,
    furnish::{AGENT, DEVICE, HANNA, MARA, agent, answer, conversation, evidence_of, id, say, ticket},
    world::{BEGIN, HOME, World, on_both},
};

const CONVERSATION: ConversationId = id(20);

/// Adds to Mara's conversation, and keeps it.
fn append(tx: &mut Tx<'_>, visibility: Visibility, what: Happening) -> Result<Event> {
    let mut conversation = conversations::take(tx, CONVERSATION)?.unwrap();
    let event = events::append(tx, &mut conversation, visibility, what)?;
    conversations::save(tx, &conversation)?;
    Ok(event)
}

fn after(world: &World, number: i64, limit: i64) -> Vec<i64> {
    let events = world.write(move |tx| {
        let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
        events::after(tx, &conversation, number, limit)
    });
    events.into_iter().map(|event| event.seq).collect()
}

/// An agent's change of a ticket that is somebody else's work.
fn changed(tx: &mut Tx<'_>) -> Result<Happening> {
    agents::insert(tx, &agent(2, "Jo"), "jo@example.com")?;
    ticket(tx, 41, CONVERSATION, MARA)?;
    tickets::set_standing(tx, id(41), &Standing { status: Status::Open, assignee: Some(id(2)) })?;
    let ticket = Box::new(tickets::find(tx, id(41))?.unwrap());
    Ok(Happening::Ticket { ticket, by: ChangedBy::Agent(agents::find(tx, AGENT)?.unwrap().into()) })
}

/// The agent asks the user to sign in.
fn asked(tx: &mut Tx<'_>) -> Result<Happening> {
    Ok(Happening::LoginRequested(agents::find(tx, AGENT)?.unwrap().into()))
}

/// The user, by evidence that was kept before, said that an earlier conversation is theirs.
fn confirmed(tx: &mut Tx<'_>) -> Result<Happening> {
    Ok(Happening::Confirmed(Box::new(evidence::find(tx, id(40))?.unwrap())))
}

/// When somebody was asked to sign in, since the beginning, in milliseconds.
fn requested(world: &World, root: ConversationId, since: i64, until: i64, limit: i64) -> Vec<i64> {
    let since_begin = |millis: i64| Millis::new(BEGIN.as_i64() + millis);
    let requests = world
        .write(move |tx| events::login_requests(tx, root, since_begin(since), since_begin(until), limit));
    assert!(requests.iter().all(|request| request.by.name == "Home agent"));
    requests.iter().map(|request| request.at.since(BEGIN).as_millis()).collect()
}

on_both! {
    fn see_10_requests_to_sign_in_are_found_with_those_of_what_was_joined(world) {
        world.write(|tx| conversation(tx, 20, MARA).and_then(|_| conversation(tx, 21, HANNA)).map(drop));
        for _ in 0..3 {
            world.write(|tx| {
                let what = asked(tx)?;
                append(tx, Visibility::All, what)?;
                append(tx, Visibility::All, Happening::SignedOut(SessionId::ZERO))
            });
            world.later(1);
        }
        assert_eq!(requested(world, CONVERSATION, 0, 99, 9), [2, 1, 0]);
        assert_eq!(requested(world, CONVERSATION, 1, 2, 9), [1]);
        assert_eq!(requested(world, CONVERSATION, 0, 99, 2), [2, 1]);
        assert_eq!(requested(world, id(21), 0, 99, 9), [0; 0]);
        world.write(|tx| conversations::join_into(tx, CONVERSATION, id(21)));
        assert_eq!(requested(world, id(21), 0, 99, 9), [2, 1, 0]);
        assert_eq!(requested(world, CONVERSATION, 0, 99, 9), [0; 0]);
        assert_eq!(world.elsewhere(|tx| events::login_requests(tx, id(21), BEGIN, Millis::new(i64::MAX), 9)), []);
    }

    fn mrg_11_what_a_person_confirmed_is_found_with_what_was_joined(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            evidence::insert(tx, &evidence_of(40, MARA, DEVICE)).map(drop)
        });
        for _ in 0..3 {
            world.write(|tx| {
                let what = confirmed(tx)?;
                append(tx, Visibility::Agents, what)?;
                append(tx, Visibility::All, Happening::SignedOut(SessionId::ZERO))
            });
            world.later(1);
        }
        let found = |root, since, until, limit| {
            let [since, until] = [since, until].map(|millis: i64| BEGIN.plus(Span::millis(millis)));
            let found = world.write(move |tx| events::confirmations(tx, root, since, until, limit));
            assert!(found.iter().all(|it| it.evidence.id == id(40)));
            found.iter().map(|it| it.at.since(BEGIN).as_millis()).collect::<Vec<_>>()
        };
        assert_eq!(found(CONVERSATION, 0, 99, 9), [2, 1, 0]);
        assert_eq!(found(CONVERSATION, 1, 2, 9), [1]);
        assert_eq!(found(CONVERSATION, 0, 99, 2), [2, 1]);
        assert_eq!(found(id(21), 0, 99, 9), [0; 0]);
        world.write(|tx| conversations::join_into(tx, CONVERSATION, id(21)));
        assert_eq!(found(id(21), 0, 99, 9), [2, 1, 0]);
        assert_eq!(world.elsewhere(|tx| events::confirmations(tx, id(21), BEGIN, Millis::new(i64::MAX), 9)), []);
    }

    fn mrg_6_each_kind_of_event_is_read_as_it_was_told(world) {
        let told = world.write(|tx| {
            conversation(tx, 20, MARA)?;
            let message = answer(tx, 30, CONVERSATION)?;
            let note = say(tx, 31, CONVERSATION, messages::Speaker::Agent(AGENT), Visibility::Agents)?;
            let message = messages::find(tx, message)?.unwrap();
            let note = messages::find(tx, note)?.unwrap();
            evidence::insert(tx, &evidence_of(40, MARA, DEVICE))?;
            let evidence = evidence::find(tx, id(40))?.unwrap();
            let happenings = [
                (Visibility::All, Happening::Message(Box::new(message))),
                (Visibility::Agents, Happening::Message(Box::new(note))),
                (Visibility::All, Happening::SignedIn(Box::new(evidence))),
                (Visibility::All, Happening::SignedOut(id(50))),
                (Visibility::All, Happening::Joined(id(51))),
                (Visibility::All, Happening::Moved(id(52))),
                (Visibility::All, Happening::Parted(Some(id(53)))),
                (Visibility::All, Happening::Parted(None)),
                (Visibility::Agents, changed(tx)?),
                (Visibility::All, asked(tx)?),
                (Visibility::Agents, confirmed(tx)?),
                (Visibility::Agents, Happening::FollowUp(Box::new(mail(tx, 32, MARA)?))),
            ];
            happenings
                .into_iter()
                .map(|(visibility, what)| append(tx, visibility, what))
                .collect::<Result<Vec<_>>>()
        });
        let numbers: Vec<_> =
            told.iter().map(|event| (event.seq, event.conversation, event.user, event.at)).collect();
        assert_eq!(numbers, (1..=12).map(|seq| (seq, CONVERSATION, MARA, BEGIN)).collect::<Vec<_>>());
        let words: Vec<_> = told.iter().map(|event| event.what.word()).collect();
        assert_eq!(words, ["message", "message", "signed_in", "signed_out", "joined", "moved", "parted", "parted", "ticket", "login_requested", "confirmed", "follow_up"]);
        let read = world.write(|tx| {
            let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
            assert_eq!(conversation.last_seq, 12);
            events::after(tx, &conversation, 0, 99)
        });
        assert_eq!(read, told);
    }

    fn only_what_comes_after_a_number_is_read_in_order_and_up_to_a_limit(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            for _ in 0..5 {
                append(tx, Visibility::All, Happening::SignedOut(SessionId::ZERO))?;
            }
            Ok(())
        });
        assert_eq!(after(world, 0, 99), [1, 2, 3, 4, 5]);
        assert_eq!(after(world, 3, 99), [4, 5]);
        assert_eq!(after(world, 1, 2), [2, 3]);
        assert_eq!(after(world, 5, 99), [0; 0]);
        assert_eq!(after(world, 0, 0), [0; 0]);
        assert_eq!(after(world, i64::MIN, 1), [1]);
        assert_eq!(after(world, i64::MAX, 9), [0; 0]);
    }

    fn what_is_there_after_pruning_begins_with_a_gap(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            for _ in 0..5 {
                append(tx, Visibility::All, Happening::SignedOut(SessionId::ZERO))?;
            }
            tx.execute("DELETE FROM events WHERE account_id = $1 AND seq <= 3", params![&HOME])
        });
        assert_eq!(after(world, 1, 99), [4, 5]);
    }

    fn each_conversation_counts_for_itself(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, id(2))?;
            append(tx, Visibility::All, Happening::SignedOut(SessionId::ZERO))?;
            let mut other = conversations::take(tx, id(21))?.unwrap();
            let event = events::append(tx, &mut other, Visibility::All, Happening::Moved(CONVERSATION))?;
            assert_eq!((event.seq, other.last_seq), (1, 1));
            Ok(())
        });
        assert_eq!(after(world, 0, 99), [1]);
        let here = world.write(|tx| conversations::find(tx, CONVERSATION)).unwrap();
        assert_eq!(world.elsewhere(move |tx| events::after(tx, &here, 0, 99)), []);
    }

    fn two_that_were_not_taken_do_not_share_a_number(world) {
        world.write(|tx| conversation(tx, 20, MARA));
        let refused = world.refused(|tx| {
            let stale = conversations::find(tx, CONVERSATION)?.unwrap();
            let out = Happening::SignedOut(SessionId::ZERO);
            events::append(tx, &mut stale.clone(), Visibility::All, out.clone())?;
            events::append(tx, &mut stale.clone(), Visibility::All, out)
        });
        assert_eq!(refused, "events_pkey");
    }

    fn a_change_of_a_ticket_shows_the_ticket_as_it_is_now(world) {
        let told = world.write(|tx| {
            conversation(tx, 20, MARA)?;
            let changed = changed(tx)?;
            append(tx, Visibility::Agents, changed)
        });
        world.write(|tx| tickets::touch(tx, id(41), Some(Status::Closed)));
        let read = world.write(|tx| {
            let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
            events::after(tx, &conversation, 0, 99)
        });
        let Happening::Ticket { mut ticket, by } = told.what.clone() else { panic!("{told:?}") };
        ticket.status = Status::Closed;
        assert_eq!(read, [Event { what: Happening::Ticket { ticket, by }, ..told }]);
    }

    fn a_change_of_a_ticket_by_somebody_who_is_not_there_is_corrupt(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            let changed = changed(tx)?;
            append(tx, Visibility::Agents, changed)
        });
        for by in ["nobody", "000000000000000000000000", "rules nobody"] {
            world.write(move |tx| tx.execute("UPDATE events SET payload = $2 WHERE account_id = $1", params![&HOME, by]));
            let read = world.try_in(HOME, |tx| {
                let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
                events::after(tx, &conversation, 0, 99)
            });
            assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
        }
    }

    fn rou_6_when_and_on_what_the_rules_sent_a_ticket_to_its_queue_is_found_with_what_was_joined(world) {
        let (ticket_id, nothing) = (id(41), |found: Option<Routed>| assert_eq!(found, None));
        world.write(|tx| {
            conversation(tx, 21, HANNA)?;
            conversation(tx, 20, MARA)?;
            let by_agent = changed(tx)?;
            append(tx, Visibility::Agents, by_agent)
        });
        let found = move |root: ConversationId| world.write(move |tx| events::last_routed(tx, root, ticket_id));
        nothing(found(CONVERSATION));
        for evidence in [Some(id(40)), None, Some(id(43))] {
            world.later(1);
            let told = world.write(move |tx| {
                let ticket = Box::new(tickets::find(tx, ticket_id)?.unwrap());
                append(tx, Visibility::Agents, Happening::Ticket { ticket, by: ChangedBy::Rules(evidence) })
            });
            let read = world.write(move |tx| {
                let kept = conversations::find(tx, CONVERSATION)?.unwrap();
                events::after(tx, &kept, told.seq - 1, 1)
            });
            assert_eq!(read, std::slice::from_ref(&told));
            assert_eq!(found(CONVERSATION), Some(Routed { at: told.at, evidence }));
        }
        world.write(|tx| {
            let ticket = Box::new(tickets::find(tx, id(41))?.unwrap());
            append(tx, Visibility::Agents, Happening::Ticket { ticket, by: ChangedBy::Itself })
        });
        assert_eq!(found(CONVERSATION).and_then(|routed| routed.evidence), Some(id(43)));
        nothing(world.write(|tx| events::last_routed(tx, CONVERSATION, id(42))));
        world.write(|tx| conversations::join_into(tx, CONVERSATION, id(21)));
        assert_eq!(found(id(21)).and_then(|routed| routed.evidence), Some(id(43)));
        assert_eq!(world.elsewhere(|tx| events::last_routed(tx, id(21), id(41))), None);
    }

    fn tkt_1_a_ticket_that_closed_by_itself_was_changed_by_nobody(world) {
        let told = world.write(|tx| {
            conversation(tx, 20, MARA)?;
            let Happening::Ticket { ticket, .. } = changed(tx)? else { panic!("no ticket was changed") };
            append(tx, Visibility::Agents, Happening::Ticket { ticket, by: ChangedBy::Itself })
        });
        let read = world.write(|tx| {
            let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
            events::after(tx, &conversation, 0, 99)
        });
        assert_eq!(read, [told]);
    }

    /// It says so, and does not pass for something else.
    fn res_11_an_event_of_what_was_erased_has_nothing_to_show(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            let message = answer(tx, 30, CONVERSATION)?;
            let message = messages::find(tx, message)?.unwrap();
            append(tx, Visibility::All, Happening::Message(Box::new(message)))?;
            tx.execute("DELETE FROM messages WHERE account_id = $1", params![&HOME])
        });
        let read = world.write(|tx| {
            let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
            events::after(tx, &conversation, 0, 99)
        });
        assert_eq!(read.into_iter().map(|event| event.what).collect::<Vec<_>>(), [Happening::Erased]);
    }
}
