//! Addresses as they are kept: who holds one, and from whom it was claimed.

use bonafide_domain::{
    id::{EvidenceId, UserId},
    identity::Standing,
};

use crate::{E, Identity, Kept, table};

impl Kept {
    /// The identity that an address is.
    pub fn identity(&self, e: E) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.e == e)
    }

    /// The identity that was claimed from its owner.
    pub fn displaced(&self, e: E) -> Option<&Identity> {
        self.displaced.iter().find(|displaced| displaced.e == e)
    }

    /// What an identity rests on: of a form's, whether it was claimed (EML-5).
    pub fn standing(&self, identity: &Identity) -> Standing {
        let claimed = self.displaced(identity.e).map(|displaced| self.root(displaced.user));
        match (identity.standing, claimed) {
            (Standing::Form, Some(owner)) => Standing::Claimed { owner },
            (standing, _) => standing,
        }
    }

    /// Whose address it is where it keeps users apart: of one that somebody claimed, its verified owner's (EML-5).
    pub fn whose(&self, identity: &Identity) -> UserId {
        self.standing(identity).goes_back_to().unwrap_or(self.root(identity.user))
    }

    /// The addresses of a user and of those who were merged into them: a token's first, then the oldest.
    pub fn identities_of(&self, root: UserId) -> Vec<Identity> {
        let theirs = self.identities.iter().filter(|identity| self.root(identity.user) == root);
        let mut theirs: Vec<_> = theirs.copied().collect();
        theirs.sort_by_key(|identity| (!identity.standing.is_a_tokens(), identity.id));
        theirs
    }

    /// Gives a user an address that nobody holds.
    pub(crate) fn give(&mut self, e: E, user: UserId, standing: Standing, evidence: Option<EvidenceId>) {
        assert!(self.identity(e).is_none(), "{e} has a holder");
        let id = table::id(self.identities_made);
        self.identities_made += 1;
        self.identities.push(Identity { id, e, user, standing, evidence });
    }

    /// Takes an address from its holder: it is nobody's, or goes back to whom it was claimed from (EML-5).
    pub(crate) fn release(&mut self, e: E) {
        let held = self.identities.len();
        self.identities.retain(|identity| identity.e != e);
        if self.identities.len() == held {
            return;
        }
        if let Some(owners) = self.displaced(e).copied() {
            self.identities.push(owners);
            self.forget_displaced(e);
        }
    }

    /// Takes a verified identity from its owner, and remembers whose it is.
    pub(crate) fn displace(&mut self, e: E) {
        let verified = |identity: &Identity| identity.e == e && identity.standing == Standing::Verified;
        let taken: Vec<_> = self.identities.extract_if(.., |identity| verified(identity)).collect();
        self.displaced.extend(taken);
    }

    /// Never gives an address back: it is its owner's no more.
    pub(crate) fn forget_displaced(&mut self, e: E) {
        self.displaced.retain(|displaced| displaced.e != e);
    }
}
