//! What each event makes true.

use std::collections::BTreeSet;

use bonafide_domain::{
    email::EmailVerified,
    id::{MergeId, SessionId, UserId},
    identity::{Answer as Said, JoinPolicy, Standing},
    limits,
    time::Span,
};

use super::{Asked, Bond, Origin, Party, Truth};
use crate::{
    Browser, Event, Lifetime, Refused, Token, World, X,
    event::{Act, Deed},
    world::{Answer, LoggedIn},
};

impl Truth {
    /// Notes what an event has done to a world.
    pub(crate) fn note(
        &mut self,
        event: &Event,
        outcome: &Result<Answer, Refused>,
        before: &World,
        after: &World,
    ) {
        self.note_opened(before, after);
        self.note_apart(outcome, before, after);
        match (event, outcome) {
            (Event::At(b, act), _) => self.note_act(*b, act, outcome, before, after),
            (Event::To(user, Deed::Ban | Deed::EndSessions(_)), Ok(_)) => {
                self.end_all(&self.family(self.party_of(before.kept.root(*user), &before.kept)), before);
            }
            (Event::To(user, Deed::Erase), Ok(_)) => self.note_erased(*user, before),
            (Event::To(user, Deed::LiftKeptBan), Ok(_)) => self.barred.retain(|(_, of)| of != user),
            (Event::EndSession(b), Ok(_)) => self.over.extend(before.client(*b).session),
            (Event::Merge(one, into, _), Ok(Answer::Merged { merge, survivor, .. })) => {
                self.note_merged([*one, *into], *survivor, *merge, before);
            }
            (Event::Undo(merge), Ok(_)) => self.note_undone(*merge, before),
            (
                Event::To(..)
                | Event::EndSession(_)
                | Event::Merge(..)
                | Event::Undo(_)
                | Event::ReleaseAddress(..)
                | Event::Policy(_)
                | Event::JoinPolicy(_)
                | Event::Multiple(_)
                | Event::FinishErasures
                | Event::Wait(_),
                _,
            ) => {}
        }
    }

    fn note_act(
        &mut self,
        b: Browser,
        act: &Act,
        outcome: &Result<Answer, Refused>,
        before: &World,
        after: &World,
    ) {
        match (act, outcome) {
            (Act::LogIn(token), Ok(Answer::LoggedIn(logged_in))) => {
                self.note_login(token, logged_in, before.client(b).session, before, after);
            }
            (Act::LogIn(Token { x, .. }) | Act::BadToken(x), _) => self.note_named(before, b, *x),
            // Sent again on what is another device by now, it is a message like any other.
            (Act::Send | Act::Repeat | Act::Say(_), Ok(Answer::Taken { message, repeated: false, .. })) => {
                let client = after.client(b);
                if let (Some(draft), Some(session)) = (&client.sent, client.session) {
                    let (typed, sent) = (self.party(draft.under), self.party(session));
                    let proven = typed == sent && matches!(sent, Party::Named(_));
                    let as_one = self.are_one(sent, typed);
                    self.origins.insert(*message, Origin { typed, sent, as_one, proven });
                }
            }
            (Act::Give(_), Ok(Answer::Taken { message, .. })) => {
                let by = after.client(b).session.map(|session| self.party(session));
                let form = |by| Origin { typed: by, sent: by, as_one: true, proven: false };
                self.origins.extend(by.map(|by| (*message, form(by))));
            }
            (Act::LogOut, _) => self.over.extend(before.client(b).session),
            (Act::Answer(said), Ok(Answer::Said { .. })) => {
                if let Some(session) = before.client(b).session {
                    self.note_said(*said, session, before, after);
                }
            }
            (
                Act::Open
                | Act::Compose(_)
                | Act::Send
                | Act::Repeat
                | Act::Say(_)
                | Act::Give(_)
                | Act::Look(_)
                | Act::Answer(_),
                _,
            ) => {}
        }
    }

    /// An anonymous session lasts for a fixed time. A login says below how long its own lasts.
    fn note_opened(&mut self, before: &World, after: &World) {
        let opened = after.kept.sessions.iter().skip(before.kept.sessions.len());
        self.until.extend(opened.map(|(id, _)| (id, before.now.plus(limits::ANONYMOUS_SESSION))));
    }

    /// SES-12: the page speaks of somebody else now.
    fn note_named(&mut self, before: &World, browser: Browser, x: X) {
        let held = before.client(browser).session;
        self.over.extend(held.filter(|held| self.names.get(held).is_some_and(|named| *named != x)));
    }

