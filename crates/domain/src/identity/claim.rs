//! An address that a person types into a form: what becomes of it (EML-2, EML-3, EML-5, EML-8, EML-9).
//!
//! Whoever typed it may be an impostor. Nothing here makes an address verified, leads to anybody's history, or gives a
//! message a mark; at most the giver has an identity of their own that counts for little.

use super::address::{EmailPolicy, Standing};
use crate::id::UserId;

/// Who types an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// Somebody who is signed in: their address is the token's (EML-7, SEE-4).
    SignedIn,
    /// Somebody who is not.
    NotSignedIn(UserId),
}

/// Who holds the address that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Whom the identity's user resolves to now.
    pub by: UserId,
    /// What the identity rests on.
    pub standing: Standing,
    /// Whether that user has a session that neither ended nor expired.
    pub has_session: bool,
}

/// What becomes of an address that was typed. In every case it stays in the transcript, where agents see it, and the
/// giver is answered alike (EML-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The giver is signed in: it stays in the transcript, and nothing else changes (EML-8).
    TranscriptAlone,
    /// The address that a form gave the giver before is replaced by what comes of the new one (EML-9).
    Replaces(Becomes),
}

/// What comes of an address for a giver who is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// No identity: by the policy, or because somebody else holds it (EML-3).
    NoIdentity,
    /// Nobody held it: it becomes the giver's, not verified (EML-2).
    Theirs,
    /// It was theirs already, and stays so.
    StaysTheirs,
    /// Its verified owner has no session now and loses the identity to the giver, and nothing besides (EML-5).
    TakenFrom(UserId),
}

/// Decides what becomes of an address that somebody typed into a form.
pub fn claim(giver: Giver, held: Option<&Held>, policy: EmailPolicy) -> Claim {
    let Giver::NotSignedIn(giver) = giver else { return Claim::TranscriptAlone }; // EML-8
    Claim::Replaces(match held {
        Some(held) if held.by == giver => Becomes::StaysTheirs,
        Some(held) => of_somebody(held, policy),
        None if policy.keeps_unverified() => Becomes::Theirs, // EML-2
        None => Becomes::NoIdentity,
    })
}

/// EML-3, and EML-5 where anyone may claim: an earlier claimer keeps it under every policy, and so does whoever holds it
/// by anything but a token that says that it is verified.
fn of_somebody(held: &Held, policy: EmailPolicy) -> Becomes {
    if policy.lets_anyone_claim() && held.standing == Standing::Verified && !held.has_session {
        return Becomes::TakenFrom(held.by);
    }
    Becomes::NoIdentity
}

#[cfg(test)]
mod tests;
