//! Accounts: one company's data each.

use bonafide_domain::{
    id::AccountId,
    identity::EmailPolicy,
    limits,
    retention::{Days, Retention},
    time::Span,
};

use crate::{error::Result, params, tx::Tx, word};

/// What an account has set about logins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginSettings {
    /// How long an authenticated session lasts at most (SES-4).
    pub session_limit: Span,
    /// How old a token may be at most (TOK-7); `None` for any age.
    pub greatest_token_age: Option<Span>,
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
    let row =
        tx.row("SELECT session_limit, greatest_token_age FROM accounts WHERE id = $1", params![&account])?;
    row.map(|row| {
        Ok(LoginSettings {
            session_limit: Span::millis(row.get(0)?),
            greatest_token_age: row.get::<Option<i64>>(1)?.map(Span::millis),
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

/// What the account lets become an email identity (EML-1); `None` for an account that is not there.
pub fn find_email_policy(tx: &mut Tx<'_>) -> Result<Option<EmailPolicy>> {
    let account = tx.account();
    let row = tx.row("SELECT email_policy FROM accounts WHERE id = $1", params![&account])?;
    row.map(|row| word::read(&row, 0, &EmailPolicy::ALL, EmailPolicy::as_str)).transpose()
}
