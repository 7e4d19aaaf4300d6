//! Users: the people who write.

use bonafide_domain::{id::UserId, identity::ExternalIds, namespace::Namespace, time::Millis};

use crate::{error::Result, params, tx::Tx, word};

/// What we know of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserState {
    /// No token was ever accepted for them.
    Anonymous,
    /// A token was accepted for them.
    Known,
    /// They turned out to be somebody else, into whom they were merged (MRG-5).
    Retired,
    /// Their personal data was erased.
    Erased,
}

impl UserState {
    /// Every state, for reading one back.
    pub const ALL: [Self; 4] = [Self::Anonymous, Self::Known, Self::Retired, Self::Erased];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Known => "known",
            Self::Retired => "retired",
            Self::Erased => "erased",
        }
    }
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Whom they resolve to: themselves, or whoever they were merged into.
    pub root: UserId,
    /// What we know of them.
    pub state: UserState,
    /// Their name, as the last accepted token gave it.
    pub name: Option<String>,
    /// When they were banned, if they are (SES-8).
    pub banned_at: Option<Millis>,
    /// Raised to end all sessions opened for them.
    pub session_epoch: i64,
    /// From when on tokens must be to be accepted, if it was asked for (SES-14).
    pub tokens_from: Option<Millis>,
}

/// A new user.
pub fn insert(tx: &mut Tx<'_>, id: UserId, state: UserState) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO users (account_id, id, root_id, state, session_epoch, created_at)
         VALUES ($1, $2, $2, $3, 0, $4)",
        params![&account, &id, state.as_str(), now],
    )?;
    Ok(())
}

fn user(row: &crate::value::Row) -> Result<User> {
    Ok(User {
        id: row.get(0)?,
        root: row.get(1)?,
        state: word::read(row, 2, &UserState::ALL, UserState::as_str)?,
        name: row.get(3)?,
        banned_at: row.get(4)?,
        session_epoch: row.get(5)?,
        tokens_from: row.get(6)?,
    })
}

const BY_ID: &str = "SELECT id, root_id, state, name, banned_at, session_epoch, tokens_from FROM users
     WHERE account_id = $1 AND id = $2";

/// A user by their own id, retired or not.
pub fn find(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>> {
    let account = tx.account();
    tx.row(BY_ID, params![&account, &id])?.map(|row| user(&row)).transpose()
}

/// Whom an id resolves to: the user themselves, or whoever they were merged into (MRG-5).
pub fn find_root(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>> {
    let account = tx.account();
    tx.row(
        "SELECT r.id, r.root_id, r.state, r.name, r.banned_at, r.session_epoch, r.tokens_from
         FROM users u JOIN users r ON r.account_id = u.account_id AND r.id = u.root_id
         WHERE u.account_id = $1 AND u.id = $2",
        params![&account, &id],
    )?
    .map(|row| user(&row))
    .transpose()
}

/// When a user, or the first of those who were merged into them, was seen first. `root` is one who was not merged.
pub fn first_seen(tx: &mut Tx<'_>, root: UserId) -> Result<Option<Millis>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT MIN(created_at) FROM users WHERE account_id = $1 AND root_id = $2",
        params![&account, &root],
    )?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Takes a user for a decision: nobody else decides about them until this transaction ends.
pub fn take(tx: &mut Tx<'_>, id: UserId) -> Result<Option<User>> {
    let account = tx.account();
    tx.take(BY_ID, params![&account, &id])?.map(|row| user(&row)).transpose()
}

/// The name that a token gave; the evidence says which.
pub fn set_name(
    tx: &mut Tx<'_>,
    id: UserId,
    name: &str,
    evidence: bonafide_domain::id::EvidenceId,
) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET name = $3, name_evidence_id = $4 WHERE account_id = $1 AND id = $2",
        params![&account, &id, name, &evidence],
    )?;
    Ok(())
}

/// Makes someone known who was anonymous: a token was accepted for them (RES-2).
pub fn set_known(tx: &mut Tx<'_>, id: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute("UPDATE users SET state = 'known' WHERE account_id = $1 AND id = $2", params![&account, &id])?;
    Ok(())
}

/// Retires a user who was merged: everyone who resolved to them resolves to `into` from now on (MRG-5).
pub fn retire(tx: &mut Tx<'_>, id: UserId, into: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET state = 'retired' WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    tx.execute(
        "UPDATE users SET root_id = $3 WHERE account_id = $1 AND root_id = $2",
        params![&account, &id, &into],
    )?;
    Ok(())
}

/// Makes `id` resolve to `root`: the edges that are left lead there (MRG-12).
pub fn set_root(tx: &mut Tx<'_>, id: UserId, root: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET root_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &root],
    )?;
    Ok(())
}

/// Lets a retired user stand for themselves again (MRG-12): known if they have an external id, anonymous if not.
pub fn revive(tx: &mut Tx<'_>, id: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET state = CASE WHEN EXISTS (
                SELECT 1 FROM external_ids x WHERE x.account_id = users.account_id AND x.user_id = users.id)
            THEN 'known' ELSE 'anonymous' END
         WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    Ok(())
}

/// Ends every session opened for a user, or for anyone who was merged into them.
pub fn end_sessions(tx: &mut Tx<'_>, root: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET session_epoch = session_epoch + 1 WHERE account_id = $1 AND root_id = $2",
        params![&account, &root],
    )?;
    Ok(())
}

