//! Everything that devices and agents see of a world.

use bonafide_domain::{
    email::EmailVerified,
    id::{ConversationId, EvidenceId, MergeId, MessageId, SessionId, TicketId, UserId},
    identity::{Kind, Standing},
    mark::{self, MessageMark, PersonMark},
    session,
    ticket::Status,
    time::Millis,
};

use crate::{Client, E, How, Kept, Merge, Refused, World, X};

/// Everything that is seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// By each browser.
    pub browsers: Vec<Result<Page, Refused>>,
    /// By agents, of everyone who was not merged into somebody.
    pub people: Vec<Person>,
    /// By administrators: the open conflicts by address and external id, with who holds the address and who has the external id.
    pub conflicts: Vec<(E, X, Option<UserId>, Option<UserId>)>,
}

/// What a browser sees of its conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Whom its session was opened for.
    pub user: UserId,
    /// The name and the customer's own id of the user, by their own token.
    pub named: (Option<X>, Option<X>),
    /// The conversation; of several the one last written to.
    pub conversation: Option<ConversationId>,
    /// What was said.
    pub lines: Vec<Line>,
    /// Where they have several or may begin another (MRG-9): whether they may, and all of them.
    pub several: Option<(bool, Vec<Listed>)>,
    /// When what was written on the device was last written to, of which they are asked whether it is theirs (MRG-11).
    pub asked: Option<Millis>,
}

/// A conversation in the list of those that a user has.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The conversation.
    pub conversation: ConversationId,
    /// What was said last in it.
    pub last: Option<MessageId>,
    /// What its page shows.
    pub lines: Vec<Line>,
}

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The message.
    pub message: MessageId,
    /// What was said; `None` of an agent's.
    pub words: Option<Words>,
    /// The author, and whom they turned out to be.
    pub by: Option<(UserId, UserId)>,
    /// The author's name.
    pub name: Option<X>,
    /// The mark.
    pub mark: MessageMark,
    /// What it rests on.
    pub evidence: Option<Proved>,
    /// When it was received.
    pub at: Millis,
}

/// What a user said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Words, by their number.
    Typed(u32),
    /// The form, with this address.
    Form(E),
}

/// What a mark rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Proved {
    /// About whom it is.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    /// Whom the token named; nobody once they were erased.
    pub x: Option<X>,
    /// The address that it brought, and whether it said that it is verified.
    pub email: Option<(E, bool)>,
    /// The rule that resolved the user.
    pub rule: String,
    /// When it was accepted.
    pub accepted_at: Millis,
}

/// A user as agents see them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Their id.
    pub user: UserId,
    /// The customer's own id for them.
    pub external_id: Option<X>,
    /// Their name.
    pub name: Option<X>,
    /// The mark by their name.
    pub mark: PersonMark,
    /// What it rests on, and until when.
    pub proved: Option<(Proved, Millis)>,
    /// Their addresses, in the order in which they are shown, and what each rests on.
    pub emails: Vec<(E, Standing)>,
    /// Whether they are banned.
    pub banned: bool,
    /// From when on their tokens must be.
    pub tokens_from: Option<Millis>,
    /// Their sessions that count, newest first.
    pub sessions: Vec<SessionId>,
    /// Their devices, by the newest session, and the mark of each.
    pub devices: Vec<(SessionId, PersonMark)>,
    /// The merges that lead to them, newest first: who was merged into whom, and whether by hand.
    pub merges: Vec<(MergeId, (UserId, UserId), bool)>,
    /// Who may be the same person, and by which address.
    pub suggestions: Vec<(UserId, E)>,
    /// Their conversations, the one last written to first.
    pub conversations: Vec<Thread>,
}

/// A conversation as agents see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// The conversation.
    pub id: ConversationId,
    /// Whether it is joined with another of the same person's (MRG-9).
    pub kind: Kind,
    /// What was said.
    pub lines: Vec<Line>,
    /// Its tickets.
    pub cases: Vec<Case>,
    /// The person's other conversations, each with its newest ticket.
    pub others: Vec<(ConversationId, TicketId)>,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The ticket.
    pub id: TicketId,
    /// Whose case it is.
    pub requester: UserId,
    /// Where it stands.
    pub status: Status,
    /// Higher goes first.
    pub priority: i64,
    /// Whether it is somebody's work.
    pub is_taken: bool,
    /// The ticket it was merged into.
    pub merged_into: Option<TicketId>,
}

impl World {
    /// Everything that is seen of it.
    pub fn seen(&self) -> Seen {
        let kept = &self.kept;
        let both = |(e, x): &(E, X)| {
            let holder = kept.identity(*e).map(|held| kept.whose(held));
            (*e, *x, holder, kept.holder(*x).map(|(_, root)| root))
        };
        let mut conflicts: Vec<_> = kept.conflicts.iter().map(both).collect();
        conflicts.sort_unstable_by_key(|(e, x, ..)| (*e, *x));
        Seen {
            browsers: self.clients.iter().map(|client| self.page(client)).collect(),
            people: kept.roots().map(|id| self.person(id)).collect(),
            conflicts,
        }
    }

    fn page(&self, client: &Client) -> Result<Page, Refused> {
        let kept = &self.kept.sessions[client.session.ok_or(Refused::Nothing)?];
        let actor = session::admit(&kept.session, &self.kept.around(kept), self.now)?;
        let conversation = self.kept.conversation_of(actor.user());
        Ok(Page {
            user: actor.author(),
            named: (self.kept.users[actor.author()].name, self.kept.external_id(actor.author())),
            conversation,
            lines: conversation.map_or_else(Vec::new, |id| lines(&self.kept, id)),
            several: self.several(actor.user()),
            asked: self.kept.open_question(actor.session(), self.now).map(|question| question.written_at),
        })
    }

