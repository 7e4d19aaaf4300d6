//! Whoever signed in says whether the earlier conversation on their device is theirs (MRG-11).

use bonafide_domain::{
    id::SessionId,
    identity::{self, Answer as Said, Answered, QuestionOver},
    time::Millis,
};

use super::{joining::Pair, log_in_join, post_message};
use crate::{Answer, Kept, Refused, rows::How};

/// Takes the answer. *Yes* joins the two as the login would have; *no* leaves the conversation with who wrote it.
pub fn answer_question(
    kept: &mut Kept,
    now: Millis,
    session: SessionId,
    said: Said,
) -> Result<Answer, Refused> {
    let actor = post_message::enter(kept, now, session)?;
    let (asked, since) = kept.question(session).ok_or(QuestionOver)?;
    let (asked, pair) = (*asked, Pair::find(kept, asked.anonymous, actor.user()));
    match identity::answer(&asked, &since, said, (&pair.theirs(), pair.users()), now)? {
        Answered::Joined(joining) => {
            set_answer(kept, session, said);
            let merging = log_in_join::merging(kept, pair.from, actor.author(), How::Answer(session));
            pair.carry_out(kept, now, &joining, merging);
        }
        Answered::LeftAlone => set_answer(kept, session, said),
        Answered::Before => {}
    }
    Ok(Answer::Said {
        joined: said == Said::Mine,
        conversation: kept.conversation_of(actor.user()),
        signed_in_at: kept.sessions[session].session.opened_at,
    })
}

fn set_answer(kept: &mut Kept, session: SessionId, said: Said) {
    for asked in kept.questions.iter_mut().filter(|asked| asked.session == session) {
        asked.answer = Some(said);
    }
}
