//! The bounds of a small world: what there is in it, what can happen, and how often.

use bonafide_domain::{
    email::EmailVerified,
    id::UserId,
    identity::{Answer as Said, AttachedBy, Authority, EmailPolicy, JoinPolicy},
    ticket::Status,
    time::Span,
};

use super::model::State;
use crate::{
    E, Event, Fate, Kept, Lifetime, State as Known, Token, User, X,
    event::{Act, Aim, Deed, On},
};

/// A token of the model's pages ends after ten minutes, if it says so: a session of it outlasts no half hour.
const SHORT: Lifetime = Lifetime::For(Span::minutes(10));

/// A small world.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Its name, for running it by hand.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// How many browsers there are.
    pub browsers: usize,
    /// How many external ids tokens name.
    pub external_ids: u8,
    /// How many addresses tokens bring.
    pub addresses: u8,
    /// How many events happen at most, in CI.
    pub events: u8,
    /// The policies on addresses.
    pub policies: &'static [EmailPolicy],
    /// When what was written before a login is joined without asking, at first (MRG-11).
    pub joins: JoinPolicy,
    /// Whether `multiple conversations` is on at first (MRG-9).
    pub multiple: On,
    /// What can happen.
    pub happens: &'static [Kind],
    /// What must come about in it, so that it is known not to be empty.
    pub comes_about: &'static [&'static str],
}

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody says something at once.
    Say,
    /// Somebody begins a conversation with what they say.
    Begin,
    /// Somebody says something in a conversation, also of somebody else.
    SayIn,
    /// Somebody says whether what was written on the device before is theirs.
    Answer,
    /// Four hours and one minute go by: nobody is asked any more.
    WaitForQuestions,
    /// An administrator switches `multiple conversations`.
    SwitchMultiple,
    /// Somebody types something, which waits until it is sent.
    Compose,
    /// A browser asks for an anonymous session, having one already.
    Open,
    /// A login whose token brings no address.
    LogIn,
    /// A login whose token ends soon.
    ShortLogIn,
    /// A login whose token brings an address that is verified, not verified, or says nothing of it.
    LogInWithAddress,
    /// A login whose token brings an address that is verified.
    ProveAddress,
    /// Somebody gives an address by form.
    Give,
    /// A token that is not good.
    BadToken,
    /// A logout.
    LogOut,
    /// Eleven minutes go by: short tokens have ended.
    WaitForTokens,
    /// Thirty-one minutes go by: what was written is not joined any more.
    WaitForJoins,
    /// An agent bans somebody, and lifts the ban.
    Ban,
    /// An administrator ends a session, or all of a user's and refuses their earlier tokens.
    EndSessions,
    /// An agent attaches an address, checked and unchecked, and detaches it.
    Attach,
    /// An administrator takes a contended address from its holder.
    ReleaseAddress,
    /// An agent closes or solves a ticket.
    PutTicket,
    /// Two users are merged by hand, by an agent or, where both have an external id, also by an administrator.
    Merge,
    /// An administrator undoes a merge.
    Undo,
    /// An administrator chooses another policy.
    ChoosePolicy,
    /// An administrator erases somebody, and then what is left of them goes.
    Erase,
}

impl Bounds {
    /// What can happen next.
    pub(super) fn next(&self, state: &State, events: &mut Vec<Event>) {
        for kind in self.happens {
            for browser in 0..self.browsers {
                self.at_browser(*kind, browser, state, events);
            }
            self.anywhere(*kind, state, events);
        }
    }

    /// What can happen at a browser.
    fn at_browser(&self, kind: Kind, b: usize, state: &State, events: &mut Vec<Event>) {
        let client = state.world.client(b);
        let has_session = client.session.is_some();
        match kind {
            Kind::Say => events.push(Event::At(b, Act::Say(Aim::Latest))),
            Kind::Begin => events.push(Event::At(b, Act::Say(Aim::New))),
            Kind::SayIn if has_session => {
                let all = state.world.kept.conversations.iter();
                events.extend(all.map(|(id, _)| Event::At(b, Act::Say(Aim::Conversation(id)))));
            }
            Kind::Answer if client.signed_in => {
                events.extend(Said::ALL.map(|said| Event::At(b, Act::Answer(said))));
            }
            Kind::Compose if client.draft.is_none() => events.push(Event::At(b, Act::Compose(Aim::Latest))),
            Kind::Compose => events.push(Event::At(b, Act::Send)),
            Kind::Open if has_session => events.push(Event::At(b, Act::Open)),
            Kind::LogIn => {
                events.extend(self.xs().map(|x| Event::At(b, Act::LogIn(token(x, None, Lifetime::Endless)))));
            }
            Kind::ShortLogIn => {
                events.extend(self.xs().map(|x| Event::At(b, Act::LogIn(token(x, None, SHORT)))));
            }
            Kind::LogInWithAddress => {
                self.with_address(b, &[EmailVerified::Yes, EmailVerified::No, EmailVerified::Unsaid], events);
            }
            Kind::ProveAddress => self.with_address(b, &[EmailVerified::Yes], events),
            Kind::Give => events.extend(self.es().map(|e| Event::At(b, Act::Give(e)))),
            Kind::BadToken if client.signed_in => {
                events.extend(self.xs().map(|x| Event::At(b, Act::BadToken(x))));
            }
            Kind::LogOut if has_session => events.push(Event::At(b, Act::LogOut)),
            Kind::EndSessions if has_session => events.push(Event::EndSession(b)),
            Kind::Open
            | Kind::BadToken
            | Kind::LogOut
            | Kind::EndSessions
            | Kind::SayIn
            | Kind::Answer
            | Kind::WaitForQuestions
            | Kind::SwitchMultiple
            | Kind::WaitForTokens
            | Kind::WaitForJoins
            | Kind::Ban
            | Kind::Attach
            | Kind::ReleaseAddress
            | Kind::PutTicket
            | Kind::Merge
            | Kind::Undo
            | Kind::ChoosePolicy
            | Kind::Erase => {}
        }
    }

