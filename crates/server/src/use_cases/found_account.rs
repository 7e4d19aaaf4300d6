//! An account begins: its defaults, and its first administrator.

use bonafide_domain::{audit::Action, id::AccountId, setting::SettingKind};
use bonafide_store::{Done, LockKey, Tx, accounts, agents, audit_log, channels, settings, single_use};
use serde_json::json;

use super::{
    Refused, Step,
    agents::{NewAgent, Secrets},
};
use crate::secrets::Secret256;

/// What the one-time link of the first administrator is kept as.
const SETUP: &str = "setup";

/// The installation's account: the one whose id is kept first.
pub fn find_account(tx: &mut Tx<'_>) -> Step<Option<AccountId>> {
    Ok(accounts::all(tx)?.into_iter().next())
}

/// Makes the account of this transaction, its first brand, and its setting for signing keys.
pub fn found_account(tx: &mut Tx<'_>, name: &str) -> Step<Done<AccountId>> {
    accounts::insert(tx, name)?;
    let (brand, setting) = (tx.id(), tx.id());
    channels::insert_brand(tx, brand, name)?;
    settings::insert(tx, setting, SettingKind::SigningKeys, "Signing keys")?;
    Ok(Done::quiet(tx.account()))
}

/// Keeps the one-time link of the first administrator in place of any before. `false` if there is an administrator.
pub fn offer_setup(tx: &mut Tx<'_>, link: &Secret256) -> Step<Done<bool>> {
    if agents::any_administrator(tx)? {
        return Ok(Done::quiet(false));
    }
    single_use::withdraw(tx, SETUP)?;
    let expires_at = tx.now().plus(bonafide_domain::limits::ONE_TIME_LINK);
    single_use::insert(tx, SETUP, &link.hash(), expires_at)?;
    Ok(Done::quiet(true))
}

/// Whether the first administrator may be made with this link, or by a command without one. It is asked before the
/// password is hashed, which costs too much to be done for just anyone.
pub fn may_set_up(tx: &mut Tx<'_>, link: Option<&Secret256>) -> Step<()> {
    if agents::any_administrator(tx)? {
        return Err(Refused::AlreadySetUp.into());
    }
    match link {
        Some(link) if !single_use::is_unspent(tx, SETUP, &link.hash())? => Err(Refused::LinkSpent.into()),
        Some(_) | None => Ok(()),
    }
}

/// The first administrator, by their one-time link, or by a command on the server's own machine without one.
pub fn set_up(tx: &mut Tx<'_>, link: Option<&Secret256>, administrator: &NewAgent) -> Step<Done<()>> {
    tx.lock(&[LockKey { kind: "first administrator", value: &[] }])?;
    may_set_up(tx, link)?;
    match link {
        Some(link) if !single_use::spend(tx, SETUP, &link.hash())? => return Err(Refused::LinkSpent.into()),
        Some(_) => {}
        None => single_use::withdraw(tx, SETUP)?,
    }
    super::agents::insert(tx, administrator, Secrets::MayChange)?;
    let by = link.map(|_| administrator.id);
    audit_log::insert(tx, by, Action::AccountSetUp, &administrator.id.to_string(), &json!({}))?;
    Ok(Done::quiet(()))
}
