//! Authentication settings that administrators make and change: of public keys, and those that exchange codes (OMN-1, OMN-11,
//! OMN-18).

mod code;
mod fields;

use bonafide_domain::{
    code_setting::{ActionKind, CodeFields},
    id::{AgentId, ChannelId, SettingId},
    key_fetch::KeySource,
    namespace::Namespace,
    public_key_setting::PublicKeyFields,
    setting::{AddressTrust, SettingKind},
    time::Millis,
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
    word,
};

/// What is set of such a setting, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingFields {
    /// Of public keys.
    PublicKeys(PublicKeyFields),
    /// Of one that exchanges codes.
    Code(CodeFields),
}

impl SettingFields {
    /// The kind of setting that they are of.
    pub const fn kind(&self) -> SettingKind {
        match self {
            Self::PublicKeys(_) => SettingKind::PublicKeys,
            Self::Code(_) => SettingKind::Code,
        }
    }

    /// Where its public keys are, if it needs some.
    pub fn keys(&self) -> Option<KeySource> {
        match self {
            Self::PublicKeys(fields) => Some(fields.keys()),
            Self::Code(fields) => fields.action.keys(),
        }
    }

    /// Whether calls to the customer's own endpoint are signed for it (OMN-12).
    pub fn signs_calls(&self) -> bool {
        match self {
            Self::PublicKeys(_) => false,
            Self::Code(fields) => fields.action.kind() == ActionKind::Endpoint,
        }
    }

    fn write(&self) -> String {
        match self {
            Self::PublicKeys(fields) => fields::write(fields),
            Self::Code(fields) => code::write(fields),
        }
    }

    fn read(kind: SettingKind, text: &str) -> Result<Self> {
        match kind {
            SettingKind::PublicKeys => fields::read(text).map(Self::PublicKeys),
            SettingKind::Code => code::read(text).map(Self::Code),
            SettingKind::SigningKeys | SettingKind::SharedSecret => {
                Err(StoreError::Corrupt("a setting that nobody made has fields".to_owned()))
            }
        }
    }
}

/// A setting that administrators made and that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeSetting {
    /// Its id.
    pub id: SettingId,
    /// Its name.
    pub name: String,
    /// Who owns it: its maker, unless changed; `None` for a command on the server's own machine.
    pub owner: Option<AgentId>,
    /// The namespace of the external ids in its tokens (RES-13).
    pub namespace: Namespace,
    /// Whether the addresses in its tokens are trusted (RES-12).
    pub address_trust: AddressTrust,
    /// Its fields.
    pub fields: SettingFields,
    /// Whether it has a client secret (OMN-11).
    pub has_secret: bool,
    /// When it was made.
    pub made_at: Millis,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, owner_id, namespace, address_trust, config, created_at, kind,
                    CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT)
             FROM authentication_settings
             WHERE account_id = $1 AND kind IN ('oauth2_implicit', 'oauth2_code') AND deleted_at IS NULL ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<MadeSetting> {
    Ok(MadeSetting {
        id: row.get(0)?,
        name: row.get(1)?,
        owner: row.get(2)?,
        namespace: Namespace::from_bytes(row.get(3)?),
        address_trust: word::read(row, 4, &AddressTrust::ALL, AddressTrust::as_str)?,
        fields: SettingFields::read(
            word::read(row, 7, &SettingKind::ALL, SettingKind::as_str)?,
            row.get(5)?,
        )?,
        has_secret: row.get(8)?,
        made_at: row.get(6)?,
    })
}

/// A new setting.
pub fn insert(tx: &mut Tx<'_>, setting: &MadeSetting) -> Result<()> {
    let account = tx.account();
    let namespace = setting.namespace.to_bytes();
    tx.execute(
        "INSERT INTO authentication_settings
                (account_id, id, kind, name, owner_id, namespace, config, address_trust, session_epoch, version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9)",
        params![
            &account,
            &setting.id,
            setting.fields.kind().as_str(),
            &setting.name,
            setting.owner.as_ref(),
            &namespace,
            setting.fields.write().as_str(),
            setting.address_trust.as_str(),
            setting.made_at
        ],
    )?;
    Ok(())
}

/// A setting by id.
pub fn find(tx: &mut Tx<'_>, id: SettingId) -> Result<Option<MadeSetting>> {
    let account = tx.account();
    tx.row(select!("AND id = $2"), params![&account, &id])?.map(|row| read(&row)).transpose()
}

/// The account's settings, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<MadeSetting>> {
    let account = tx.account();
    tx.rows(select!("ORDER BY id"), params![&account])?.iter().map(read).collect()
}

/// Takes a setting to change it, attach it to a channel or delete it: those come one after the other. Says whether there is
/// such a setting.
pub fn take(tx: &mut Tx<'_>, id: SettingId) -> Result<bool> {
    let account = tx.account();
    let taken = tx.execute(
        "UPDATE authentication_settings SET version = version + 1
         WHERE account_id = $1 AND id = $2 AND kind IN ('oauth2_implicit', 'oauth2_code') AND deleted_at IS NULL",
        params![&account, &id],
    )?;
    Ok(taken == 1)
}

/// Changes what can be changed of a setting, which was taken: its name, owner, trust in addresses and fields.
pub fn update(tx: &mut Tx<'_>, setting: &MadeSetting) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE authentication_settings SET name = $3, owner_id = $4, config = $5, address_trust = $6
         WHERE account_id = $1 AND id = $2",
        params![
            &account,
            &setting.id,
            &setting.name,
            setting.owner.as_ref(),
            setting.fields.write().as_str(),
            setting.address_trust.as_str()
        ],
    )?;
    Ok(())
}

/// The client secret of a setting that is not deleted, sealed (KEY-8).
pub fn find_secret(tx: &mut Tx<'_>, id: SettingId) -> Result<Option<Vec<u8>>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT sealed_secret FROM authentication_settings WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id],
    )?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Gives a setting, which was taken, another client secret.
pub fn set_secret(tx: &mut Tx<'_>, id: SettingId, sealed: &[u8]) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE authentication_settings SET sealed_secret = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, sealed],
    )?;
    Ok(())
}

/// Deletes a setting, which was taken and is attached to nothing, and ends the sessions that it opened. The row stays for the
/// evidence that names it, without its secret.
pub fn delete(tx: &mut Tx<'_>, id: SettingId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE authentication_settings SET deleted_at = $3, session_epoch = session_epoch + 1, sealed_secret = NULL
         WHERE account_id = $1 AND id = $2",
        params![&account, &id, now],
    )?;
    tx.execute("DELETE FROM fetched_keys WHERE account_id = $1 AND setting_id = $2", params![&account, &id])?;
    Ok(())
}

/// The channels that a setting is attached to, with their names, oldest first.
pub fn channels(tx: &mut Tx<'_>, id: SettingId) -> Result<Vec<(ChannelId, String)>> {
    let account = tx.account();
    tx.rows(
        "SELECT c.id, c.name FROM channel_authentication x
         JOIN channels c ON c.account_id = x.account_id AND c.id = x.channel_id AND c.deleted_at IS NULL
         WHERE x.account_id = $1 AND x.setting_id = $2 ORDER BY c.id",
        params![&account, &id],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}
