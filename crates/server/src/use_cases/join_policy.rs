//! When what was written before a login is joined without asking (MRG-11).

use bonafide_domain::{audit::Action, identity::JoinPolicy};
use bonafide_store::{Done, Tx, accounts, audit_log};
use serde_json::json;

use super::{Refused, Step, address_lock::POLICY_LOCK, admission};
use crate::secrets::AgentToken;

/// A policy that an administrator chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The policy.
    pub policy: JoinPolicy,
    /// Whether they confirmed what they were warned of.
    pub confirmed: bool,
}

/// The policy in force.
pub fn read(tx: &mut Tx<'_>, token: &AgentToken) -> Step<JoinPolicy> {
    admission::admit_administrator(tx, token)?;
    in_force(tx)
}

/// Puts a policy into force. Logins that read the one before are waited for: with the answer none goes by it any more.
pub fn choose(tx: &mut Tx<'_>, token: &AgentToken, choice: &Choice) -> Step<Done<JoinPolicy>> {
    tx.lock(&[POLICY_LOCK])?;
    let by = admission::admit_administrator(tx, token)?.id;
    if choice.policy.is_risky() && !choice.confirmed {
        return Err(Refused::Unconfirmed.into());
    }
    let from = in_force(tx)?;
    if from != choice.policy {
        accounts::set_join_policy(tx, choice.policy)?;
        let detail = json!({ "before": from.as_str(), "after": choice.policy.as_str() });
        let account = tx.account().to_string();
        audit_log::insert(tx, Some(by), Action::AccountChangeJoinPolicy, &account, &detail)?;
    }
    Ok(Done::quiet(choice.policy))
}

fn in_force(tx: &mut Tx<'_>) -> Step<JoinPolicy> {
    Ok(accounts::find_join_policy(tx)?.ok_or(Refused::NotFound)?)
}