    /// All sessions of somebody end. Nobody says any more that what they wrote is theirs.
    fn end_all(&mut self, family: &BTreeSet<Party>, before: &World) {
        self.give_up_asking(family);
        let sessions = before.kept.sessions.iter().map(|(id, _)| id);
        let theirs: Vec<_> = sessions.filter(|session| family.contains(&self.party(*session))).collect();
        self.over.extend(theirs);
    }

    fn note_login(
        &mut self,
        token: &Token,
        logged_in: &LoggedIn,
        held: Option<SessionId>,
        before: &World,
        after: &World,
    ) {
        let x = token.x;
        self.note_proved_address(token, before);
        let was_open = held.filter(|held| !self.over.contains(held) && !self.names.contains_key(held));
        let lasts = lasts(token.lifetime);
        match was_open.map(|held| (held, self.becomes(held, before))) {
            Some((anonymous, Becomes::Theirs)) => {
                self.bind(anonymous, x, logged_in.session, before, after);
            }
            Some((anonymous, Becomes::AskedAbout)) => {
                let until = before.now.plus(lasts.min(limits::QUESTION));
                let writer = Party::Holder(anonymous);
                self.asked.insert(logged_in.session, Asked { writer, until, said: None, is_over: false });
            }
            Some((_, Becomes::Left)) | None => {}
        }
        self.over.extend(held.filter(|held| *held != logged_in.session));
        self.names.insert(logged_in.session, x);
        self.until.insert(logged_in.session, before.now.plus(lasts));
        self.first_holder.entry(x).or_insert(logged_in.user);
        match token.email {
            Some((e, EmailVerified::Yes)) => drop(self.verified.insert((x, e))),
            Some((e, EmailVerified::No)) => drop(self.verified.remove(&(x, e))),
            Some((_, EmailVerified::Unsaid)) | None => {}
        }
    }

    /// Whoever has an anonymous session is the one who signed in there. MRG-5: whoever they were found to be on other devices,
    /// nobody has signed in there.
    fn bind(&mut self, anonymous: SessionId, x: X, session: SessionId, before: &World, after: &World) {
        let last = before.kept.messages.iter().last().map(|(id, _)| id);
        self.end_all(&self.family(Party::Holder(anonymous)), before);
        let joined = after.kept.merges.len() > before.kept.merges.len();
        self.bonds.push(Bond {
            parties: (Party::Holder(anonymous), Party::Named(x)),
            merge: joined.then(|| before.kept.merges.next()),
            last,
            session: Some(session),
        });
    }

    /// MRG-11: they are whom they say to be, if they were asked and either is who they were.
    fn note_said(&mut self, said: Said, session: SessionId, before: &World, after: &World) {
        let Some(asked) = self.asked.get_mut(&session).filter(|asked| asked.is_open(before.now)) else {
            return;
        };
        asked.said = Some(said);
        let (Party::Holder(anonymous), Some(x)) = (asked.writer, self.names.get(&session).copied()) else {
            return;
        };
        match said {
            Said::Mine => self.bind(anonymous, x, session, before, after),
            Said::NotMine => {}
        }
    }

    /// Nobody is asked any more about one of these: they may be another by now.
    fn give_up_asking(&mut self, about: &BTreeSet<Party>) {
        for asked in self.asked.values_mut().filter(|asked| about.contains(&asked.writer)) {
            asked.is_over = true;
        }
    }

    /// What becomes of what was written with an anonymous session when a token is brought there: MRG-1, MRG-5, MRG-11. It is
    /// theirs still if the company's people have said who it is.
    fn becomes(&self, session: SessionId, before: &World) -> Becomes {
        let family = self.family(Party::Holder(session));
        let theirs = |message| self.whose(message).is_some_and(|whose| family.contains(&whose));
        let written = self.origins.keys().filter(|message| theirs(**message));
        let last = written.map(|message| before.kept.messages[*message].at).max();
        let is_known = family.iter().any(|party| matches!(party, Party::Named(_)));
        // Where only an agent spoke, it is as if they had written when they came.
        let kept = &before.kept;
        let came = kept.sessions[session].session;
        let spoken = !kept.conversations_of(kept.root(came.user)).is_empty();
        let last = last.or(spoken.then_some(came.opened_at));
        match (is_known, last, kept.join_policy) {
            (true, ..) => Becomes::Left,
            (false, None, _) | (false, Some(_), JoinPolicy::Always) => Becomes::Theirs,
            (false, Some(at), JoinPolicy::WithinHalfAnHour)
                if before.now.since(at) <= limits::JOIN_WITHIN =>
            {
                Becomes::Theirs
            }
            (false, Some(_), JoinPolicy::WithinHalfAnHour | JoinPolicy::Ask) => Becomes::AskedAbout,
        }
    }

