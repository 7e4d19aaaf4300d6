//! What can happen, and how it is told.

use std::fmt;

use bonafide_domain::{
    email::EmailVerified,
    id::{ConversationId, MergeId, UserId},
    identity::{Answer as Said, AttachedBy, Authority, EmailPolicy, JoinPolicy},
    ticket::Status,
    time::{Millis, Span},
};

use crate::table;

/// A browser, counted from 0. Whoever sits at it is who the page's tokens say; nobody else can tell.
pub type Browser = usize;

/// An external id: the X of the rules, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct X(pub u8);

/// An address: the E of the rules, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct E(pub u8);

/// How long a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// It says no end.
    Endless,
    /// It ends after this time.
    For(Span),
}

/// A token whose signature is good, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Whom it names.
    pub x: X,
    /// The address that it brings, and what it says of it.
    pub email: Option<(E, EmailVerified)>,
    /// How long it is good for, from now.
    pub lifetime: Lifetime,
    /// When it was issued, if it says so.
    pub issued_at: Option<Millis>,
}

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody, or the page, does something at a browser.
    At(Browser, Act),
    /// One of the company's people does something to a user.
    To(UserId, Deed),
    /// An administrator ends the session that a browser has.
    EndSession(Browser),
    /// An administrator takes a contended address from its holder, for whom the external id is.
    ReleaseAddress(E, X),
    /// An administrator chooses a policy on addresses, and confirms what it takes (EML-6).
    Policy(EmailPolicy),
    /// An administrator chooses when what was written before a login is joined without asking (MRG-11).
    JoinPolicy(JoinPolicy),
    /// An administrator switches `multiple conversations` on the channel (MRG-9).
    Multiple(On),
    /// One of the company's people says that two users are one: the first is merged into the second (MRG-8).
    Merge(UserId, UserId, Authority),
    /// An administrator undoes a merge (MRG-12).
    Undo(MergeId),
    /// Whatever is left of those who were erased goes (RES-11).
    FinishErasures,
    /// Time goes by.
    Wait(Span),
}

/// What is done at a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It asks for an anonymous session.
    Open,
    /// Somebody types something for a conversation, which waits to be sent. A browser without session asks for one first.
    Compose(Aim),
    /// What waits is sent, with the session that the browser has by now.
    Send,
    /// What was sent last is sent again, as after an answer that was lost.
    Repeat,
    /// Somebody types something for a conversation and sends it at once.
    Say(Aim),
    /// The browser asks for the page of a conversation that it names.
    Look(ConversationId),
    /// Whoever signed in says whether what was written on the device is theirs (MRG-11).
    Answer(Said),
    /// Somebody types an address into the form and sends it (SEE-5).
    Give(E),
    /// The page brings a token that is good.
    LogIn(Token),
    /// The page brings a token that names somebody and is not good.
    BadToken(X),
    /// The page logs out.
    LogOut,
}

/// Which conversation words are for (MRG-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// None is named.
    Latest,
    /// One that they begin.
    New,
    /// One that is named, whosever it is.
    Conversation(ConversationId),
    /// The one that the words with this number began, on whichever device.
    BegunBy(u32),
}

/// What the company's people do to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// An agent bans them.
    Ban,
    /// An agent lifts the ban.
    LiftBan,
    /// An administrator ends all their sessions, and may refuse their earlier tokens.
    EndSessions(RefuseEarlier),
    /// An administrator accepts their earlier tokens again.
    AcceptEarlier,
    /// An agent attaches an address to them, and may say how they checked who it is; or a program does.
    Attach(E, AttachedBy),
    /// An agent detaches an address from them.
    Detach(E),
    /// An agent answers them.
    Answer,
    /// An agent puts their ticket somewhere.
    PutTicket(Status),
    /// An administrator erases them (RES-11).
    Erase,
    /// An agent lifts the ban that outlived their erasure (SES-13).
    LiftKeptBan,
}

/// Whether a setting is on.
pub type On = bool;
/// Whether earlier tokens are refused as well (SES-14).
pub type RefuseEarlier = bool;

impl fmt::Display for X {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "usr_{}", self.0)
    }
}

