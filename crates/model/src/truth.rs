//! What is so in truth, noted from the events alone. The sentences that are checked hold what the rules decided against
//! this, so nothing here asks the rules.

mod apart;
mod note;

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    id::{MergeId, MessageId, SessionId, UserId},
    identity::Answer as Said,
    time::Millis,
};

use crate::{E, Kept, X};

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
    /// Whether the two were one person when it was sent.
    pub as_one: bool,
    /// Whether somebody typed and sent it who was signed in, and it is no form.
    pub proven: bool,
}

/// Two who are one person: by a login on the device where the first had written within half an hour or nothing at all, or as
/// long ago as the account lets it be; by the word of whoever signed in there and was asked; by an address that an agent attached to the first and checked, and that the second proved; or by the word of the company's
/// people, who merged them by hand. Each may read what the other wrote, until it is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bond {
    /// Who was merged, and into whom.
    pub parties: (Party, Party),
    /// The merge, if it is one that can be undone.
    pub merge: Option<MergeId>,
    /// The last message that there was.
    pub last: Option<MessageId>,
    /// The session of the login, or that they were asked with.
    pub session: Option<SessionId>,
}

/// What somebody who signed in was asked (MRG-11): whether what was written on the device is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Whoever had written there.
    pub writer: Party,
    /// From when on it is too late to say.
    pub until: Millis,
    /// What they said.
    pub said: Option<Said>,
    /// Whether either has become somebody else since.
    pub is_over: bool,
}

impl Asked {
    /// Whether they may still say.
    pub fn is_open(&self, now: Millis) -> bool {
        self.said.is_none() && !self.is_over && now < self.until
    }
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
    /// To whom each external id was given first, since its holder before was erased.
    pub first_holder: BTreeMap<X, UserId>,
    /// Who is one person with whom.
    pub bonds: Vec<Bond>,
    /// The messages that users wrote and that were accepted.
    pub origins: BTreeMap<MessageId, Origin>,
    /// Who was asked whether what was written on the device is theirs, by the session that they signed in with.
    pub asked: BTreeMap<SessionId, Asked>,
    /// Messages of conversations that stay apart: they began so, or were there when their owner was found to be another, while
    /// that was switched on (MRG-9).
    pub apart: BTreeSet<MessageId>,
    /// What nobody proved to have written, written while two were one: the survivor's for good once they are two again.
    pub left: BTreeMap<MessageId, Party>,
    /// What people wrote who were erased since: nobody may read it.
    pub erased: BTreeSet<MessageId>,
    /// Whose tokens have said of which address that it is verified, and not the contrary since.
    pub verified: BTreeSet<(X, E)>,
    /// Who was banned when they were erased, with the user they were, until that was lifted.
    pub barred: BTreeSet<(X, UserId)>,
}

impl Truth {
    /// Whoever has a session.
    pub fn party(&self, session: SessionId) -> Party {
        self.names.get(&session).map_or(Party::Holder(session), |x| Party::Named(*x))
    }

    /// Whoever a user was made for: who has the external id, or else the anonymous session. Nobody was without either.
    pub fn party_of(&self, user: UserId, kept: &Kept) -> Party {
        let named = self.first_holder.iter().find(|(_, holder)| **holder == user);
        let session =
            || kept.sessions_of(user).next().expect("a user begins with a session or an external id");
        named.map_or_else(|| Party::Holder(session()), |(x, _)| Party::Named(*x))
    }

    /// Everyone who is one person with somebody.
    pub fn family(&self, of: Party) -> BTreeSet<Party> {
        let mut family = BTreeSet::from([of]);
        let mut untold = vec![of];
        while let Some(party) = untold.pop() {
            for Bond { parties: (one, other), .. } in &self.bonds {
                let next = match (*one == party, *other == party) {
                    (true, _) => *other,
                    (_, true) => *one,
                    (false, false) => continue,
                };
                if family.insert(next) {
                    untold.push(next);
                }
            }
        }
        family
    }

    /// Whether two are one person.
    pub fn are_one(&self, one: Party, other: Party) -> bool {
        one == other || self.family(one).contains(&other)
    }

    /// Whose a message is; nobody's if that one was erased.
    pub fn whose(&self, message: MessageId) -> Option<Party> {
        let origin = self.origins.get(&message).filter(|_| !self.erased.contains(&message))?;
        Some(self.left.get(&message).copied().unwrap_or(origin.sent))
    }

    /// The sessions with which somebody may act now, so far as nobody is banned.
    pub fn sessions_of(&self, family: &BTreeSet<Party>, now: Millis) -> impl Iterator<Item = SessionId> {
        let lasts = self.until.iter().filter(move |(_, until)| now < **until).map(|(session, _)| *session);
        lasts.filter(|session| !self.over.contains(session) && family.contains(&self.party(*session)))
    }
}
