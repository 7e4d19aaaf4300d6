//! The address that a login's token brings: who holds it, and what becomes of it (RES-2 to RES-13, EML-8).

use std::collections::BTreeSet;

use bonafide_domain::{
    email::{EmailAddress, EmailVerified},
    id::{EvidenceId, UserId},
    identity::{
        self, Address, Attached, EmailConflict, EmailPolicy, ExternalIds, Holder, Resolution, Standing,
    },
    setting::AddressTrust,
    text::Name,
    token::{Reason, TokenEmail, VerifiedToken},
};
use bonafide_store::{
    Announcement, Tx,
    conflicts::{self, Refused as RefusedLogin},
    displaced,
    emails::{self, EmailIdentity, Grounds},
    users::{self, ExternalIdHolder, User},
};

use super::{
    Refused, Step,
    log_in::{Login, Scene},
    login_checks::Resolved,
    person,
};

/// An address in a token, and what is kept about it.
pub(super) struct Brought<'a> {
    address: &'a EmailAddress,
    /// What the token says of it.
    says: EmailVerified,
    /// Whether that counts.
    trust: AddressTrust,
    /// The identity that it is, if somebody holds it.
    held: Option<(EmailIdentity, ExternalIds)>,
    /// The user's other address, which an earlier token gave (EML-7).
    primary: Option<Primary>,
}

/// An address that an earlier token gave.
enum Primary {
    /// They hold it.
    Held(EmailIdentity),
    /// Somebody claimed it, by what it is compared by: it was verified, and would go back (EML-5).
    Claimed(String),
}

impl Primary {
    fn standing(&self) -> Standing {
        match self {
            Self::Held(held) => held.standing,
            Self::Claimed(_) => Standing::Verified,
        }
    }
}

/// Who holds the address of a token, and whom they claimed it from: for the login to take.
pub(super) fn holders(tx: &mut Tx<'_>, token: &VerifiedToken) -> Step<BTreeSet<UserId>> {
    let Some(TokenEmail { address, .. }) = token.email() else { return Ok(BTreeSet::new()) };
    let held = emails::find(tx, address.key().as_str())?;
    Ok(held.into_iter().flat_map(|held| [held.root, held.whose()]).collect())
}

/// The address of a token, if it has one. `trust` is that of the setting whose key made the token, and `holder` who holds its
/// external id.
pub(super) fn find<'a>(
    tx: &mut Tx<'_>,
    token: &'a VerifiedToken,
    trust: AddressTrust,
    holder: Option<ExternalIdHolder>,
) -> Step<Option<Brought<'a>>> {
    let Some(TokenEmail { address, verified }) = token.email() else { return Ok(None) };
    let root = holder.map(|holder| holder.root);
    let held = match emails::find(tx, address.key().as_str())? {
        Some(held) if Some(held.whose()) == root => Some((held, ExternalIds::Here)),
        Some(held) => {
            let external_ids = users::external_ids(tx, held.whose(), token.namespace())?;
            Some((held, external_ids))
        }
        None => None,
    };
    let primary = match holder {
        Some(holder) => primary_besides(tx, holder, address.key().as_str())?,
        None => None,
    };
    Ok(Some(Brought { address, says: *verified, trust, held, primary }))
}

/// EML-7: the address that an earlier token gave whoever holds the external id, if it is another than `key`. An alias has
/// tokens of its own, which say nothing of this one's address.
fn primary_besides(tx: &mut Tx<'_>, holder: ExternalIdHolder, key: &str) -> Step<Option<Primary>> {
    let all = emails::of_user(tx, holder.root)?;
    let mut of_tokens = all.into_iter().filter(|it| it.user == holder.user && it.standing.is_a_tokens());
    if let Some(held) = of_tokens.next() {
        return Ok((held.key != key).then_some(Primary::Held(held)));
    }
    let mut claimed = displaced::of_user(tx, holder.root)?.into_iter();
    let other = claimed.find(|(user, claimed)| *user == holder.user && claimed != key);
    Ok(other.map(|(_, key)| Primary::Claimed(key)))
}