    fn with_address(&self, b: usize, says: &[EmailVerified], events: &mut Vec<Event>) {
        for x in self.xs() {
            for e in self.es() {
                let token = |says: &EmailVerified| token(x, Some((e, *says)), Lifetime::Endless);
                events.extend(says.iter().map(|says| Event::At(b, Act::LogIn(token(says)))));
            }
        }
    }

    /// What can happen to users and by itself.
    fn anywhere(&self, kind: Kind, state: &State, events: &mut Vec<Event>) {
        let kept = &state.world.kept;
        let users = || kept.roots().map(|id| (id, &kept.users[id]));
        match kind {
            Kind::WaitForTokens => events.push(Event::Wait(Span::minutes(11))),
            Kind::WaitForJoins => events.push(Event::Wait(Span::minutes(31))),
            Kind::WaitForQuestions => events.push(Event::Wait(Span::minutes(241))),
            Kind::SwitchMultiple => events.push(Event::Multiple(!kept.multiple)),
            Kind::Ban => events.extend(users().map(|(id, user)| {
                if user.is_banned() { Event::To(id, Deed::LiftBan) } else { Event::To(id, Deed::Ban) }
            })),
            Kind::EndSessions => events.extend(users().map(|(id, user)| match user.bars.tokens_from {
                Some(_) => Event::To(id, Deed::AcceptEarlier),
                None => Event::To(id, Deed::EndSessions(true)),
            })),
            Kind::Attach => {
                for (id, _) in users() {
                    for e in self.es() {
                        let by = [true, false].map(|checked| AttachedBy::Agent { checked });
                        events.extend(by.map(|by| Event::To(id, Deed::Attach(e, by))));
                    }
                }
                events.extend(
                    kept.identities.iter().map(|held| Event::To(kept.root(held.user), Deed::Detach(held.e))),
                );
            }
            Kind::ReleaseAddress => {
                events.extend(kept.conflicts.iter().map(|(e, x)| Event::ReleaseAddress(*e, *x)));
            }
            Kind::PutTicket => {
                for (id, _) in users() {
                    events.extend(
                        [Status::Solved, Status::Closed].map(|status| Event::To(id, Deed::PutTicket(status))),
                    );
                }
            }
            Kind::Merge => events.extend(merges(kept)),
            Kind::Undo => {
                let stands = kept.merges.iter().filter(|(_, merge)| merge.fate == Fate::Stands);
                events.extend(stands.map(|(id, _)| Event::Undo(id)));
            }
            Kind::ChoosePolicy => {
                let others = EmailPolicy::ALL.into_iter().filter(|policy| *policy != kept.policy);
                events.extend(others.map(Event::Policy));
            }
            Kind::Erase => {
                events.extend(kept.users.iter().map(|(id, _)| Event::To(id, Deed::Erase)));
                let barred = |(id, user): (UserId, &User)| {
                    let is_kept = kept.kept_bans.iter().any(|(_, of, _)| *of == id);
                    ((user.is_banned() || is_kept) && user.state == Known::Erased)
                        .then_some(Event::To(id, Deed::LiftKeptBan))
                };
                events.extend(kept.users.iter().filter_map(barred));
                let is_left = kept.erasures.iter().any(|erasure| !erasure.finished);
                events.extend(is_left.then_some(Event::FinishErasures));
            }
            Kind::Say
            | Kind::Begin
            | Kind::SayIn
            | Kind::Answer
            | Kind::Compose
            | Kind::Open
            | Kind::LogIn
            | Kind::ShortLogIn
            | Kind::LogInWithAddress
            | Kind::ProveAddress
            | Kind::Give
            | Kind::BadToken
            | Kind::LogOut => {}
        }
    }

    fn xs(&self) -> impl Iterator<Item = X> + use<> {
        (0..self.external_ids).map(X)
    }

    fn es(&self) -> impl Iterator<Item = E> + use<> {
        (0..self.addresses).map(E)
    }
}

/// None of the model's tokens says when it was issued, so that each is refused where earlier ones are (SES-14).
fn token(x: X, email: Option<(E, EmailVerified)>, lifetime: Lifetime) -> Token {
    Token { x, email, lifetime, issued_at: None }
}

/// Every two who stand for themselves, either into the other.
fn merges(kept: &Kept) -> Vec<Event> {
    let is_known = |user: UserId| kept.external_ids_of(user).next().is_some();
    let mut events = Vec::new();
    for one in kept.roots() {
        for into in kept.roots().filter(|into| *into != one) {
            events.push(Event::Merge(one, into, Authority::Agent));
            if is_known(one) && is_known(into) {
                events.push(Event::Merge(one, into, Authority::Administrator));
            }
        }
    }
    events
}
