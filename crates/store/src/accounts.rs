//! Accounts: one company's data each.

use bonafide_domain::{
    id::AccountId,
    identity::{EmailPolicy, JoinPolicy},
    limits,
    mode::Mode,
    retention::{Days, Retention},
    time::{Millis, Span},
};

use crate::{error::Result, params, tx::Tx, word};

/// What an account has set about logins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginSettings {
    /// How long an authenticated session lasts at most (SES-4).
    pub session_limit: Span,
    /// How old a token may be at most (TOK-7); `None` for any age.
    pub greatest_token_age: Option<Span>,
    /// Whether an older token is refused.
    pub token_age_mode: Mode,
    /// Whether a login is refused whose address is somebody else's (RES-4).
    pub email_conflicts: Mode,
}

/// What an account lets become an email identity (EML-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmailPolicySetting {
    /// The policy.
    pub policy: EmailPolicy,
    /// Since when it is in force.
    pub since: Millis,
}

/// Makes the account of this transaction, with the defaults of the rules (EML-1, SES-4).
pub fn insert(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO accounts (id, name, email_policy, session_limit, greatest_token_age, conversation_metadata, created_at)
         VALUES ($1, $2, 'verified_only', $3, NULL, 0, $4)",
        params![&account, name, limits::SESSION.as_millis(), now],
    )?;
    Ok(())
}

/// Every account of the installation, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<AccountId>> {
    tx.rows("SELECT id FROM accounts ORDER BY id", &[])?.iter().map(|row| row.get(0)).collect()
}

/// What the account has set about logins; `None` for an account that is not there.
pub fn find_login_settings(tx: &mut Tx<'_>) -> Result<Option<LoginSettings>> {
    let account = tx.account();
    tx.row(
        "SELECT session_limit, greatest_token_age, token_age_mode, email_conflicts FROM accounts WHERE id = $1",
        params![&account],
    )?
    .map(|row| {
        Ok(LoginSettings {
            session_limit: Span::millis(row.get(0)?),
            greatest_token_age: row.get::<Option<i64>>(1)?.map(Span::millis),
            token_age_mode: word::read(&row, 2, &Mode::ALL, Mode::as_str)?,
            email_conflicts: word::read(&row, 3, &Mode::ALL, Mode::as_str)?,
        })
    })
    .transpose()
}

/// For how long the account keeps its logs; `None` for an account that is not there.
pub fn find_retention(tx: &mut Tx<'_>) -> Result<Option<Retention>> {
    let account = tx.account();
    let row =
        tx.row("SELECT login_log_days, audit_log_days FROM accounts WHERE id = $1", params![&account])?;
    row.map(|row| Ok(Retention { login_log: Days::kept(row.get(0)?), audit_log: Days::kept(row.get(1)?) }))
        .transpose()
}

/// Keeps for how long the account keeps its logs from now on.
pub fn set_retention(tx: &mut Tx<'_>, retention: Retention) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE accounts SET login_log_days = $2, audit_log_days = $3 WHERE id = $1",
        params![&account, retention.login_log.get(), retention.audit_log.get()],
    )?;
    Ok(())
}

/// Sets how old a token may be at most, `None` for any age, and whether an older one is refused (TOK-7).
pub fn set_greatest_token_age(tx: &mut Tx<'_>, greatest: Option<Span>, mode: Mode) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE accounts SET greatest_token_age = $2, token_age_mode = $3 WHERE id = $1",
        params![&account, greatest.map(Span::as_millis), mode.as_str()],
    )?;
    Ok(())
}

/// Sets whether a login is refused whose address is somebody else's (RES-4).
pub fn set_email_conflicts(tx: &mut Tx<'_>, mode: Mode) -> Result<()> {
    let account = tx.account();
    tx.execute("UPDATE accounts SET email_conflicts = $2 WHERE id = $1", params![&account, mode.as_str()])?;
    Ok(())
}

/// The account's email policy; `None` for an account that is not there.
pub fn find_email_policy(tx: &mut Tx<'_>) -> Result<Option<EmailPolicySetting>> {
    let account = tx.account();
    tx.row(
        "SELECT email_policy, COALESCE(email_policy_since, created_at) FROM accounts WHERE id = $1",
        params![&account],
    )?
    .map(|row| {
        let policy = word::read(&row, 0, &EmailPolicy::ALL, EmailPolicy::as_str)?;
        Ok(EmailPolicySetting { policy, since: row.get(1)? })
    })
    .transpose()
}

/// Sets the email policy, in force from now on. The lock of the policy is held alone
/// ([`Tx::lock_sharing`]).
pub fn set_email_policy(tx: &mut Tx<'_>, policy: EmailPolicy) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE accounts SET email_policy = $2, email_policy_since = $3 WHERE id = $1",
        params![&account, policy.as_str(), now],
    )?;
    Ok(())
}

/// When the account joins what was written before a login; `None` for an account that is not there.
pub fn find_join_policy(tx: &mut Tx<'_>) -> Result<Option<JoinPolicy>> {
    let account = tx.account();
    tx.row("SELECT join_policy FROM accounts WHERE id = $1", params![&account])?
        .map(|row| word::read(&row, 0, &JoinPolicy::ALL, JoinPolicy::as_str))
        .transpose()
}

/// Sets when the account joins what was written before a login (MRG-11). The lock of the policies is held alone
/// ([`Tx::lock_sharing`]).
pub fn set_join_policy(tx: &mut Tx<'_>, policy: JoinPolicy) -> Result<()> {
    let account = tx.account();
    tx.execute("UPDATE accounts SET join_policy = $2 WHERE id = $1", params![&account, policy.as_str()])?;
    Ok(())
}

/// KEY-7: fields and tags set by the page become usable.
pub fn turn_on_conversation_metadata(tx: &mut Tx<'_>) -> Result<()> {
    let account = tx.account();
    tx.execute("UPDATE accounts SET conversation_metadata = 1 WHERE id = $1", params![&account])?;
    Ok(())
}

/// Whether fields and tags set by the page are usable (KEY-7).
pub fn has_conversation_metadata(tx: &mut Tx<'_>) -> Result<bool> {
    let account = tx.account();
    let row = tx.row("SELECT conversation_metadata FROM accounts WHERE id = $1", params![&account])?;
    row.map_or(Ok(false), |row| row.get(0))
}

/// The next number of a counter of the account, from 1 on. Taken last in a transaction: until the commit nobody
/// else gets a number (details 5).
pub fn next_number(tx: &mut Tx<'_>, counter: &str) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "INSERT INTO counters (account_id, name, value) VALUES ($1, $2, 1)
         ON CONFLICT (account_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        params![&account, counter],
    )?;
    row.map_or(Ok(1), |row| row.get(0))
}
