//! The contract of `follow_ups`.

use bonafide_domain::{
    follow_up::Obstacle,
    id::{ConversationId, MessageId, UserId},
    mark::EmailMark,
    time::{Millis, Span},
};
use bonafide_store::{
    Result, Tx,
    follow_ups::{self, FollowUp, NewFollowUp, State},
};

use crate::{
    furnish::{HANNA, MARA, answer, conversation, id},
    world::{BEGIN, World, on_both},
};

const CONVERSATION: ConversationId = id(20);
const FIRST: MessageId = id(30);
const SECOND: MessageId = id(31);

/// A message that goes by mail.
pub(super) fn mail(tx: &mut Tx<'_>, byte: u8, user: UserId) -> Result<FollowUp> {
    let message = answer(tx, byte, CONVERSATION)?;
    let mark = EmailMark::GivenByForm;
    let new = NewFollowUp { message, user, address: "mara@shop.example", mark, subject: "Zoë's order" };
    follow_ups::insert(tx, &new)
}

/// Mara's conversation, with two mails to her address.
fn begin(world: &World) {
    world.write(|tx| {
        conversation(tx, 20, MARA)?;
        mail(tx, 30, MARA).and_then(|_| mail(tx, 31, MARA)).map(drop)
    });
}

fn in_millis(millis: i64) -> Millis {
    BEGIN.plus(Span::millis(millis))
}

fn claim(world: &World, message: MessageId, until: i64) -> Option<i64> {
    let claimed = world.write(move |tx| follow_ups::claim(tx, message, in_millis(until)));
    claimed.map(|mail| mail.attempts)
}

fn settle(world: &World, attempt: i64, state: State) -> Option<FollowUp> {
    world.write(move |tx| follow_ups::settle(tx, FIRST, attempt, state))
}

fn next_due(world: &World) -> Option<MessageId> {
    world.write(|tx| Ok(follow_ups::next_due(tx)?.map(|mail| mail.message)))
}

fn find(world: &World, message: MessageId) -> Option<FollowUp> {
    world.write(move |tx| follow_ups::find(tx, message))
}

on_both! {
    fn eml_11_a_mail_is_read_as_it_was_written(world) {
        world.write(|tx| conversation(tx, 20, MARA).map(drop));
        let written = world.write(|tx| mail(tx, 30, MARA));
        let expected = FollowUp {
            message: FIRST,
            user: MARA,
            address: Some("mara@shop.example".to_owned()),
            mark: EmailMark::GivenByForm,
            subject: "Zoë's order".to_owned(),
            state: State::Waiting { obstacle: None, due_at: BEGIN },
            attempts: 0,
            written_at: BEGIN,
        };
        assert_eq!((find(world, FIRST), find(world, SECOND)), (Some(written.clone()), None));
        assert_eq!(written, expected);
    }

    fn eml_11_the_mail_that_is_due_for_longest_comes_first(world) {
        begin(world);
        assert_eq!(next_due(world), Some(FIRST));
        assert_eq!(claim(world, FIRST, 10), Some(1));
        assert_eq!(next_due(world), Some(SECOND));
        assert_eq!(claim(world, SECOND, 5), Some(1));
        assert_eq!(next_due(world), None);
        world.later(10);
        assert_eq!(next_due(world), Some(SECOND));
    }

    fn details_16_a_mail_is_claimed_by_one_at_a_time(world) {
        begin(world);
        assert_eq!(claim(world, FIRST, 10), Some(1));
        assert_eq!(claim(world, FIRST, 10), None);
        world.later(9);
        assert_eq!(claim(world, FIRST, 20), None);
        world.later(1);
        assert_eq!(claim(world, FIRST, 20), Some(2), "whoever had it is gone");
        assert_eq!(claim(world, id(9), 20), None, "there is none");
    }

    fn eml_11_a_mail_that_was_hindered_is_due_again(world) {
        begin(world);
        claim(world, FIRST, 10);
        let again = State::Waiting { obstacle: Some(Obstacle::Later), due_at: in_millis(7) };
        assert_eq!(settle(world, 1, again).unwrap().state, again);
        assert_eq!(find(world, FIRST).unwrap().state, again);
        claim(world, SECOND, 100);
        world.later(6);
        assert_eq!(next_due(world), None);
        world.later(1);
        assert_eq!(next_due(world), Some(FIRST));
    }

    fn eml_11_a_mail_that_ended_is_not_claimed_again(world) {
        begin(world);
        claim(world, FIRST, 0);
        let sent = State::Sent { at: in_millis(3) };
        assert_eq!(settle(world, 1, sent).unwrap().state, sent);
        assert_eq!(claim(world, FIRST, 10), None);
        assert_eq!(settle(world, 1, State::Failed { obstacle: Obstacle::Refused, at: BEGIN }), None);
        assert_eq!(find(world, FIRST).unwrap().state, sent);
    }

    fn eml_11_a_mail_that_failed_says_why(world) {
        begin(world);
        claim(world, FIRST, 0);
        let failed = State::Failed { obstacle: Obstacle::Refused, at: in_millis(3) };
        assert_eq!(settle(world, 1, failed).unwrap().state, failed);
        assert_eq!(find(world, FIRST).unwrap().state, failed);
        assert_eq!(next_due(world), Some(SECOND));
    }

    fn details_16_what_somebody_else_has_since_is_not_settled(world) {
        begin(world);
        claim(world, FIRST, 0);
        claim(world, FIRST, 5);
        assert_eq!(settle(world, 1, State::Sent { at: BEGIN }), None);
        assert!(settle(world, 2, State::Sent { at: BEGIN }).is_some());
    }

    fn an_account_has_its_own_mails(world) {
        world.furnish_elsewhere(|tx| {
            conversation(tx, 20, MARA)?;
            mail(tx, 30, HANNA).map(drop)
        });
        assert_eq!((next_due(world), find(world, FIRST)), (None, None));
        assert_eq!(claim(world, FIRST, 9), None);
    }
}
