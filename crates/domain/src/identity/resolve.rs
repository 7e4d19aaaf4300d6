//! Finding the user that a verified token speaks of, and what becomes of the address it brings.

use super::address::{self, Address, Brought, EmailPolicy, ExternalIds, Holder, Standing};
use crate::{email::EmailVerified, id::UserId};

/// Whom a login is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The user who holds the external id, or into whom its holder was merged (RES-1, RES-10).
    Known(UserId),
    /// Nobody holds the external id: the holder of the verified address gets it (RES-2).
    Adopted(UserId),
    /// Nobody holds the external id: a new user gets it (RES-3).
    New,
}

/// What a login comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// Whom it is for.
    pub who: Who,
    /// What becomes of the address; `None` where the token brings none.
    pub address: Option<Address>,
    /// Somebody who may be the same person: agents are told, and nothing is merged (RES-9, RES-13).
    pub one_person: Option<UserId>,
}

/// RES-4: the address is somebody else's. An administrator finds both as an open conflict (RES-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmailConflict {
    /// Who holds it.
    pub holder: UserId,
}

impl EmailConflict {
    /// What the login comes to where conflicts are only reported: the external id decides alone. The address gives no
    /// identity, moves nowhere and leads to nobody, as if the token had brought none.
    pub fn passed_over(self, known: Option<UserId>) -> Resolution {
        Resolution {
            who: known.map_or(Who::New, Who::Known),
            address: Some(Address::Stays),
            one_person: None,
        }
    }
}

impl Who {
    /// The rule that decided, as the login log and the evidence name it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Known(_) => "RES-1",
            Self::Adopted(_) => "RES-2",
            Self::New => "RES-3",
        }
    }

    /// The user, where there is one already.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Known(user) | Self::Adopted(user) => Some(user),
            Self::New => None,
        }
    }
}

/// Resolves a login: whom its external id resolves to, if anybody holds it, and the address that its token brings.
///
/// The external id decides; an address never overrides it (RES-1), and leads to somebody only if it is verified and
/// they have no external id yet (RES-2).
pub fn resolve(
    known: Option<UserId>,
    brought: Option<&Brought>,
    policy: EmailPolicy,
) -> Result<Resolution, EmailConflict> {
    let who = known.map_or(Who::New, Who::Known);
    let Some(brought) = brought else {
        return Ok(Resolution { who, address: None, one_person: None });
    };
    let resolved = |who, address| Resolution { who, address: Some(address), one_person: None };
    match brought.holder {
        None => Ok(resolved(who, address::of_nobody(brought, policy))),
        Some(holder) if known != Some(holder.whose()) => of_another(known, brought.says, &holder),
        Some(Holder { user, standing: Standing::Claimed { .. }, .. }) => {
            Ok(resolved(who, address::claimed_from_them(brought.says, user)))
        }
        Some(Holder { standing, .. }) => {
            Ok(resolved(who, address::of_their_own(brought.says, standing, policy)))
        }
    }
}

/// The address is that of somebody other than the holder of the external id.
fn of_another(
    known: Option<UserId>,
    says: EmailVerified,
    holder: &Holder,
) -> Result<Resolution, EmailConflict> {
    let verified = says == EmailVerified::Yes;
    let who = known.map_or(Who::New, Who::Known);
    let (from, whose) = (holder.user, holder.whose());
    let resolution = |who, address, one_person| Resolution { who, address: Some(address), one_person };
    match holder.external_ids {
        // RES-4
        ExternalIds::Here if !verified || holder.is_verified_for_them() => {
            Err(EmailConflict { holder: whose })
        }
        ExternalIds::Here => Ok(resolution(who, Address::Move { from }, None)), // RES-5
        // RES-13
        ExternalIds::Elsewhere => Ok(resolution(who, Address::Stays, verified.then_some(whose))),
        ExternalIds::None if !verified => Ok(resolution(who, Address::Stays, None)),
        ExternalIds::None => Ok(match known {
            None if address::leads_to(holder) => resolution(Who::Adopted(from), Address::Verify, None), // RES-2
            // RES-9
            Some(_) => resolution(who, Address::Move { from }, address::leads_to(holder).then_some(from)),
            None => resolution(who, Address::Move { from }, None), // RES-5
        }),
    }
}

#[cfg(test)]
mod tests;
