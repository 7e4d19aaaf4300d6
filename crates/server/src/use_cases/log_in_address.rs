//! The address that a login's token brings: who holds it, and what becomes of it (RES-2 to RES-13, EML-8).

use bonafide_domain::{
    email::{EmailAddress, EmailVerified},
    id::{EvidenceId, UserId},
    identity::{
        self, Address, Attached, EmailConflict, EmailPolicy, ExternalIds, Holder, Resolution, Standing,
    },
    text::Name,
    token::{Reason, TokenEmail, VerifiedToken},
};
use bonafide_store::{
    Announcement, Tx,
    conflicts::{self, Refused as RefusedLogin},
    emails::{self, EmailIdentity, Grounds},
    users::{self, User},
};

use super::{
    Refused, Step,
    log_in::{Login, Scene},
};

/// An address in a token, and what is kept about it.
pub(super) struct Brought<'a> {
    address: &'a EmailAddress,
    says: EmailVerified,
    /// The identity that it is, if somebody holds it.
    held: Option<(EmailIdentity, ExternalIds)>,
    /// The user's other address, which an earlier token gave (EML-7).
    primary: Option<EmailIdentity>,
}

/// Who holds the address of a token: somebody for the login to take.
pub(super) fn holder(tx: &mut Tx<'_>, token: &VerifiedToken) -> Step<Option<UserId>> {
    let Some(TokenEmail { address, .. }) = token.email() else { return Ok(None) };
    Ok(emails::find(tx, address.key().as_str())?.map(|held| held.root))
}

/// The address of a token, if it has one. `user` is whom its external id leads to.
pub(super) fn find<'a>(
    tx: &mut Tx<'_>,
    token: &'a VerifiedToken,
    user: Option<UserId>,
) -> Step<Option<Brought<'a>>> {
    let Some(TokenEmail { address, verified }) = token.email() else { return Ok(None) };
    let held = match emails::find(tx, address.key().as_str())? {
        Some(held) if Some(held.root) == user => Some((held, ExternalIds::Here)),
        Some(held) => {
            let external_ids = users::external_ids(tx, held.root, token.namespace())?;
            Some((held, external_ids))
        }
        None => None,
    };
    let is_primary = |(held, _): &(EmailIdentity, _)| Some(held.root) == user && held.standing.is_a_tokens();
    let primary = match user.filter(|_| !held.as_ref().is_some_and(is_primary)) {
        Some(user) => emails::of_user(tx, user)?.into_iter().find(|identity| identity.standing.is_a_tokens()),
        None => None,
    };
    Ok(Some(Brought { address, says: *verified, held, primary }))
}

impl Brought<'_> {
    /// What the log notes about what became of it: EML-8.
    pub(super) fn odd(&self, address: Option<Address>) -> Option<&'static str> {
        let (held, _) = self.held.as_ref()?;
        let was_secondary = address == Some(Address::Verify) && !held.standing.is_a_tokens();
        was_secondary.then_some("The address was attached to the user by hand, and is their primary one now.")
    }

    fn facts(&self) -> identity::Brought {
        let holder = self.held.as_ref().map(|(held, external_ids)| Holder {
            user: held.root,
            external_ids: *external_ids,
            standing: held.standing,
        });
        identity::Brought {
            says: self.says,
            holder,
            primary: self.primary.as_ref().map(|primary| primary.standing),
        }
    }
}

/// Whom a login is for, as it was decided. A refusal is kept for administrators (RES-8).
pub(super) fn settle(
    tx: &mut Tx<'_>,
    login: &Login,
    brought: Option<&Brought<'_>>,
    resolved: Result<Resolution, EmailConflict>,
) -> Step<Resolution> {
    if let (Err(EmailConflict { .. }), Some(brought)) = (resolved, brought) {
        conflicts::note(tx, &refused(login, brought))?;
    }
    Ok(resolved.map_err(|EmailConflict { .. }| Refused::Login(Reason::EmailConflict))?)
}

/// Whom a login is for, and what becomes of the address.
pub(super) fn decide(
    user: Option<UserId>,
    brought: Option<&Brought<'_>>,
    policy: EmailPolicy,
) -> Result<Resolution, EmailConflict> {
    identity::resolve(user, brought.map(Brought::facts).as_ref(), policy)
}

fn refused<'a>(login: &'a Login, brought: &Brought<'a>) -> RefusedLogin<'a> {
    RefusedLogin {
        address: brought.address,
        verified: brought.says == EmailVerified::Yes,
        namespace: login.token.namespace(),
        external_id: login.token.external_id().as_str(),
        name: login.token.name().map(Name::as_str),
        channel: login.channel,
    }
}

/// RES-2: the holder of the address gets the external id. All their other sessions end; what was written with them stays
/// unmarked.
pub(super) fn adopt(tx: &mut Tx<'_>, login: &Login, user: User, news: &mut Vec<Announcement>) -> Step<User> {
    users::insert_external_id(tx, login.token.namespace(), login.token.external_id().as_str(), user.id)?;
    users::set_known(tx, user.id)?;
    users::end_sessions(tx, user.id)?;
    news.push(Announcement::UserEnded(user.id));
    Ok(User { session_epoch: user.session_epoch + 1, ..user })
}

/// Does with the address what the rules decided, on the evidence of the login.
pub(super) fn apply(tx: &mut Tx<'_>, scene: &Scene<'_>, evidence: EvidenceId) -> Step<()> {
    let (Some(brought), Some(change)) = (scene.brought, scene.resolution.address) else { return Ok(()) };
    let held = brought.held.as_ref().map(|(held, _)| held);
    match (change, held) {
        (Address::Attach(attached), _) => {
            release(tx, brought.primary.as_ref())?;
            let grounds = match attached {
                Attached::Verified => Grounds::Verified(evidence),
                Attached::Unverified => Grounds::Unverified(evidence),
            };
            emails::insert(tx, scene.user, brought.address, grounds)?;
        }
        (Address::Move { .. }, held) => {
            release(tx, held)?;
            release(tx, brought.primary.as_ref())?;
            emails::insert(tx, scene.user, brought.address, Grounds::Verified(evidence))?;
        }
        // A login that changes nothing writes nothing.
        (Address::Verify, Some(held))
            if held.standing == Standing::Verified && held.address == brought.address.as_str() => {}
        (Address::Verify, Some(held)) => {
            release(tx, brought.primary.as_ref())?;
            emails::verify(tx, held.id, brought.address, evidence)?;
        }
        (Address::Doubt, Some(held)) => emails::doubt(tx, held.id)?,
        (Address::Release, held) => release(tx, held)?,
        (Address::Stays | Address::Verify | Address::Doubt, _) => {}
    }
    Ok(())
}

fn release(tx: &mut Tx<'_>, identity: Option<&EmailIdentity>) -> Step<()> {
    if let Some(identity) = identity {
        emails::release(tx, identity.id)?;
    }
    Ok(())
}
