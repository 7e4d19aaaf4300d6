//! Codes that pages handed over (OMN-13): kept as a hash, so that each is exchanged once and nobody can use what is kept.

use bonafide_domain::{
    id::{SessionId, SettingId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx};

/// A code, as it is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeKey {
    /// The setting that it was handed over to.
    pub setting: SettingId,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

/// What is kept of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What the call was that claimed it.
    pub call: [u8; 32],
    /// When that was.
    pub claimed_at: Millis,
    /// What came of it; `None` while that is not known.
    pub outcome: Option<Outcome>,
}

/// What came of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The login was refused, for this reason.
    Refused(String),
    /// It opened or renewed this session.
    Session(SessionId),
}

/// Claims a code for a call. Says whether it is the first.
pub fn claim(tx: &mut Tx<'_>, code: &CodeKey, call: &[u8; 32]) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let claimed = tx.execute(
        "INSERT INTO codes (account_id, setting_id, hash, call, claimed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, setting_id, hash) DO NOTHING",
        params![&account, &code.setting, &code.hash, call, now],
    )?;
    Ok(claimed == 1)
}

/// What is kept of a code, if it was claimed.
pub fn find(tx: &mut Tx<'_>, code: &CodeKey) -> Result<Option<Kept>> {
    let account = tx.account();
    tx.row(
        "SELECT call, claimed_at, reason, session_id FROM codes
         WHERE account_id = $1 AND setting_id = $2 AND hash = $3",
        params![&account, &code.setting, &code.hash],
    )?
    .map(|row| {
        let (reason, session): (Option<String>, Option<SessionId>) = (row.get(2)?, row.get(3)?);
        let outcome = session.map(Outcome::Session).or(reason.map(Outcome::Refused));
        Ok(Kept { call: row.get(0)?, claimed_at: row.get(1)?, outcome })
    })
    .transpose()
}

/// Keeps what came of a code that was claimed. What was kept before stays: there is one outcome.
pub fn settle(tx: &mut Tx<'_>, code: &CodeKey, outcome: &Outcome) -> Result<()> {
    let account = tx.account();
    let (reason, session) = match outcome {
        Outcome::Refused(reason) => (Some(reason.as_str()), None),
        Outcome::Session(session) => (None, Some(session)),
    };
    tx.execute(
        "UPDATE codes SET reason = $4, session_id = $5
         WHERE account_id = $1 AND setting_id = $2 AND hash = $3 AND reason IS NULL AND session_id IS NULL",
        params![&account, &code.setting, &code.hash, reason, session],
    )?;
    Ok(())
}

/// Forgets codes that were claimed before `before`, `limit` of them at most. Says how many.
pub fn forget(tx: &mut Tx<'_>, before: Millis, limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM codes WHERE account_id = $1 AND (setting_id, hash) IN (
             SELECT setting_id, hash FROM codes WHERE account_id = $1 AND claimed_at < $2
             ORDER BY claimed_at LIMIT $3)",
        params![&account, before, limit],
    )
}
