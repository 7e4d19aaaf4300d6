//! Verified identities that a form took from their owners, remembered until they go back (EML-5).
//!
//! Whoever decides about an address holds its lock ([`LockKey`](crate::LockKey) of the kind `email`), here as with
//! [`emails`](crate::emails), or at least the lock of the policies: then whoever decides about what is claimed from
//! somebody holds that one alone.

use bonafide_domain::{
    id::{EmailIdentityId, EvidenceId, UserId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx};

/// Takes a verified identity from its owner, and remembers whose it is. Whoever claims the address gets one of their own
/// ([`emails::insert`](crate::emails::insert)); nothing becomes of an identity that is not verified.
pub fn displace(tx: &mut Tx<'_>, id: EmailIdentityId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO displaced_identities (account_id, id, email_key, address, user_id, evidence_id, created_at,
                displaced_at)
         SELECT account_id, id, email_key, address, user_id, evidence_id, created_at, $3
         FROM email_identities WHERE account_id = $1 AND id = $2 AND verified = 1",
        params![&account, &id, now],
    )?;
    tx.execute(
        "DELETE FROM email_identities WHERE account_id = $1 AND id = $2 AND verified = 1",
        params![&account, &id],
    )?;
    Ok(())
}

/// Gives an address that nobody holds now back to the owner whom it was claimed from, as the very identity that they had.
/// It is what becomes of a claimed one that is [released](crate::emails::release). Whoever was erased gets nothing back
/// (RES-11): their address is nobody's.
pub(crate) fn give_back(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    let account = tx.account();
    // First: it waits for whoever forgets it meanwhile, and then finds nothing.
    let displaced = tx.row(
        "DELETE FROM displaced_identities WHERE account_id = $1 AND email_key = $2
         RETURNING id, address, user_id, evidence_id, created_at",
        params![&account, key],
    )?;
    let Some(own) = displaced else { return Ok(()) };
    let (id, user): (EmailIdentityId, UserId) = (own.get(0)?, own.get(2)?);
    let (address, evidence): (String, EvidenceId) = (own.get(1)?, own.get(3)?);
    let created_at: Millis = own.get(4)?;
    tx.execute(
        "INSERT INTO email_identities (account_id, id, email_key, address, user_id, origin, verified, position,
                evidence_id, created_at)
         SELECT account_id, $3, $4, $5, id, 'token', 1, 0, $6, $7
         FROM users WHERE account_id = $1 AND id = $2 AND state <> 'erased'",
        params![&account, &user, &id, key, address.as_str(), &evidence, created_at],
    )?;
    Ok(())
}

/// Never gives an address back: it is its owner's no more, and with its claimer what any form gave.
pub fn forget(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM displaced_identities WHERE account_id = $1 AND email_key = $2",
        params![&account, key],
    )?;
    Ok(())
}

/// The addresses, as they are compared, that were claimed from a user or from those who were merged into them, each with
/// whom it was claimed from. `root` is one who was not merged.
pub fn of_user(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<(UserId, String)>> {
    let account = tx.account();
    tx.rows(
        "SELECT u.id, d.email_key
         FROM users u JOIN displaced_identities d ON d.account_id = u.account_id AND d.user_id = u.id
         WHERE u.account_id = $1 AND u.root_id = $2 ORDER BY d.id",
        params![&account, &root],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}
