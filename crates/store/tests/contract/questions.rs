//! The contract of `questions`.

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{Answer, Question, Since},
    time::{Millis, Span},
};
use bonafide_store::{
    Result, Tx,
    merges::{self, How, NewMerge},
    questions, users,
};

use crate::{
    furnish::{AGENT, DEVICE, HANNA, MARA, TABLET, anonymous, id, sign_in},
    world::{BEGIN, NOBODY, World, on_both},
};

const SESSION: SessionId = id(20);
const A: UserId = id(21);

fn question() -> Question {
    Question {
        session: SESSION,
        anonymous: A,
        epoch: 0,
        user: MARA,
        written_at: Millis::new(7),
        asked_at: BEGIN,
        expires_at: BEGIN.plus(Span::minutes(5)),
        answer: None,
    }
}

const SINCE: Since = Since { root: A, epoch: 0, is_known: false, is_changed: false, user: MARA };

fn ask(tx: &mut Tx<'_>) -> Result<()> {
    anonymous(tx, 21)?;
    sign_in(tx, 20, MARA, DEVICE)?;
    questions::insert(tx, &question())
}

fn since(world: &World) -> Since {
    world.write(|tx| questions::find(tx, SESSION)).unwrap().1
}

fn merge(byte: u8, from: UserId, into: UserId) -> NewMerge {
    NewMerge {
        id: id(byte),
        from,
        into,
        conversations: None,
        seam: None,
        apart: "[]".to_owned(),
        tickets_before: "[]".to_owned(),
        emails_before: "[]".to_owned(),
        how: How::Login(id(9)),
    }
}

on_both! {
    fn mrg_11_a_session_is_asked_once_and_nobody_else_is(world) {
        world.write(ask);
        assert_eq!(world.write(|tx| questions::find(tx, SESSION)), Some((question(), SINCE)));
        assert_eq!(world.refused(|tx| questions::insert(tx, &question())), "questions_pkey");
        world.write(|tx| sign_in(tx, 22, MARA, TABLET).map(drop));
        assert_eq!(world.write(|tx| questions::find(tx, id(22))), None);
        assert_eq!(world.elsewhere(|tx| questions::find(tx, SESSION)), None);
        assert_eq!(world.try_in(NOBODY, |tx| questions::find(tx, SESSION)), Ok(None));
    }

    fn mrg_11_what_is_asked_is_of_a_session_that_there_is(world) {
        world.write(|tx| anonymous(tx, 21).map(drop));
        assert!(world.impossible(|tx| questions::insert(tx, &question())));
    }

    fn mrg_11_the_first_answer_is_kept(world) {
        for (byte, first, other) in [(20, Answer::Mine, Answer::NotMine), (30, Answer::NotMine, Answer::Mine)] {
            let session = id(byte);
            world.write(move |tx| {
                anonymous(tx, byte + 1)?;
                sign_in(tx, byte, MARA, if byte == 20 { DEVICE } else { TABLET })?;
                questions::insert(tx, &Question { session, anonymous: id(byte + 1), ..question() })
            });
            assert!(world.write(move |tx| questions::set_answer(tx, session, first)));
            assert!(!world.write(move |tx| questions::set_answer(tx, session, other)));
            assert!(!world.elsewhere(move |tx| questions::set_answer(tx, session, other)));
            let (kept, _) = world.write(move |tx| questions::find(tx, session)).unwrap();
            assert_eq!(kept.answer, Some(first));
        }
    }

    fn mrg_11_what_became_of_the_two_is_read_with_it(world) {
        world.write(ask);
        world.later(5);
        world.write(|tx| users::end_sessions(tx, A));
        assert_eq!(since(world), Since { epoch: 1, ..SINCE });
        world.write(|tx| anonymous(tx, 23).and_then(|_| merges::insert(tx, &merge(1, id(23), A))));
        assert_eq!(since(world), Since { epoch: 1, is_changed: true, ..SINCE });
        world.write(|tx| users::set_known(tx, A));
        assert_eq!(since(world), Since { epoch: 1, is_changed: true, is_known: true, ..SINCE });
        world.write(|tx| users::retire(tx, A, HANNA).and_then(|()| users::retire(tx, MARA, HANNA)));
        let expected = Since { root: HANNA, epoch: 1, is_changed: true, user: HANNA, ..SINCE };
        assert_eq!(since(world), expected);
    }

    fn mrg_11_whoever_was_merged_into_them_before_is_theirs(world) {
        world.write(|tx| {
            anonymous(tx, 21)?;
            anonymous(tx, 23)?;
            merges::insert(tx, &merge(1, id(23), A))
        });
        world.later(1);
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            questions::insert(tx, &Question { asked_at: tx.now(), ..question() })
        });
        assert_eq!(since(world), SINCE);
        // Until they are two again: who wrote on this device may be the other.
        world.later(1);
        assert!(world.write(|tx| merges::undo(tx, id(1), AGENT)));
        assert_eq!(since(world), Since { is_changed: true, ..SINCE });
        // RES-11: with the merge would go what makes it void.
        assert_eq!(world.write(|tx| questions::forget(tx, id(23))), 1);
        assert_eq!(world.write(|tx| questions::find(tx, SESSION)), None);
    }

    fn res_11_a_question_is_forgotten_with_who_is_asked_and_who_it_is_about(world) {
        for (number, erased) in [(20_u8, MARA), (30, id(31))] {
            let session = id(number);
            let asked = move |tx: &mut Tx<'_>| {
                anonymous(tx, number + 1)?;
                sign_in(tx, number, MARA, if number == 20 { DEVICE } else { TABLET })?;
                questions::insert(tx, &Question { session, anonymous: id(number + 1), ..question() })
            };
            world.write(asked);
            assert_eq!(world.write(|tx| questions::forget(tx, HANNA)), 0);
            assert_eq!(world.elsewhere(move |tx| questions::forget(tx, erased)), 0);
            assert_eq!(world.write(move |tx| questions::forget(tx, erased)), 1);
            assert_eq!(world.write(move |tx| questions::find(tx, session)), None);
        }
    }
}