/// Bans a user from now on, or lifts the ban (SES-8).
pub fn set_banned(tx: &mut Tx<'_>, id: UserId, banned_at: Option<Millis>) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET banned_at = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, banned_at],
    )?;
    Ok(())
}

/// Refuses tokens of a user from before a moment, or no longer (SES-14).
pub fn set_tokens_from(tx: &mut Tx<'_>, id: UserId, from: Option<Millis>) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE users SET tokens_from = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, from],
    )?;
    Ok(())
}

/// Who holds an external id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExternalIdHolder {
    /// Who got it, and has it for good (RES-6).
    pub user: UserId,
    /// Whom they resolve to now: where they were merged, the external id is an alias of that user's (RES-10).
    pub root: UserId,
}

/// Who holds an external id (RES-1, RES-10).
pub fn find_by_external_id(
    tx: &mut Tx<'_>,
    namespace: Namespace,
    value: &str,
) -> Result<Option<ExternalIdHolder>> {
    let account = tx.account();
    let namespace = namespace.to_bytes();
    let row = tx.row(
        "SELECT u.id, u.root_id FROM external_ids x JOIN users u ON u.account_id = x.account_id AND u.id = x.user_id
         WHERE x.account_id = $1 AND x.namespace = $2 AND x.value = $3",
        params![&account, &namespace, value],
    )?;
    row.map(|row| Ok(ExternalIdHolder { user: row.get(0)?, root: row.get(1)? })).transpose()
}

/// Gives a user an external id (RES-6). `Conflict("external_ids_pkey")` if somebody holds it, and
/// `Conflict("external_ids_user")` if the user has another in this namespace.
pub fn insert_external_id(tx: &mut Tx<'_>, namespace: Namespace, value: &str, user: UserId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let namespace = namespace.to_bytes();
    tx.execute(
        "INSERT INTO external_ids (account_id, namespace, value, user_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        params![&account, &namespace, value, &user, now],
    )?;
    Ok(())
}

/// A user's own external id: the account's namespace first, aliases of merged users never.
pub fn find_external_id(tx: &mut Tx<'_>, user: UserId) -> Result<Option<String>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT value FROM external_ids WHERE account_id = $1 AND user_id = $2 ORDER BY namespace LIMIT 1",
        params![&account, &user],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// A user's own external id in one namespace (RES-13).
pub fn external_id_in(tx: &mut Tx<'_>, user: UserId, namespace: Namespace) -> Result<Option<String>> {
    let (account, namespace) = (tx.account(), namespace.to_bytes());
    let row = tx.row(
        "SELECT value FROM external_ids WHERE account_id = $1 AND user_id = $2 AND namespace = $3",
        params![&account, &user, &namespace],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Which external ids a user has, and those who were merged into them, seen from a namespace (RES-13). `root` is one who
/// was not merged.
pub fn external_ids(tx: &mut Tx<'_>, root: UserId, namespace: Namespace) -> Result<ExternalIds> {
    let account = tx.account();
    let rows = tx.rows(
        "SELECT DISTINCT x.namespace FROM users u
         JOIN external_ids x ON x.account_id = u.account_id AND x.user_id = u.id
         WHERE u.account_id = $1 AND u.root_id = $2",
        params![&account, &root],
    )?;
    let mut all = ExternalIds::None;
    for row in &rows {
        if Namespace::from_bytes(row.get(0)?) == namespace {
            return Ok(ExternalIds::Here);
        }
        all = ExternalIds::Elsewhere;
    }
    Ok(all)
}

/// Every external id of a user and of those who were merged into them. `root` is one who was not merged.
pub fn all_external_ids(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<(Namespace, String)>> {
    let account = tx.account();
    tx.rows(
        "SELECT x.namespace, x.value FROM users u
         JOIN external_ids x ON x.account_id = u.account_id AND x.user_id = u.id
         WHERE u.account_id = $1 AND u.root_id = $2 ORDER BY x.namespace, x.value",
        params![&account, &root],
    )?
    .iter()
    .map(|row| Ok((Namespace::from_bytes(row.get(0)?), row.get(1)?)))
    .collect()
}

/// Erases a user and everyone who was merged into them: their sessions end, their names go, and their external ids are
/// free (RES-6, RES-11), as are the addresses that they still hold or that would go back to them. A ban stays.
pub fn erase(tx: &mut Tx<'_>, root: UserId) -> Result<()> {
    let account = tx.account();
    for statement in [
        "UPDATE users SET state = 'erased', name = NULL, name_evidence_id = NULL, tokens_from = NULL,
                session_epoch = session_epoch + 1
         WHERE account_id = $1 AND root_id = $2",
        "DELETE FROM external_ids WHERE account_id = $1
         AND user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
        // The first of these two waits for whoever gives back meanwhile, and the second finds what they gave.
        "DELETE FROM displaced_identities WHERE account_id = $1
         AND user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
        "DELETE FROM email_identities WHERE account_id = $1
         AND user_id IN (SELECT id FROM users WHERE account_id = $1 AND root_id = $2)",
    ] {
        tx.execute(statement, params![&account, &root])?;
    }
    Ok(())
}
