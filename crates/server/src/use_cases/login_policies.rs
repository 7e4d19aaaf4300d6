//! What can refuse a login by an administrator's choice, and whether it does or only reports that it would (RES-4,
//! TOK-7).

use bonafide_domain::{audit::Action, limits, mode::Mode, time::Span};
use bonafide_store::{
    Done, Tx,
    accounts::{self, LoginSettings},
    audit_log,
};
use serde_json::json;

use super::{Refused, Step, admission};
use crate::secrets::AgentToken;

/// What to change; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Whether a login is refused whose address is somebody else's (RES-4).
    pub email_conflicts: Option<Mode>,
    /// How old a token may be at most, `None` in it for any age, and whether an older one is refused (TOK-7).
    pub token_age: Option<(Option<Span>, Mode)>,
}

/// What is set.
pub fn read(tx: &mut Tx<'_>, token: &AgentToken) -> Step<LoginSettings> {
    admission::admit_administrator(tx, token)?;
    Ok(accounts::find_login_settings(tx)?.ok_or(Refused::NotFound)?)
}

/// Changes what is set. A token's greatest age is held on to in memory for at most a second.
pub fn change(tx: &mut Tx<'_>, token: &AgentToken, change: &Change) -> Step<Done<LoginSettings>> {
    let by = admission::admit_administrator(tx, token)?.id;
    let account = tx.account().to_string();
    if let Some(mode) = change.email_conflicts {
        accounts::set_email_conflicts(tx, mode)?;
        let detail = json!({ "mode": mode.as_str() });
        audit_log::insert(tx, Some(by), Action::AccountChangeEmailConflicts, &account, &detail)?;
    }
    if let Some((greatest, mode)) = change.token_age {
        if greatest.is_some_and(|age| !(limits::LEAST_TOKEN_AGE..=limits::MOST_TOKEN_AGE).contains(&age)) {
            return Err(
                Refused::Invalid("`greatest_seconds` is from 60 to 31622400, or null for any age.").into()
            );
        }
        accounts::set_greatest_token_age(tx, greatest, mode)?;
        let seconds = greatest.map_or(json!("any"), |age| json!(age.as_millis() / 1000));
        let detail = json!({ "greatest_seconds": seconds, "mode": mode.as_str() });
        audit_log::insert(tx, Some(by), Action::AccountChangeTokenAge, &account, &detail)?;
    }
    Ok(Done::quiet(read(tx, token)?))
}
