//! Evidence: what proved who someone was, a row for each login and renewal, never changed.

use bonafide_domain::{
    code_setting::ActionKind,
    id::{ChannelId, DeviceId, EvidenceId, KeyId, SessionId, SettingId, UserId},
    namespace::Namespace,
    time::Millis,
};

use crate::{error::Result, params, tx::Tx, value::Row, word};

/// What proved who a user was at one login or renewal (SEE-3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
    /// Whom it is about: the user that the session was opened for.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    /// The device.
    pub device: DeviceId,
    /// The channel.
    pub channel: ChannelId,
    /// The authentication setting that accepted the proof.
    pub setting: SettingId,
    /// The key that signed it, where the setting has keys of ours.
    pub key: Option<KeyId>,
    /// The name that the key had; the setting's, where one of its public keys proved the token.
    pub key_name: String,
    /// That public key, by its kid or the beginning of its SHA-256.
    pub public_key: Option<String>,
    /// The token action that named the user, where a code was exchanged (OMN-12).
    pub action: Option<ActionKind>,
    /// The rule that resolved the user.
    pub rule: String,
    /// SHA-256 of the whole token.
    pub token_sha256: [u8; 32],
    /// When the token says it was issued.
    pub issued_at: Option<Millis>,
    /// When the token says it ends.
    pub expires_at: Option<Millis>,
    /// When it was accepted.
    pub accepted_at: Millis,
    /// The namespace of the external id.
    pub namespace: Namespace,
    /// The external id that the token named; blank after an erasure.
    pub external_id: Option<String>,
    /// The name that the token gave.
    pub name: Option<String>,
    /// The address that the token gave.
    pub email: Option<String>,
    /// Whether the token said that the address is verified (TOK-6).
    pub email_verified: bool,
}

impl Evidence {
    /// How it was proved: by a signed token, or by what was exchanged for a code.
    pub const fn method(&self) -> &'static str {
        match self.action {
            Some(_) => "oauth2_code",
            None => "signed_token",
        }
    }
}

/// Keeps a piece of evidence.
pub fn insert(tx: &mut Tx<'_>, evidence: &Evidence) -> Result<()> {
    let account = tx.account();
    let namespace = evidence.namespace.to_bytes();
    tx.execute(
        "INSERT INTO evidence (account_id, id, user_id, session_id, device_id, channel_id, setting_id, key_id, key_name,
                method, rule, token_sha256, issued_at, expires_at, accepted_at, namespace, external_id, name, email,
                email_verified, public_key, token_action)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $21, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $22)",
        params![
            &account,
            &evidence.id,
            &evidence.user,
            &evidence.session,
            &evidence.device,
            &evidence.channel,
            &evidence.setting,
            evidence.key.as_ref(),
            &evidence.key_name,
            &evidence.rule,
            &evidence.token_sha256,
            evidence.issued_at,
            evidence.expires_at,
            evidence.accepted_at,
            &namespace,
            evidence.external_id.as_deref(),
            evidence.name.as_deref(),
            evidence.email.as_deref(),
            evidence.email_verified,
            evidence.public_key.as_deref(),
            evidence.method(),
            evidence.action.map(ActionKind::as_str),
        ],
    )?;
    Ok(())
}

/// The columns that [`read`] reads, of the table under the name `e`.
macro_rules! columns {
    () => {
        "e.id, e.user_id, e.session_id, e.device_id, e.channel_id, e.setting_id, e.key_id, e.key_name, e.rule,
         e.token_sha256, e.issued_at, e.expires_at, e.accepted_at, e.namespace, e.external_id, e.name, e.email,
         e.email_verified, e.public_key, e.token_action"
    };
}
pub(crate) use columns;

/// A piece of evidence by id.
pub fn find(tx: &mut Tx<'_>, id: EvidenceId) -> Result<Option<Evidence>> {
    let account = tx.account();
    tx.row(
        concat!("SELECT ", columns!(), " FROM evidence e WHERE e.account_id = $1 AND e.id = $2"),
        params![&account, &id],
    )?
    .map(|row| read(&row, 0))
    .transpose()
}

/// How many pieces of evidence there are about a user and those who were merged into them, for an erasure to say. Blank
/// ones do not count.
pub fn count_of(tx: &mut Tx<'_>, root: UserId) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT)
         FROM users u
         JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
         JOIN evidence e ON e.account_id = s.account_id AND e.session_id = s.id
         WHERE u.account_id = $1 AND u.root_id = $2 AND e.external_id IS NOT NULL",
        params![&account, &root],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Reads the [`columns`] that begin at `from`.
pub(crate) fn read(row: &Row, from: usize) -> Result<Evidence> {
    Ok(Evidence {
        id: row.get(from)?,
        user: row.get(from + 1)?,
        session: row.get(from + 2)?,
        device: row.get(from + 3)?,
        channel: row.get(from + 4)?,
        setting: row.get(from + 5)?,
        key: row.get(from + 6)?,
        key_name: row.get(from + 7)?,
        rule: row.get(from + 8)?,
        token_sha256: row.get(from + 9)?,
        issued_at: row.get(from + 10)?,
        expires_at: row.get(from + 11)?,
        accepted_at: row.get(from + 12)?,
        namespace: Namespace::from_bytes(row.get(from + 13)?),
        external_id: row.get(from + 14)?,
        name: row.get(from + 15)?,
        email: row.get(from + 16)?,
        email_verified: row.get(from + 17)?,
        public_key: row.get(from + 18)?,
        action: match row.get::<Option<&str>>(from + 19)? {
            Some(_) => Some(word::read(row, from + 19, &ActionKind::ALL, ActionKind::as_str)?),
            None => None,
        },
    })
}