    /// The one first in which something was said last.
    fn several(&self, user: UserId) -> Option<(bool, Vec<Listed>)> {
        let (kept, theirs) = (&self.kept, self.kept.conversations_of(user));
        let listed = |id: &ConversationId| Listed {
            conversation: *id,
            last: kept.last_message(*id),
            lines: lines(kept, *id),
        };
        let are_several = theirs.len() > 1 || kept.multiple;
        are_several.then(|| (kept.multiple, theirs.iter().map(listed).collect()))
    }

    fn person(&self, id: UserId) -> Person {
        let kept = &self.kept;
        let user = &kept.users[id];
        let theirs = || {
            let all =
                kept.sessions.rows().filter(move |kept_session| kept.root(kept_session.session.user) == id);
            all.filter(|theirs| theirs.session.ended.is_none()).map(|theirs| (theirs, kept.around(theirs)))
        };
        let mut sessions: Vec<_> = kept.sessions_that_count(id, self.now).collect();
        sessions.reverse();
        let mut devices: Vec<_> = theirs()
            .filter_map(|(theirs, around)| {
                Some((theirs.session.id, mark::of_device(&theirs.session, &around, self.now)?))
            })
            .collect();
        devices.reverse();
        let longest = self.longest_signed_in(id);
        let theirs = kept.conversations_of(id);
        let by_hand = |merge: &Merge| matches!(merge.how, How::Hand(_));
        let merges = kept.merges_of(id).map(|(id, merge)| (id, (merge.from, merge.into), by_hand(merge)));
        let mut merges: Vec<_> = merges.collect();
        merges.reverse();
        Person {
            user: id,
            external_id: kept.external_id(id),
            name: user.name,
            mark: self.mark_of(id),
            proved: longest.map(|(until, evidence)| (proved(kept, evidence), until)),
            emails: kept.identities_of(id).iter().map(|held| (held.e, kept.standing(held))).collect(),
            banned: user.is_banned(),
            tokens_from: user.bars.tokens_from,
            sessions,
            devices,
            merges,
            suggestions: kept.suggestions_of(id).collect(),
            conversations: theirs.iter().map(|id| thread(kept, *id, &theirs)).collect(),
        }
    }
}

impl World {
    /// The mark by somebody's name.
    pub(crate) fn mark_of(&self, root: UserId) -> PersonMark {
        let until = self.longest_signed_in(root).map(|(until, _)| until);
        mark::of_person(self.kept.users[root].is_banned(), until, self.now)
    }

    /// Of the session of theirs that is signed in and lasts longest: until when, and what it rests on.
    fn longest_signed_in(&self, root: UserId) -> Option<(Millis, EvidenceId)> {
        let kept = &self.kept;
        let theirs = kept.sessions.rows().filter(|theirs| kept.root(theirs.session.user) == root);
        let counts = theirs.filter(|theirs| {
            theirs.session.ended.is_none() && theirs.epoch == kept.users[theirs.session.user].epoch
        });
        let signed_in = counts.filter_map(|theirs| {
            Some((theirs.session.expires_at, theirs.session.id, theirs.session.proof?.evidence))
        });
        let longest = signed_in.max_by_key(|(until, session, _)| (*until, *session));
        longest.map(|(until, _, evidence)| (until, evidence))
    }
}

fn thread(kept: &Kept, id: ConversationId, theirs: &[ConversationId]) -> Thread {
    let newest = |id: &ConversationId| Some((*id, kept.tickets_in(*id).last()?.0));
    let others = theirs.iter().filter(|other| **other != id);
    Thread {
        id,
        kind: kept.conversations[id].kind,
        lines: lines(kept, id),
        cases: cases(kept, id),
        others: others.filter_map(newest).collect(),
    }
}

fn lines(kept: &Kept, conversation: ConversationId) -> Vec<Line> {
    let lines = kept.messages_in(conversation).map(|(id, message)| {
        let evidence = message.written.and_then(|written| written.evidence);
        Line {
            message: id,
            words: message.written.map(|written| match written.form {
                Some(e) => Words::Form(e),
                None => Words::Typed(written.client_id),
            }),
            by: message.written.map(|written| (written.author, kept.root(written.author))),
            name: message.written.and_then(|written| kept.users[written.author].name),
            mark: mark::of_message(evidence),
            evidence: evidence.map(|evidence| proved(kept, evidence)),
            at: message.at,
        }
    });
    lines.collect()
}

fn proved(kept: &Kept, evidence: EvidenceId) -> Proved {
    let evidence = &kept.evidence[evidence];
    Proved {
        user: evidence.user,
        session: evidence.session,
        x: evidence.x,
        email: evidence.email.map(|(e, says)| (e, says == EmailVerified::Yes)),
        rule: evidence.rule.to_owned(),
        accepted_at: evidence.accepted_at,
    }
}

fn cases(kept: &Kept, conversation: ConversationId) -> Vec<Case> {
    let cases = kept.tickets_in(conversation).map(|(id, ticket)| Case {
        id,
        requester: ticket.requester,
        status: ticket.status,
        priority: ticket.priority,
        is_taken: ticket.assignee.is_some(),
        merged_into: ticket.merged_into,
    });
    cases.collect()
}