impl Brought<'_> {
    /// Whether it counts as verified: the token says so, and its setting's addresses are trusted (RES-12).
    pub(super) fn verified(&self) -> EmailVerified {
        self.says.as_trusted(self.trust)
    }

    /// Whether the token says that it is verified, and that does not count.
    pub(super) fn is_not_trusted(&self) -> bool {
        self.verified() != self.says
    }

    /// EML-8: whether it was the user's secondary address, and becomes their primary one.
    pub(super) fn was_attached(&self, becomes: Option<Address>) -> bool {
        let is_secondary = |(held, _): &(EmailIdentity, _)| !held.standing.is_a_tokens();
        becomes == Some(Address::Verify) && self.held.as_ref().is_some_and(is_secondary)
    }

    fn facts(&self) -> identity::Brought {
        let holder = self.held.as_ref().map(|(held, external_ids)| Holder {
            user: held.root,
            external_ids: *external_ids,
            standing: held.standing,
        });
        identity::Brought {
            says: self.verified(),
            holder,
            primary: self.primary.as_ref().map(Primary::standing),
        }
    }
}

/// Whom a login is for, as it was decided. A refusal is kept for administrators (RES-8).
pub(super) fn settle(
    tx: &mut Tx<'_>,
    login: &Login,
    brought: Option<&Brought<'_>>,
    resolved: Result<Resolved, EmailConflict>,
) -> Step<Resolved> {
    if let (Err(EmailConflict { .. }), Some(brought)) = (&resolved, brought) {
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
        verified: brought.verified() == EmailVerified::Yes,
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
            release_primary(tx, brought.primary.as_ref())?;
            let grounds = match attached {
                Attached::Verified => Grounds::Verified(evidence),
                Attached::Unverified => Grounds::Unverified(evidence),
            };
            emails::insert(tx, scene.author, brought.address, grounds)?;
        }
        (Address::Move { .. }, held) => {
            disown(tx, held)?;
            release(tx, held)?;
            release_primary(tx, brought.primary.as_ref())?;
            emails::insert(tx, scene.author, brought.address, Grounds::Verified(evidence))?;
        }
        // A login that changes nothing writes nothing.
        (Address::Verify, Some(held)) if is_so(scene, brought, held) => {}
        (Address::Verify, Some(held)) => {
            release_primary(tx, brought.primary.as_ref())?;
            emails::verify(tx, held.id, scene.author, brought.address, evidence)?;
        }
        (Address::Doubt, Some(held)) => emails::doubt(tx, held.id)?,
        (Address::Release, held) => release(tx, held)?,
        (Address::Disown, held) => disown(tx, held)?,
        (Address::Stays | Address::Verify | Address::Doubt, _) => {}
    }
    Ok(())
}

/// Whether the address is the user's verified one already, written like that.
fn is_so(scene: &Scene<'_>, brought: &Brought<'_>, held: &EmailIdentity) -> bool {
    held.standing == Standing::Verified
        && held.user == scene.author
        && held.address == brought.address.as_str()
}

/// Tells agents who look at somebody whose addresses the login changed.
pub(super) fn tell(tx: &mut Tx<'_>, scene: &Scene<'_>) -> Step<Vec<Announcement>> {
    let (Some(brought), Some(change)) = (scene.brought, scene.resolution.address) else {
        return Ok(Vec::new());
    };
    let held = brought.held.as_ref().map(|(held, _)| held);
    let changes = match change {
        Address::Stays => false,
        Address::Verify => held.is_some_and(|held| !is_so(scene, brought, held)),
        Address::Attach(_) | Address::Move { .. } | Address::Doubt | Address::Release | Address::Disown => {
            true
        }
    };
    if !changes {
        return Ok(Vec::new());
    }
    let others = held.iter().flat_map(|held| [held.root, held.whose()]);
    person::tell_changed(tx, others.chain([scene.user]).collect())
}

fn release(tx: &mut Tx<'_>, identity: Option<&EmailIdentity>) -> Step<()> {
    if let Some(identity) = identity {
        emails::release(tx, identity.id)?;
    }
    Ok(())
}

/// EML-8: the primary that an earlier token gave. One that was claimed never goes back.
fn release_primary(tx: &mut Tx<'_>, primary: Option<&Primary>) -> Step<()> {
    match primary {
        Some(Primary::Held(held)) => emails::release(tx, held.id)?,
        Some(Primary::Claimed(key)) => displaced::forget(tx, key)?,
        None => {}
    }
    Ok(())
}

/// An address that was claimed is its owner's no more (EML-5): of any other, nothing is changed.
fn disown(tx: &mut Tx<'_>, held: Option<&EmailIdentity>) -> Step<()> {
    if let Some(held) = held.filter(|held| held.standing.goes_back_to().is_some()) {
        displaced::forget(tx, &held.key)?;
    }
    Ok(())
}
