//! Verified identities that a form took from their owners, remembered until they go back (EML-5).
//!
//! Whoever decides about an address holds its lock ([`LockKey`](crate::LockKey) of the kind `email`), here as with
//! [`emails`](crate::emails).

use bonafide_domain::id::{EmailIdentityId, UserId};

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
/// It is what becomes of a claimed one that is [released](crate::emails::release).
pub(crate) fn give_back(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    let account = tx.account();
    let given = tx.execute(
        "INSERT INTO email_identities (account_id, id, email_key, address, user_id, origin, verified, position,
                evidence_id, created_at)
         SELECT account_id, id, email_key, address, user_id, 'token', 1, 0, evidence_id, created_at
         FROM displaced_identities WHERE account_id = $1 AND email_key = $2",
        params![&account, key],
    )?;
    if given == 1 { forget(tx, key) } else { Ok(()) }
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
