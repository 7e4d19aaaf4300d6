//! What is so in truth, noted from the events alone. The sentences that are checked hold what the rules decided against
//! this, so nothing here asks the rules.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    email::EmailVerified,
    id::{MessageId, SessionId, UserId},
    identity::Standing,
    limits,
    time::{Millis, Span},
};

use crate::{
    Browser, Event, Lifetime, Refused, Token, World, X,
    event::{Act, Deed},
    world::Answer,
};

/// Who somebody is in truth, as far as anybody can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Whoever has this anonymous session.
    Holder(SessionId),
    /// Whoever the company names so.
    Named(X),
}

/// Of a message, who typed it and who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Whose words they are.
    pub typed: Party,
    /// Whose session they were sent with.
    pub sent: Party,
}

/// What is so in truth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Truth {
    /// Whom the company named when a session was opened; nobody for an anonymous one.
    pub names: BTreeMap<SessionId, X>,
    /// Sessions that were ended, in whatever way: nobody may ever act with them again.
    pub over: BTreeSet<SessionId>,
    /// Until when each session lasts.
    pub until: BTreeMap<SessionId, Millis>,
    /// To whom each external id was given first.
    pub first_holder: BTreeMap<X, UserId>,
    /// Who may read what was written with an anonymous session, besides its holder: whoever signed in where it was,
    /// within half an hour or before anything was written, and whoever proves an address that an agent attached to its user and checked.
    pub shared: BTreeSet<(SessionId, X)>,
    /// The messages that users wrote and that were accepted.
    pub origins: BTreeMap<MessageId, Origin>,
}

impl Truth {
    /// Whoever has a session.
    pub fn party(&self, session: SessionId) -> Party {
        self.names.get(&session).map_or(Party::Holder(session), |x| Party::Named(*x))
    }

    /// Notes what an event has done to a world.
    pub(crate) fn note(
        &mut self,
        event: &Event,
        outcome: &Result<Answer, Refused>,
        before: &World,
        after: &World,
    ) {
        self.note_opened(before, after);
        match event {
            Event::At(b, act) => self.note_act(*b, act, outcome, before, after),
            Event::To(user, Deed::Ban | Deed::EndSessions(_)) => self.note_all_over(before, *user),
            Event::EndSession(b) => {
                self.over.extend(before.client(*b).session.filter(|_| outcome.is_ok()));
            }
            Event::To(..) | Event::ReleaseAddress(..) | Event::Policy(_) | Event::Wait(_) => {}
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
                let held = before.client(b).session;
                self.note_shared(token, held, before);
                self.over.extend(held.filter(|held| *held != logged_in.session));
                self.names.insert(logged_in.session, token.x);
                self.until.insert(logged_in.session, before.now.plus(lasts(token.lifetime)));
                self.first_holder.entry(token.x).or_insert(logged_in.user);
            }
            (Act::LogIn(Token { x, .. }) | Act::BadToken(x), _) => self.note_named(before, b, *x),
            (Act::Send | Act::Say, Ok(Answer::Taken { message, repeated: false, .. })) => {
                let client = after.client(b);
                if let (Some(draft), Some(session)) = (&client.sent, client.session) {
                    let origin = Origin { typed: self.party(draft.under), sent: self.party(session) };
                    self.origins.insert(*message, origin);
                }
            }
            (Act::LogOut, _) => self.over.extend(before.client(b).session),
            (Act::Open | Act::Compose | Act::Send | Act::Repeat | Act::Say, _) => {}
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

    fn note_all_over(&mut self, before: &World, user: UserId) {
        let kept = &before.kept;
        let Some(root) = kept.users.get(user).map(|user| user.root) else { return };
        let theirs = kept.sessions.iter().filter(|(_, session)| kept.root(session.session.user) == root);
        self.over.extend(theirs.map(|(id, _)| id));
    }

    /// A login was accepted: what was written before may be theirs to read.
    fn note_shared(&mut self, token: &Token, held: Option<SessionId>, before: &World) {
        let x = token.x;
        if let Some(held) = held.filter(|held| !self.over.contains(held) && !self.names.contains_key(held)) {
            let written = self.origins.iter().filter(|(_, origin)| origin.sent == Party::Holder(held));
            let last = written.map(|(message, _)| before.kept.messages[*message].at).max();
            // MRG-1, MRG-5: of whoever wrote nothing there is nothing to keep apart.
            if last.is_none_or(|at| before.now.since(at) <= limits::JOIN_WITHIN) {
                self.shared.insert((held, x));
            }
        }
        let Some((e, EmailVerified::Yes)) = token.email else { return };
        let Some(identity) = before.kept.identity(e).filter(|_| !self.first_holder.contains_key(&x)) else {
            return;
        };
        let sessions: Vec<SessionId> = before.kept.sessions_of(identity.user).collect();
        let is_named = self.first_holder.values().any(|holder| *holder == identity.user);
        let turned_out = self.shared.iter().any(|(session, other)| sessions.contains(session) && *other != x);
        if identity.standing == Standing::AgentChecked && !is_named && !turned_out {
            self.shared.extend(sessions.iter().map(|session| (*session, x)));
            self.over.extend(sessions);
        }
    }
}

/// How long a session lasts whose token lives so long: SES-4.
fn lasts(lifetime: Lifetime) -> Span {
    let token = match lifetime {
        Lifetime::Endless => return limits::SESSION,
        Lifetime::For(token) => token,
    };
    Span::millis(token.as_millis() + limits::LEEWAY.as_millis()).min(limits::SESSION)
}
