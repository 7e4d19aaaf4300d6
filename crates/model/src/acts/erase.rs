//! A person is erased (RES-11): the first step makes them unreachable, and what is left goes after it.

use bonafide_domain::{
    erasure::{self, Subject},
    id::{ConversationId, UserId},
    identity::Question,
    session::EndReason,
    ticket::Status,
};

use super::end;
use crate::{
    Kept, Merge, Refused, State, X,
    rows::{Erasure, Fate},
};

/// Erases a person: they are unreachable since.
pub fn erase(kept: &mut Kept, user: UserId) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    let bars = erasure::erase(&Subject { asked: user, root, bars: kept.users[root].bars })?;
    let external_ids: Vec<X> = kept.external_ids_of(root).collect();
    if !bars.is_nothing() {
        kept.kept_bans.extend(external_ids.iter().map(|x| (*x, root, bars))); // SES-13, SES-14
    }
    kept.erasures.push(Erasure { user: root, finished: false });
    make_unreachable(kept, root, &external_ids);
    Ok(())
}

fn make_unreachable(kept: &mut Kept, root: UserId, external_ids: &[X]) {
    let theirs = kept.conversations.iter().filter(|(_, conversation)| kept.root(conversation.user) == root);
    let conversations: Vec<_> =
        theirs.filter(|(_, conversation)| !conversation.erased).map(|(id, _)| id).collect();
    for conversation in conversations {
        hide(kept, conversation);
    }
    let addresses = kept.identities_of(root);
    let claimed = kept.displaced.iter().filter(|displaced| kept.root(displaced.user) == root);
    for e in claimed.map(|displaced| displaced.e).collect::<Vec<_>>() {
        kept.forget_displaced(e);
    }
    for held in &addresses {
        kept.release(held.e);
        kept.conflicts.retain(|(e, _)| *e != held.e);
    }
    kept.conflicts.retain(|(_, x)| !external_ids.contains(x));
    forget_questions(kept, root);
    let (users, theirs) = (&kept.users, |user: UserId| kept.users[user].root == root);
    for merge in kept.merges.rows_mut() {
        if users[merge.from].root == root || users[merge.into].root == root {
            merge.fate = Fate::Forgotten;
        }
    }
    kept.suggestions.retain(|suggestion| !theirs(suggestion.users.0) && !theirs(suggestion.users.1));
    for user in kept.users.rows_mut().filter(|user| user.root == root) {
        user.state = State::Erased;
        (user.name, user.bars.tokens_from) = (None, None);
        user.epoch += 1;
    }
    kept.external_ids.retain(|(x, _)| !external_ids.contains(x));
}

/// MRG-11: what they were asked, and what somebody was asked about them, or about whom they were once merged into.
fn forget_questions(kept: &mut Kept, root: UserId) {
    let theirs = |user: UserId| kept.users[user].root == root;
    let stays = |asked: &Question| {
        let leads = |merge: &Merge| theirs(merge.from) && merge.into == asked.anonymous;
        let merged = kept.merges.rows().any(|merge| merge.fate != Fate::Forgotten && leads(merge));
        !theirs(asked.anonymous) && !theirs(asked.user) && !merged
    };
    kept.questions = kept.questions.iter().filter(|asked| stays(asked)).copied().collect();
}

/// Nobody finds the conversation any more.
fn hide(kept: &mut Kept, id: ConversationId) {
    (kept.conversations[id].erased, kept.conversations[id].messages) = (true, 0);
    let roots = &kept.conversations;
    for ticket in kept.tickets.rows_mut().filter(|ticket| roots[ticket.conversation].root == id) {
        ticket.status = Status::Closed;
    }
}

/// Does all that is left of those who were erased.
pub fn finish(kept: &mut Kept) {
    let left: Vec<UserId> =
        kept.erasures.iter().filter(|erasure| !erasure.finished).map(|erasure| erasure.user).collect();
    for root in left {
        delete_conversations(kept, root);
        let theirs = |user: UserId| kept.users[user].root == root;
        for evidence in kept.evidence.rows_mut().filter(|evidence| theirs(evidence.user)) {
            (evidence.x, evidence.email) = (None, None);
        }
        let sessions = kept.sessions.rows().filter(|session| theirs(session.session.user));
        for session in sessions.map(|session| session.session.id).collect::<Vec<_>>() {
            end(kept, session, EndReason::Logout);
        }
    }
    for erasure in &mut kept.erasures {
        erasure.finished = true;
    }
}

fn delete_conversations(kept: &mut Kept, root: UserId) {
    let (users, conversations) = (&kept.users, &kept.conversations);
    let is_gone = |id: ConversationId| {
        let found = &conversations[conversations[id].root];
        found.erased && users[found.user].root == root
    };
    for message in kept.messages.rows_mut().filter(|message| is_gone(message.conversation)) {
        message.deleted = true;
    }
    let gone: Vec<_> =
        kept.tickets.iter().filter(|(_, it)| is_gone(it.conversation)).map(|(id, _)| id).collect();
    for id in &gone {
        kept.tickets[*id].deleted = true;
    }
    for ticket in kept.tickets.rows_mut() {
        ticket.merged_into = ticket.merged_into.filter(|into| !gone.contains(into));
    }
}
