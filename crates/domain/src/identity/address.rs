//! Addresses: who holds one, and what may become of it when a token brings it (EML, RES-2 to RES-13).

use crate::{email::EmailVerified, id::UserId};

/// What an account lets become an email identity (EML-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailPolicy {
    /// Only an address that a trusted token says was verified.
    VerifiedOnly,
    /// One that nobody verified too, as long as nobody holds it.
    VerifiedAndUnverified,
    /// As before, and whoever is not signed in can take one over (EML-5).
    AnyoneMayClaim,
}

impl EmailPolicy {
    /// All of them, for reading one back.
    pub const ALL: [Self; 3] = [Self::VerifiedOnly, Self::VerifiedAndUnverified, Self::AnyoneMayClaim];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifiedOnly => "verified_only",
            Self::VerifiedAndUnverified => "verified_and_unverified",
            Self::AnyoneMayClaim => "anyone_may_claim",
        }
    }

    /// Whether an address that nobody verified can be an identity.
    pub(super) const fn keeps_unverified(self) -> bool {
        match self {
            Self::VerifiedOnly => false,
            Self::VerifiedAndUnverified | Self::AnyoneMayClaim => true,
        }
    }

    /// Whether a form takes an address from its verified owner (EML-5).
    pub(super) const fn lets_anyone_claim(self) -> bool {
        match self {
            Self::VerifiedOnly | Self::VerifiedAndUnverified => false,
            Self::AnyoneMayClaim => true,
        }
    }
}

/// What an email identity rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A token of its user said that it was verified.
    Verified,
    /// A token of its user brought it, and did not say so.
    Unverified,
    /// It was attached through our API (EML-10).
    Api,
    /// An agent attached it (EML-4) and stated how the person was checked.
    AgentChecked,
    /// An agent attached it and did not say how.
    AgentUnchecked,
    /// Somebody who was not signed in typed it.
    Form,
    /// As [`Form`](Self::Form), and it was another user's, verified: unreliable, until it goes back (EML-5).
    Claimed {
        /// Whose verified address it is.
        owner: UserId,
    },
}

/// Who attaches an address to a user without a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttachedBy {
    /// An agent, who stated how the person was checked or did not (EML-4).
    Agent {
        /// Whether they stated it.
        checked: bool,
    },
    /// A program, with a key of the REST API (EML-10).
    Program,
}

impl AttachedBy {
    /// What an address rests on that was attached so.
    pub const fn standing(self) -> Standing {
        match self {
            Self::Agent { checked: true } => Standing::AgentChecked,
            Self::Agent { checked: false } => Standing::AgentUnchecked,
            Self::Program => Standing::Api,
        }
    }
}

/// What a program is told of an address, in the words of the REST API, which has none for *unreliable*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// A token of its user said that it was verified.
    Verified,
    /// Nobody proved that it is its user's.
    Unverified,
}

impl Verification {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
        }
    }
}

impl Standing {
    /// What a program is told of it; `None` of one that was claimed from its verified owner: it is nobody's there (EML-5).
    pub const fn verification(self) -> Option<Verification> {
        match self {
            Self::Verified => Some(Verification::Verified),
            Self::Unverified | Self::Api | Self::AgentChecked | Self::AgentUnchecked | Self::Form => {
                Some(Verification::Unverified)
            }
            Self::Claimed { .. } => None,
        }
    }

    /// Whether the identity of someone without an external id leads a login to them (RES-2).
    const fn leads_to_its_holder(self) -> bool {
        match self {
            Self::Verified | Self::Api | Self::AgentChecked => true,
            Self::Unverified | Self::AgentUnchecked | Self::Form | Self::Claimed { .. } => false,
        }
    }

    /// Whether an address that its user has already rests on something else once it is attached to them anew. What a token says
    /// is more than either can say; of an agent's note the newest holds (EML-4); a program's word is as good as a check
    /// that was noted (RES-2), and takes the place of less.
    pub const fn gives_way_to(self, attached: AttachedBy) -> bool {
        match (self, attached) {
            (Self::Verified | Self::Unverified, _)
            | (_, AttachedBy::Agent { checked: false })
            | (Self::Api | Self::AgentChecked, AttachedBy::Program) => false,
            (
                Self::Api | Self::AgentChecked | Self::AgentUnchecked | Self::Form | Self::Claimed { .. },
                AttachedBy::Agent { checked: true },
            )
            | (Self::AgentUnchecked | Self::Form | Self::Claimed { .. }, AttachedBy::Program) => true,
        }
    }

    /// Whether a token gave it: then it is its user's primary address (EML-7).
    pub const fn is_a_tokens(self) -> bool {
        match self {
            Self::Verified | Self::Unverified => true,
            Self::Api | Self::AgentChecked | Self::AgentUnchecked | Self::Form | Self::Claimed { .. } => {
                false
            }
        }
    }

