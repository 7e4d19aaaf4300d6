//! What a change of the account's email policy takes away, before it is made and when it is (EML-6).

use std::collections::HashSet;

use aws_lc_rs::digest::{Context, SHA256};

use super::address::{EmailPolicy, Standing};
use crate::id::{EmailIdentityId, UserId};

/// An identity that a change of the policy may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldIdentity {
    /// Its id.
    pub id: EmailIdentityId,
    /// Whom its user resolves to now.
    pub user: UserId,
    /// What it rests on.
    pub standing: Standing,
}

/// What becomes of an identity when a policy comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is an identity under the policy too.
    Stays,
    /// There is no such identity under the policy: it is removed.
    Goes,
    /// Nobody may claim under the policy: it goes back to the owner whom it was claimed from (EML-5).
    GoesBack(UserId),
}

impl EmailPolicy {
    /// What becomes of an identity when the policy comes into force (EML-6).
    ///
    /// It depends on the policy that comes alone: whatever a policy lets be an identity, a looser one does too. What
    /// agents and our API attached was no policy's to make (EML-4, EML-10), and so is none's to take.
    pub const fn fate(self, standing: Standing) -> Fate {
        match standing {
            Standing::Verified | Standing::Api | Standing::AgentChecked | Standing::AgentUnchecked => {
                Fate::Stays
            }
            Standing::Unverified | Standing::Form if self.keeps_unverified() => Fate::Stays,
            Standing::Unverified | Standing::Form => Fate::Goes,
            Standing::Claimed { .. } if self.lets_anyone_claim() => Fate::Stays,
            Standing::Claimed { owner } => Fate::GoesBack(owner), // EML-5
        }
    }
}

/// The identities that whoever has them loses when a policy comes into force.
pub fn policy_change(identities: &[HeldIdentity], to: EmailPolicy) -> Vec<HeldIdentity> {
    identities.iter().copied().filter(|identity| to.fate(identity.standing) != Fate::Stays).collect()
}

/// What a change of the policy would take away, counted piece by piece: an account may have many.
pub struct PolicyPreview {
    to: EmailPolicy,
    removed: i64,
    returned: i64,
    kept: i64,
    people: HashSet<UserId>,
    digest: Context,
}

/// What a change of the policy would take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicySummary {
    /// How many identities are removed.
    pub removed: i64,
    /// How many go back to whom they were claimed from.
    pub returned: i64,
    /// How many people lose one.
    pub people: i64,
    /// How many identities that are not verified stay.
    pub kept: i64,
    /// SHA-256 of the change and of every identity that does not stay, with whose it is and becomes: equal only if the
    /// change is the same.
    pub fingerprint: [u8; 32],
}

impl PolicyPreview {
    /// Of no identities yet.
    pub fn of(from: EmailPolicy, to: EmailPolicy) -> Self {
        let mut digest = Context::new(&SHA256);
        for policy in [from, to] {
            digest.update(policy.as_str().as_bytes());
            digest.update(&[0]);
        }
        Self { to, removed: 0, returned: 0, kept: 0, people: HashSet::new(), digest }
    }

    /// Counts more identities, in the order of their ids. Gives those that do not stay.
    pub fn add(&mut self, identities: &[HeldIdentity]) -> Vec<HeldIdentity> {
        let mut goes = Vec::new();
        for identity in identities {
            let becomes = match self.to.fate(identity.standing) {
                Fate::Stays => {
                    self.kept += 1;
                    continue;
                }
                Fate::Goes => {
                    self.removed += 1;
                    UserId::ZERO
                }
                Fate::GoesBack(owner) => {
                    self.returned += 1;
                    owner
                }
            };
            for id in [identity.id.as_bytes(), identity.user.as_bytes(), becomes.as_bytes()] {
                self.digest.update(id);
            }
            self.people.insert(identity.user);
            goes.push(*identity);
        }
        goes
    }

    /// What was counted.
    pub fn summary(self) -> PolicySummary {
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(self.digest.finish().as_ref());
        let people = i64::try_from(self.people.len()).unwrap_or(i64::MAX);
        PolicySummary { removed: self.removed, returned: self.returned, people, kept: self.kept, fingerprint }
    }
}

#[cfg(test)]
mod tests;
