//! Email identities: addresses, each held by one user of the account at most (EML).

use bonafide_domain::{
    email::EmailAddress,
    id::{AgentId, EmailIdentityId, EvidenceId, KeyId, UserId},
    identity::Standing,
    time::Millis,
};

use crate::{
    displaced,
    error::{Result, StoreError},
    params,
    rest_keys::NamedRestKey,
    tx::Tx,
    value::{Param, Row},
};

/// An address that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailIdentity {
    /// Its id.
    pub id: EmailIdentityId,
    /// Who got it.
    pub user: UserId,
    /// Whom that user resolves to now.
    pub root: UserId,
    /// The address, as it was given last.
    pub address: String,
    /// What it is compared by.
    pub key: String,
    /// What it rests on.
    pub standing: Standing,
    /// How the agent who attached it checked who it is, if they said so (EML-4).
    pub checked_how: Option<String>,
    /// Who attached it, if anybody did.
    pub added_by: Option<AddedBy>,
    /// Since when it is held.
    pub created_at: Millis,
}

impl EmailIdentity {
    /// Whose address it is where it keeps users apart: of one that somebody claimed, its verified owner's (EML-5).
    pub fn whose(&self) -> UserId {
        self.standing.goes_back_to().unwrap_or(self.root)
    }
}

/// Who attached an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddedBy {
    /// An agent (EML-4).
    Agent(AgentId),
    /// A program, with this key of the REST API, which may have been deleted since (EML-10).
    Program(NamedRestKey),
}

/// What an identity is to rest on, with what shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds<'a> {
    /// A token that says that the address is verified, by the evidence of its login.
    Verified(EvidenceId),
    /// A token that does not say so.
    Unverified(EvidenceId),
    /// An agent, who may have said how they checked who it is.
    Agent(AgentId, Option<&'a str>),
    /// A program, with this key of the REST API.
    Program(KeyId),
    /// A form that its user filled in without being signed in.
    Form,
}

impl Grounds<'_> {
    const fn origin(&self) -> &'static str {
        match self {
            Self::Verified(_) | Self::Unverified(_) => "token",
            Self::Agent(..) => "agent",
            Self::Program(_) => "api",
            Self::Form => "form",
        }
    }

    /// A token's address is the primary one and goes first (EML-7).
    const fn position(&self) -> i64 {
        match self {
            Self::Verified(_) | Self::Unverified(_) => 0,
            Self::Agent(..) | Self::Program(_) | Self::Form => 1,
        }
    }

    const fn verified(&self) -> bool {
        match self {
            Self::Verified(_) => true,
            Self::Unverified(_) | Self::Agent(..) | Self::Program(_) | Self::Form => false,
        }
    }

    const fn evidence(&self) -> Option<&EvidenceId> {
        match self {
            Self::Verified(evidence) | Self::Unverified(evidence) => Some(evidence),
            Self::Agent(..) | Self::Program(_) | Self::Form => None,
        }
    }

    /// Whoever attaches it, by their id.
    fn added_by(&self) -> Param<'_> {
        match self {
            Self::Agent(agent, _) => agent.into(),
            Self::Program(key) => key.into(),
            Self::Verified(_) | Self::Unverified(_) | Self::Form => Param::Null,
        }
    }

    const fn checked_how(&self) -> Option<&str> {
        match self {
            Self::Agent(_, checked_how) => *checked_how,
            Self::Program(_) | Self::Verified(_) | Self::Unverified(_) | Self::Form => None,
        }
    }
}

macro_rules! select {
    ($rest:literal, $where:literal) => {
        concat!(
            "SELECT i.id, u.root_id, i.address, i.origin, i.verified, i.checked_how, i.added_by, i.created_at,
                    i.email_key, w.root_id, i.user_id, k.name ",
            $rest,
            " LEFT JOIN rest_keys k ON i.origin = 'api' AND k.account_id = i.account_id AND k.id = i.added_by",
            " LEFT JOIN displaced_identities d ON d.account_id = i.account_id AND d.email_key = i.email_key
              LEFT JOIN users w ON w.account_id = d.account_id AND w.id = d.user_id ",
            $where
        )
    };
}

fn identity(row: &Row) -> Result<EmailIdentity> {
    let checked_how: Option<String> = row.get(5)?;
    let (origin, verified): (String, bool) = (row.get(3)?, row.get(4)?);
    let standing = match (origin.as_str(), verified) {
        ("token", true) => Standing::Verified,
        ("token", false) => Standing::Unverified,
        ("api", false) => Standing::Api,
        ("agent", false) if checked_how.is_some() => Standing::AgentChecked,
        ("agent", false) => Standing::AgentUnchecked,
        ("form", false) => {
            row.get::<Option<UserId>>(9)?.map_or(Standing::Form, |owner| Standing::Claimed { owner })
        }
        _ => return Err(StoreError::Corrupt(format!("an address of the origin {origin:?}"))),
    };
    Ok(EmailIdentity {
        id: row.get(0)?,
        root: row.get(1)?,
        address: row.get(2)?,
        standing,
        checked_how,
        added_by: added_by(row, &origin)?,
        created_at: row.get(7)?,
        key: row.get(8)?,
        user: row.get(10)?,
    })
}

fn added_by(row: &Row, origin: &str) -> Result<Option<AddedBy>> {
    if origin == "api" {
        let key: Option<KeyId> = row.get(6)?;
        let name: Option<String> = row.get(11)?;
        return Ok(key.zip(name).map(|(id, name)| AddedBy::Program(NamedRestKey { id, name })));
    }
    Ok(row.get::<Option<AgentId>>(6)?.map(AddedBy::Agent))
}