    /// Whether somebody who was not signed in typed it: they have one such address at most (EML-9), and it is theirs no
    /// more when they turn out to be who signs in (MRG-10). Any other is that user's secondary address from then on.
    pub const fn is_a_forms(self) -> bool {
        match self {
            Self::Form | Self::Claimed { .. } => true,
            Self::Verified | Self::Unverified | Self::Api | Self::AgentChecked | Self::AgentUnchecked => {
                false
            }
        }
    }

    /// Whose verified address it becomes again when its holder no longer has it, or when the policy changes (EML-5).
    /// Of every other address `None`: it becomes nobody's.
    pub const fn goes_back_to(self) -> Option<UserId> {
        match self {
            Self::Claimed { owner } => Some(owner),
            Self::Verified
            | Self::Unverified
            | Self::Api
            | Self::AgentChecked
            | Self::AgentUnchecked
            | Self::Form => None,
        }
    }
}

/// Which external ids someone has, seen from the namespace of a login (RES-13). Those of users who were merged into
/// them count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExternalIds {
    /// None at all.
    None,
    /// One in this namespace.
    Here,
    /// Only in other namespaces.
    Elsewhere,
}

/// Who holds an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Whom the identity's user resolves to now.
    pub user: UserId,
    /// Their external ids; of an address that was claimed, those of its verified owner, whose it still is for RES-4.
    pub external_ids: ExternalIds,
    /// What the identity rests on.
    pub standing: Standing,
}

impl Holder {
    /// Whose address it is where two users are kept apart by it: of one that was claimed, its owner's (EML-5).
    pub(super) fn whose(&self) -> UserId {
        self.standing.goes_back_to().unwrap_or(self.user)
    }

    /// Whether it is verified for whoever's it is (RES-4).
    pub(super) fn is_verified_for_them(&self) -> bool {
        match self.standing {
            Standing::Verified | Standing::Claimed { .. } => true,
            Standing::Unverified
            | Standing::Api
            | Standing::AgentChecked
            | Standing::AgentUnchecked
            | Standing::Form => false,
        }
    }
}

/// An address that a verified token brings, E.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// What the token says of it, where its key or setting is trusted with addresses (RES-12).
    pub says: EmailVerified,
    /// Who holds it now.
    pub holder: Option<Holder>,
    /// Of the user's other address that a token gave, whether it is verified: the primary (EML-7). One that somebody
    /// claimed is verified, and the user's still (EML-5).
    pub primary: Option<Standing>,
}

/// What a login does with the address that its token brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// Nothing: it stays with its holder, or is nobody's.
    Stays,
    /// Nobody held it: it becomes the user's primary, and the one that an earlier token gave is released (EML-8).
    Attach(Attached),
    /// Its holder loses it to the user, whose verified primary it becomes (RES-5, RES-9).
    Move {
        /// Who held it.
        from: UserId,
    },
    /// The user held it: it becomes or stays verified, and their primary (EML-8).
    Verify,
    /// The user held it as verified, and a token says that it is not (EML-8).
    Doubt,
    /// As [`Doubt`](Self::Doubt), where only verified addresses are identities: it is released.
    Release,
    /// It was the user's, verified, until somebody claimed it, and a token says that it is not verified: it never goes
    /// back, and is worth with its holder what any form is (EML-5, EML-8).
    Disown,
}

/// How an address is attached that nobody held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attached {
    /// As verified.
    Verified,
    /// As not verified.
    Unverified,
}

/// What becomes of an address that nobody holds.
pub(super) fn of_nobody(brought: &Brought, policy: EmailPolicy) -> Address {
    match (brought.says, brought.primary) {
        (EmailVerified::Yes, _) => Address::Attach(Attached::Verified),
        // EML-7, EML-8: what is not verified takes the place of nothing that is.
        (EmailVerified::No | EmailVerified::Unsaid, Some(Standing::Verified)) => Address::Stays,
        (EmailVerified::No | EmailVerified::Unsaid, _) if policy.keeps_unverified() => {
            Address::Attach(Attached::Unverified)
        }
        (EmailVerified::No | EmailVerified::Unsaid, _) => Address::Stays,
    }
}

/// EML-8: what becomes of an address that is the user's own.
pub(super) fn of_their_own(says: EmailVerified, standing: Standing, policy: EmailPolicy) -> Address {
    match (says, standing) {
        (EmailVerified::Yes, _) => Address::Verify,
        (EmailVerified::No, Standing::Verified) if policy.keeps_unverified() => Address::Doubt,
        (EmailVerified::No, Standing::Verified) => Address::Release,
        (EmailVerified::No | EmailVerified::Unsaid, _) => Address::Stays,
    }
}

/// EML-5: what becomes of the user's own verified address that somebody claimed from them.
pub(super) fn claimed_from_them(says: EmailVerified, claimer: UserId) -> Address {
    match says {
        EmailVerified::Yes => Address::Move { from: claimer }, // It goes back.
        EmailVerified::No => Address::Disown,
        EmailVerified::Unsaid => Address::Stays,
    }
}

/// Whether a login is led to the holder of its verified address (RES-2).
pub(super) fn leads_to(holder: &Holder) -> bool {
    holder.external_ids == ExternalIds::None && holder.standing.leads_to_its_holder()
}
