//! Whoever signed in says whether the earlier conversation on their device is theirs (MRG-11).

use bonafide_domain::{
    id::{ConversationId, EvidenceId, SessionId},
    identity::{self, Answer, Answered, Join, Joining, Question, QuestionOver},
    session::{Actor, Proof},
    time::Millis,
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, conversations,
    events::{self, Happening},
    evidence,
    merges::How,
    messages::Visibility,
    questions, sessions,
};

use super::{
    Refused, Step, address_lock::POLICY_LOCK, admission, joining::Pair, log_in_join, log_in_session,
    merge_users, open_session, taking,
};
use crate::secrets::SessionToken;

/// What came of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Whether the earlier conversation is theirs from now on.
    pub joined: bool,
    /// The user's conversation and the number of its last event.
    pub conversation: Option<(ConversationId, i64)>,
    /// When they signed in: what was written before stays unmarked.
    pub signed_in_at: Millis,
}

/// The question that a session can still answer.
pub(super) fn find_open(tx: &mut Tx<'_>, session: SessionId) -> Step<Option<Question>> {
    let now = tx.now();
    let asked = questions::find(tx, session)?.filter(|(question, since)| question.is_open(since, now));
    Ok(asked.map(|(question, _)| question))
}

/// Takes the answer. *Yes* joins the two as the login would have; *no* leaves the conversation with who wrote it, whose
/// session has ended with the login.
pub fn answer_question(tx: &mut Tx<'_>, token: &SessionToken, said: Answer) -> Step<Done<Said>> {
    let device = admission::find(tx, token)?.ok_or(Refused::NoSession)?.session.device;
    // A login or logout that is under way on this device comes before or after. What the writer claimed goes back (EML-5).
    tx.lock_sharing(POLICY_LOCK, &[open_session::device_lock(&device)])?;
    let session = admission::admit(tx, token)?.session();
    let ((asked, since), _) = taking::take_users(
        tx,
        |tx| Ok(questions::find(tx, session)?.ok_or(QuestionOver)?),
        |(asked, since)| [asked.anonymous, since.user].into(),
    )?;
    // A ban or the end of all their sessions may have come until they were taken.
    let actor = admission::admit(tx, token)?;
    let pair = Pair::take(tx, asked.anonymous, actor.user())?;
    let both = (&pair.theirs(), pair.users());
    let mut announcements = Vec::new();
    match identity::answer(&asked, &since, said, both, tx.now())? {
        Answered::Joined(joining) => {
            questions::set_answer(tx, actor.session(), said)?;
            join(tx, &pair, &actor, &joining, &mut announcements)?;
        }
        Answered::LeftAlone => {
            questions::set_answer(tx, actor.session(), said)?;
        }
        Answered::Before => {}
    }
    Ok(Done { value: told(tx, &actor, said)?, announcements })
}

/// The very join of a login, with who said so in the messenger, when, and with which session.
fn join(
    tx: &mut Tx<'_>,
    pair: &Pair,
    actor: &Actor,
    joining: &Joining,
    news: &mut Vec<Announcement>,
) -> Step<()> {
    let merging = log_in_join::merging(tx, pair.from, actor.author(), How::Answer(actor.session()))?;
    pair.carry_out(tx, joining, merging, news)?;
    merge_users::tell_of_a_first_conversation(tx, joining.one, news)?;

    // MRG-6: at the seam agents see who signed in, when and how, and that they said so.
    let Some(Proof { evidence, .. }) = actor.proof() else { return Ok(()) };
    let evidence = evidence::find(tx, *evidence)?.ok_or_else(|| no_evidence(*evidence))?;
    let one = match joining.one {
        Join::Nothing => None,
        Join::Become { conversation: at, .. }
        | Join::IntoTicket { into: at, .. }
        | Join::IntoConversation { into: at, .. } => Some(at),
    };
    for id in one.into_iter().chain(joining.apart.iter().map(|apart| apart.conversation)) {
        let Some(mut conversation) = conversations::find(tx, id)? else { continue };
        let confirmed = Happening::Confirmed(Box::new(evidence.clone()));
        let event = events::append(tx, &mut conversation, Visibility::Agents, confirmed)?;
        conversations::save(tx, &conversation)?;
        news.push(Announcement::Happened(event));
        log_in_session::route_again(tx, id, news)?;
    }
    Ok(())
}

fn told(tx: &mut Tx<'_>, actor: &Actor, said: Answer) -> Step<Said> {
    let session = actor.session();
    let kept = sessions::find(tx, session)?;
    let kept = kept.ok_or_else(|| StoreError::Corrupt(format!("no session {session}")))?;
    let conversation = conversations::find_of_user(tx, actor.user())?;
    Ok(Said {
        joined: said == Answer::Mine,
        conversation: conversation.map(|conversation| (conversation.id, conversation.last_seq)),
        signed_in_at: kept.session.opened_at,
    })
}

fn no_evidence(id: EvidenceId) -> StoreError {
    StoreError::Corrupt(format!("no evidence {id}"))
}
