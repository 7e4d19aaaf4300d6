//! The small worlds: what there is in them, what can happen, and how often.

use bonafide_domain::{email::EmailVerified, identity::EmailPolicy, ticket::Status, time::Span};

use super::model::State;
use crate::{
    E, Event, Lifetime, Token, X,
    event::{Act, Deed},
    kept,
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
}

/// The small worlds that are looked at.
pub const ALL: &[Bounds] = &[
    Bounds {
        name: "marks",
        about: "words composed and sent across logins, logouts, expiry and ends of sessions",
        browsers: 2,
        external_ids: 2,
        addresses: 0,
        events: 6,
        policies: &[EmailPolicy::VerifiedOnly],
        happens: &[
            Kind::Say,
            Kind::Compose,
            Kind::Open,
            Kind::LogIn,
            Kind::ShortLogIn,
            Kind::BadToken,
            Kind::LogOut,
            Kind::WaitForTokens,
        ],
        comes_about: &[
            "a message has a mark",
            "a message of somebody signed in has none, for it was composed before",
            "words typed as somebody else were refused",
            "a session was renewed",
            "a session expired",
            "a refused token logged a device out",
        ],
    },
    Bounds {
        name: "joins",
        about: "what was written before a login, on three devices, with tickets and half hours",
        browsers: 3,
        external_ids: 2,
        addresses: 0,
        events: 7,
        policies: &[EmailPolicy::VerifiedOnly],
        happens: &[Kind::Say, Kind::LogIn, Kind::LogOut, Kind::WaitForJoins, Kind::PutTicket],
        comes_about: &[
            "a conversation became the user's (MRG-2)",
            "a conversation was joined into a ticket (MRG-3)",
            "a conversation was joined and its ticket went on (MRG-4)",
            "what was written was left alone (MRG-11)",
        ],
    },
    Bounds {
        name: "bans",
        about: "bans, lifted bans and ended sessions between everything else",
        browsers: 3,
        external_ids: 2,
        addresses: 0,
        events: 6,
        policies: &[EmailPolicy::VerifiedOnly],
        happens: &[Kind::Say, Kind::Open, Kind::LogIn, Kind::LogOut, Kind::Ban, Kind::EndSessions],
        comes_about: &[
            "somebody banned was refused",
            "a device was barred from anonymous use",
            "an earlier token was refused",
        ],
    },
    Bounds {
        name: "addresses",
        about: "who holds an address, under each policy",
        browsers: 3,
        external_ids: 2,
        addresses: 2,
        events: 4,
        policies: &EmailPolicy::ALL,
        happens: &[Kind::Say, Kind::LogInWithAddress, Kind::Attach, Kind::ReleaseAddress],
        comes_about: &[
            "an address is verified",
            "an address moved to whoever proved it (RES-5, RES-9)",
            "a user was adopted (RES-2)",
            "a login was refused for its address (RES-4)",
        ],
    },
    Bounds {
        name: "everything",
        about: "everything at once: three people, two addresses, two external ids, three devices",
        browsers: 3,
        external_ids: 2,
        addresses: 2,
        events: 4,
        policies: &EmailPolicy::ALL,
        happens: &[
            Kind::Say,
            Kind::Compose,
            Kind::Open,
            Kind::LogIn,
            Kind::ShortLogIn,
            Kind::LogInWithAddress,
            Kind::BadToken,
            Kind::LogOut,
            Kind::WaitForTokens,
            Kind::WaitForJoins,
            Kind::Ban,
            Kind::EndSessions,
            Kind::Attach,
            Kind::ReleaseAddress,
            Kind::PutTicket,
        ],
        comes_about: &["a message has a mark", "an address is verified", "somebody banned was refused"],
    },
];

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
            Kind::Say => events.push(Event::At(b, Act::Say)),
            Kind::Compose if client.draft.is_none() => events.push(Event::At(b, Act::Compose)),
            Kind::Compose => events.push(Event::At(b, Act::Send)),
            Kind::Open if has_session => events.push(Event::At(b, Act::Open)),
            Kind::LogIn => {
                events.extend(self.xs().map(|x| Event::At(b, Act::LogIn(token(x, None, Lifetime::Endless)))));
            }
            Kind::ShortLogIn => {
                events.extend(self.xs().map(|x| Event::At(b, Act::LogIn(token(x, None, SHORT)))));
            }
            Kind::LogInWithAddress => {
                for x in self.xs() {
                    for e in self.es() {
                        for says in [EmailVerified::Yes, EmailVerified::No, EmailVerified::Unsaid] {
                            events
                                .push(Event::At(b, Act::LogIn(token(x, Some((e, says)), Lifetime::Endless))));
                        }
                    }
                }
            }
            Kind::BadToken if client.signed_in => {
                events.extend(self.xs().map(|x| Event::At(b, Act::BadToken(x))));
            }
            Kind::LogOut if has_session => events.push(Event::At(b, Act::LogOut)),
            Kind::EndSessions if has_session => events.push(Event::EndSession(b)),
            Kind::Open
            | Kind::BadToken
            | Kind::LogOut
            | Kind::EndSessions
            | Kind::WaitForTokens
            | Kind::WaitForJoins
            | Kind::Ban
            | Kind::Attach
            | Kind::ReleaseAddress
            | Kind::PutTicket => {}
        }
    }

    /// What can happen to users and by itself.
    fn anywhere(&self, kind: Kind, state: &State, events: &mut Vec<Event>) {
        let kept = &state.world.kept;
        let users = || kept.users.iter().filter(|(_, user)| user.state != kept::State::Retired);
        match kind {
            Kind::WaitForTokens => events.push(Event::Wait(Span::minutes(11))),
            Kind::WaitForJoins => events.push(Event::Wait(Span::minutes(31))),
            Kind::Ban => events.extend(users().map(|(id, user)| {
                if user.banned { Event::To(id, Deed::LiftBan) } else { Event::To(id, Deed::Ban) }
            })),
            Kind::EndSessions => events.extend(users().map(|(id, user)| match user.tokens_from {
                Some(_) => Event::To(id, Deed::AcceptEarlier),
                None => Event::To(id, Deed::EndSessions(true)),
            })),
            Kind::Attach => {
                for (id, _) in users() {
                    for e in self.es() {
                        events.extend([true, false].map(|checked| Event::To(id, Deed::Attach(e, checked))));
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
            Kind::Say
            | Kind::Compose
            | Kind::Open
            | Kind::LogIn
            | Kind::ShortLogIn
            | Kind::LogInWithAddress
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