/// Whoever holds an address. To decide about it, its lock is held ([`LockKey`](crate::LockKey) of the kind `email`).
pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<Option<EmailIdentity>> {
    let account = tx.account();
    tx.row(
        select!(
            "FROM email_identities i JOIN users u ON u.account_id = i.account_id AND u.id = i.user_id",
            "WHERE i.account_id = $1 AND i.email_key = $2"
        ),
        params![&account, key],
    )?
    .map(|row| identity(&row))
    .transpose()
}

/// The addresses of a user and of those who were merged into them: a token's first, then the oldest. `root` is one who
/// was not merged.
pub fn of_user(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<EmailIdentity>> {
    let account = tx.account();
    tx.rows(
        select!(
            "FROM users u JOIN email_identities i ON i.account_id = u.account_id AND i.user_id = u.id",
            "WHERE u.account_id = $1 AND u.root_id = $2 ORDER BY i.position, i.id"
        ),
        params![&account, &root],
    )?
    .iter()
    .map(identity)
    .collect()
}

/// Gives a user an address that nobody holds. `Conflict("email_identities_key")` if somebody does, and
/// `Conflict("email_identities_form")` for a second one that a form gave them (EML-9).
pub fn insert(tx: &mut Tx<'_>, user: UserId, address: &EmailAddress, grounds: Grounds<'_>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let id: EmailIdentityId = tx.id();
    tx.execute(
        "INSERT INTO email_identities (account_id, id, email_key, address, user_id, origin, verified, position,
                checked_how, evidence_id, added_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            &account,
            &id,
            address.key().as_str(),
            address.as_str(),
            &user,
            grounds.origin(),
            grounds.verified(),
            grounds.position(),
            grounds.checked_how(),
            grounds.evidence(),
            grounds.added_by(),
            now,
        ],
    )?;
    Ok(())
}

/// Makes an address a user's verified primary: a token of theirs says so (EML-8). They hold it already, or somebody does
/// who was merged with them: should that be undone, it stays with whose token it was.
pub fn verify(
    tx: &mut Tx<'_>,
    id: EmailIdentityId,
    user: UserId,
    address: &EmailAddress,
    evidence: EvidenceId,
) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE email_identities SET address = $3, origin = 'token', verified = 1, position = 0, checked_how = NULL,
                added_by = NULL, evidence_id = $4, user_id = $5
         WHERE account_id = $1 AND id = $2",
        params![&account, &id, address.as_str(), &evidence, &user],
    )?;
    Ok(())
}

/// Makes a verified address one that is not: a token of its holder says so (EML-8).
pub fn doubt(tx: &mut Tx<'_>, id: EmailIdentityId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE email_identities SET verified = 0 WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    Ok(())
}

/// Takes an address from its holder: it is nobody's, or goes back to whom it was claimed from (EML-5).
pub fn release(tx: &mut Tx<'_>, id: EmailIdentityId) -> Result<()> {
    let account = tx.account();
    let row = tx.row(
        "DELETE FROM email_identities WHERE account_id = $1 AND id = $2 RETURNING email_key",
        params![&account, &id],
    )?;
    match row {
        Some(row) => displaced::give_back(tx, &row.get::<String>(0)?),
        None => Ok(()),
    }
}

/// The identities that are not verified, in the order of their ids: at most `limit`, those after `after` if given.
pub fn unverified_page(
    tx: &mut Tx<'_>,
    after: Option<EmailIdentityId>,
    limit: i64,
) -> Result<Vec<EmailIdentity>> {
    let account = tx.account();
    let after = after.unwrap_or(EmailIdentityId::ZERO);
    tx.rows(
        select!(
            "FROM email_identities i JOIN users u ON u.account_id = i.account_id AND u.id = i.user_id",
            "WHERE i.account_id = $1 AND i.verified = 0 AND i.id > $2 ORDER BY i.id LIMIT $3"
        ),
        params![&account, &after, limit],
    )?
    .iter()
    .map(identity)
    .collect()
}

/// What tells in one look whether the identities that are not verified are still those that were walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnverifiedTally {
    /// How many there are.
    pub count: i64,
    /// The sum of when they were made, in milliseconds since November 2023, which keeps it small. Whatever came since
    /// is later than whatever went: with as many as before, the sum is larger.
    pub made: i64,
}

impl UnverifiedTally {
    /// What times are counted from.
    const FROM: i64 = 1_700_000_000_000;

    /// Counts an identity that was walked.
    pub fn add(&mut self, identity: &EmailIdentity) {
        self.count += 1;
        self.made += identity.created_at.as_i64() - Self::FROM;
    }
}

/// The tally of the identities that are not verified, from an index alone.
pub fn tally_unverified(tx: &mut Tx<'_>) -> Result<UnverifiedTally> {
    let account = tx.account();
    let row = tx.row(
        "SELECT COUNT(*), CAST(COALESCE(SUM(created_at - $2), 0) AS BIGINT) FROM email_identities
         WHERE account_id = $1 AND verified = 0",
        params![&account, UnverifiedTally::FROM],
    )?;
    row.map_or(Ok(UnverifiedTally::default()), |row| {
        Ok(UnverifiedTally { count: row.get(0)?, made: row.get(1)? })
    })
}

/// How many identities are verified.
pub fn count_verified(tx: &mut Tx<'_>) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT COUNT(*) FROM email_identities WHERE account_id = $1 AND verified = 1",
        params![&account],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}