impl fmt::Display for E {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}@shop.example", self.0)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a token of {}", self.x)?;
        match self.email {
            Some((e, EmailVerified::Yes)) => write!(f, " with {e}, verified")?,
            Some((e, EmailVerified::No)) => write!(f, " with {e}, not verified")?,
            Some((e, EmailVerified::Unsaid)) => write!(f, " with {e}, of which it says nothing")?,
            None => {}
        }
        if let Lifetime::For(span) = self.lifetime {
            write!(f, ", good for {} s", span.as_millis() / 1000)?;
        }
        match self.issued_at {
            Some(at) => write!(f, ", issued at {}", at.as_i64()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(b, act) => write!(f, "at browser {b}, {act}"),
            Self::To(user, deed) => write!(f, "the company {deed} user {}", short(*user)),
            Self::EndSession(b) => write!(f, "the company ends the session of browser {b}"),
            Self::ReleaseAddress(e, x) => write!(f, "the company takes {e} from its holder for {x}"),
            Self::Policy(policy) => write!(f, "the policy is {}", policy.as_str()),
            Self::JoinPolicy(policy) => {
                write!(f, "what was written before a login is joined by the setting {}", policy.as_str())
            }
            Self::Multiple(true) => f.write_str("multiple conversations are switched on"),
            Self::Multiple(false) => f.write_str("multiple conversations are switched off"),
            Self::Merge(one, into, by) => {
                let by = match by {
                    Authority::Agent => "an agent",
                    Authority::Administrator => "an administrator",
                };
                write!(f, "{by} merges user {} into user {}", short(*one), short(*into))
            }
            Self::Undo(merge) => {
                write!(f, "merge {} is undone", table::place(*merge).map_or(0, |place| place + 1))
            }
            Self::FinishErasures => f.write_str("whatever is left of those who were erased goes"),
            Self::Wait(span) => write!(f, "{} s go by", span.as_millis() / 1000),
        }
    }
}

/// The model's users are numbered from 1.
fn short(user: UserId) -> usize {
    table::place(user).map_or(0, |place| place + 1)
}

fn short_conversation(id: ConversationId) -> usize {
    table::place(id).map_or(0, |place| place + 1)
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => Ok(()),
            Self::New => f.write_str(" to begin a conversation"),
            Self::Conversation(id) => write!(f, " in conversation {}", short_conversation(*id)),
            Self::BegunBy(words) => write!(f, " where words {words} began"),
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("an anonymous session is asked for"),
            Self::Compose(aim) => write!(f, "somebody types something{aim}"),
            Self::Send => f.write_str("what waits is sent"),
            Self::Repeat => f.write_str("the same is sent again"),
            Self::Say(aim) => write!(f, "somebody says something{aim}"),
            Self::Look(id) => write!(f, "conversation {} is asked for", short_conversation(*id)),
            Self::Answer(Said::Mine) => f.write_str("somebody says that the earlier conversation is theirs"),
            Self::Answer(Said::NotMine) => {
                f.write_str("somebody says that the earlier conversation is not theirs")
            }
            Self::Give(e) => write!(f, "somebody gives {e} by form"),
            Self::LogIn(token) => write!(f, "the page logs in by {token}"),
            Self::BadToken(x) => write!(f, "the page brings a token of {x} that is not good"),
            Self::LogOut => f.write_str("the page logs out"),
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ban => f.write_str("bans"),
            Self::LiftBan => f.write_str("lifts the ban of"),
            Self::EndSessions(false) => f.write_str("ends all sessions of"),
            Self::EndSessions(true) => f.write_str("ends all sessions and refuses earlier tokens of"),
            Self::AcceptEarlier => f.write_str("accepts earlier tokens of"),
            Self::Attach(e, AttachedBy::Agent { checked: true }) => write!(f, "attaches {e}, checked, to"),
            Self::Attach(e, AttachedBy::Agent { checked: false }) => write!(f, "attaches {e}, unchecked, to"),
            Self::Attach(e, AttachedBy::Program) => write!(f, "attaches {e} by a program to"),
            Self::Detach(e) => write!(f, "detaches {e} from"),
            Self::Answer => f.write_str("answers"),
            Self::PutTicket(status) => write!(f, "makes {} the ticket of", status.as_str()),
            Self::Erase => f.write_str("erases"),
            Self::LiftKeptBan => f.write_str("lifts the ban that was kept of"),
        }
    }
}
