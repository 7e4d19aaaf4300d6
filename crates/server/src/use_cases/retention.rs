//! For how long logs are kept (SEE-6, SEE-8), and the logins of each day (KEY-5).

use bonafide_domain::{audit::Action, limits, retention::Retention};
use bonafide_store::{Done, StoreError, Tx, accounts, audit_log, key_logins, login_log};
use serde_json::json;

use super::{Rest, Step, admission};
use crate::secrets::AgentToken;

/// For how long the account keeps its logs.
pub fn read(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Retention> {
    admission::admit_administrator(tx, token)?;
    kept(tx)
}

/// Keeps the account's logs for another time from now on. What is older goes within a minute.
pub fn change(tx: &mut Tx<'_>, token: &AgentToken, to: Retention) -> Step<Done<Retention>> {
    let administrator = admission::admit_administrator(tx, token)?;
    let before = kept(tx)?;
    if before != to {
        accounts::set_retention(tx, to)?;
        let days =
            |it: Retention| json!({ "login_log": it.login_log.get(), "audit_log": it.audit_log.get() });
        let detail = json!({ "before": days(before), "after": days(to) });
        let (by, account) = (Some(administrator.id), tx.account().to_string());
        audit_log::insert(tx, by, Action::AccountChangeRetention, &account, &detail)?;
    }
    Ok(Done::quiet(to))
}

fn kept(tx: &mut Tx<'_>) -> Step<Retention> {
    Ok(accounts::find_retention(tx)?.ok_or_else(|| StoreError::Corrupt("no account".to_owned()))?)
}

/// Removes a piece of the lines that are kept no longer, of both logs, and days whose logins are shown no longer.
pub fn forget_piece(tx: &mut Tx<'_>) -> Step<Done<Rest>> {
    let (retention, now) = (kept(tx)?, tx.now());
    let logins = login_log::forget(tx, retention.login_log.kept_from(now), limits::PIECE)?;
    let audited = audit_log::forget(tx, retention.audit_log.kept_from(now), limits::PIECE)?;
    // A day has a row for each key that was used on it, so that all of them are a small piece.
    key_logins::forget(tx, now.day().minus(limits::KEY_DAYS_KEPT - 1))?;
    Ok(Done::quiet(if logins + audited > 0 { Rest::More } else { Rest::Nothing }))
}