    /// RES-2: who proves an address that an agent attached to somebody and checked, or that a program attached, is that one, if
    /// nobody named them yet.
    fn note_proved_address(&mut self, token: &Token, before: &World) {
        let Some((e, EmailVerified::Yes)) = token.email else { return };
        let unnamed = !self.first_holder.contains_key(&token.x);
        let checked = |held: &&crate::Identity| {
            unnamed && matches!(held.standing, Standing::AgentChecked | Standing::Api)
        };
        let Some(held) = before.kept.identity(e).filter(checked) else { return };
        let adopted = self.party_of(before.kept.root(held.user), &before.kept);
        let family = self.family(adopted);
        if family.iter().all(|party| matches!(party, Party::Holder(_))) {
            self.end_all(&family, before);
            let parties = (adopted, Party::Named(token.x));
            self.bonds.push(Bond { parties, merge: None, last: None, session: None });
        }
    }

    /// The company's people say that two are one (MRG-8). A ban of one is one of both (SES-13).
    fn note_merged(&mut self, users: [UserId; 2], survivor: UserId, merge: MergeId, before: &World) {
        let kept = &before.kept;
        let roots = users.map(|user| kept.root(user));
        let [one, other] = roots.map(|root| self.party_of(root, kept));
        let parties = if roots[1] == survivor { (one, other) } else { (other, one) };
        let last = kept.messages.iter().last().map(|(id, _)| id);
        // MRG-11: whose words were given away with theirs was never asked; and who is asked is another by now.
        let (merged, others) = (self.family(parties.0), self.family(parties.1));
        self.give_up_asking(&merged);
        self.give_up_asking(&others);
        let names = &self.names;
        let signed_in = |session| names.get(session).is_some_and(|x| merged.contains(&Party::Named(*x)));
        for (_, asked) in self.asked.iter_mut().filter(|(session, _)| signed_in(*session)) {
            asked.is_over = true;
        }
        self.bonds.push(Bond { parties, merge: Some(merge), last, session: None });
        if roots.iter().any(|root| kept.users[*root].is_banned()) {
            self.end_all(&self.family(one), before);
        }
    }

    /// MRG-12: they are two again. Who was merged has what they had, and what they proved to have written since; all else
    /// that was written since is the survivor's. What was opened by the merge, and every session of who was merged, ends.
    fn note_undone(&mut self, merge: MergeId, before: &World) {
        let Some(place) = self.bonds.iter().position(|bond| bond.merge == Some(merge)) else { return };
        let survivor = self.party_of(before.kept.root(before.kept.merges[merge].from), &before.kept);
        let bond = self.bonds.remove(place);
        let undone = self.family(bond.parties.0);
        self.over.extend(bond.session);
        self.end_all(&undone, before);
        let since =
            self.origins.iter().filter(|(message, origin)| !origin.proven && Some(**message) > bond.last);
        let theirs = |message| self.whose(message).is_some_and(|whose| undone.contains(&whose));
        let left: Vec<_> = since.map(|(message, _)| *message).filter(|message| theirs(*message)).collect();
        self.left.extend(left.into_iter().map(|message| (message, survivor)));
    }

    /// RES-11: whoever has the external id next is somebody new, to whom nothing of this one is given.
    fn note_erased(&mut self, user: UserId, before: &World) {
        let family = self.family(self.party_of(user, &before.kept));
        self.end_all(&family, before);
        let theirs = |message| self.whose(message).is_some_and(|whose| family.contains(&whose));
        let gone: Vec<_> = self.origins.keys().filter(|message| theirs(**message)).copied().collect();
        self.erased.extend(gone);
        if before.kept.users[user].is_banned() {
            let named = self.first_holder.keys().filter(|x| family.contains(&Party::Named(**x)));
            self.barred.extend(named.map(|x| (*x, user)));
        }
        self.bonds.retain(|bond| !family.contains(&bond.parties.0));
        self.first_holder.retain(|x, _| !family.contains(&Party::Named(*x)));
        self.verified.retain(|(x, _)| !family.contains(&Party::Named(*x)));
    }
}

/// What becomes of what was written before a login.
enum Becomes {
    Theirs,
    AskedAbout,
    Left,
}

/// How long a session lasts whose token lives so long: SES-4.
fn lasts(lifetime: Lifetime) -> Span {
    let token = match lifetime {
        Lifetime::Endless => return limits::SESSION,
        Lifetime::For(token) => token,
    };
    Span::millis(token.as_millis() + limits::LEEWAY.as_millis()).min(limits::SESSION)
}
