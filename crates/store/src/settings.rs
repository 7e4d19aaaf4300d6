//! Authentication settings: by what proof channels know who somebody is.

use bonafide_domain::{
    channel::OnFailure,
    id::{ChannelId, SettingId},
    namespace::Namespace,
    setting::{AddressTrust, SettingKind},
};

use crate::{error::Result, params, tx::Tx, value::Row, word};

/// The setting of a channel, and what the channel does where its proof fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its id.
    pub id: SettingId,
    /// By what kind of proof.
    pub kind: SettingKind,
    /// Whether the addresses that it brings are trusted (RES-12).
    pub address_trust: AddressTrust,
    /// What becomes of somebody whose proof failed (CHT-10).
    pub on_failure: OnFailure,
}

/// A new setting, in the account's own namespace (RES-13).
pub fn insert(tx: &mut Tx<'_>, id: SettingId, kind: SettingKind, name: &str) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let namespace = Namespace::Account.to_bytes();
    tx.execute(
        "INSERT INTO authentication_settings
                (account_id, id, kind, name, namespace, config, address_trust, session_epoch, version, created_at)
         VALUES ($1, $2, $3, $4, $5, '{}', $6, 0, 0, $7)",
        params![&account, &id, kind.as_str(), name, &namespace, kind.address_trust().as_str(), now],
    )?;
    Ok(())
}

/// The account's setting for its signing keys.
pub fn find_signing_keys(tx: &mut Tx<'_>) -> Result<Option<SettingId>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT id FROM authentication_settings
         WHERE account_id = $1 AND kind = 'signing_keys' AND deleted_at IS NULL ORDER BY id LIMIT 1",
        params![&account],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// The setting of a channel, the first if it has many.
pub fn of_channel(tx: &mut Tx<'_>, channel: ChannelId) -> Result<Option<Setting>> {
    let account = tx.account();
    tx.row(
        "SELECT t.id, t.kind, t.address_trust, a.on_failure
         FROM channel_authentication a
         JOIN authentication_settings t ON t.account_id = a.account_id AND t.id = a.setting_id
         WHERE a.account_id = $1 AND a.channel_id = $2 AND t.deleted_at IS NULL ORDER BY a.position LIMIT 1",
        params![&account, &channel],
    )?
    .map(|row| read(&row, 0))
    .transpose()
}

/// The setting of every channel of the account.
pub fn of_channels(tx: &mut Tx<'_>) -> Result<Vec<(ChannelId, Setting)>> {
    let account = tx.account();
    tx.rows(
        "SELECT a.channel_id, t.id, t.kind, t.address_trust, a.on_failure
         FROM channel_authentication a
         JOIN authentication_settings t ON t.account_id = a.account_id AND t.id = a.setting_id
         WHERE a.account_id = $1 AND t.deleted_at IS NULL ORDER BY a.channel_id, a.position",
        params![&account],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, read(row, 1)?)))
    .collect()
}

/// What a setting is called, and its kind; of one that was deleted too, for what once rested on it says so.
pub fn find_name(tx: &mut Tx<'_>, id: SettingId) -> Result<Option<(String, SettingKind)>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT name, kind FROM authentication_settings WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    row.map(|row| Ok((row.get(0)?, word::read(&row, 1, &SettingKind::ALL, SettingKind::as_str)?))).transpose()
}

/// The namespace of a setting's external ids (RES-13).
pub fn find_namespace(tx: &mut Tx<'_>, id: SettingId) -> Result<Option<Namespace>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT namespace FROM authentication_settings WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id],
    )?;
    row.map(|row| Ok(Namespace::from_bytes(row.get(0)?))).transpose()
}

/// Sets whether the addresses of a setting are trusted (RES-12). Says whether there is such a setting.
pub fn set_address_trust(tx: &mut Tx<'_>, id: SettingId, trust: AddressTrust) -> Result<bool> {
    let account = tx.account();
    let changed = tx.execute(
        "UPDATE authentication_settings SET address_trust = $3
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id, trust.as_str()],
    )?;
    Ok(changed == 1)
}

/// Takes a setting to give it another secret, and says the how many-th that is. `None` if there is no such setting.
pub fn take_for_secret(tx: &mut Tx<'_>, id: SettingId) -> Result<Option<i64>> {
    let account = tx.account();
    let row = tx.row(
        "UPDATE authentication_settings SET version = version + 1
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING version",
        params![&account, &id],
    )?;
    row.map(|row| row.get(0)).transpose()
}

fn read(row: &Row, from: usize) -> Result<Setting> {
    Ok(Setting {
        id: row.get(from)?,
        kind: word::read(row, from + 1, &SettingKind::ALL, SettingKind::as_str)?,
        address_trust: word::read(row, from + 2, &AddressTrust::ALL, AddressTrust::as_str)?,
        on_failure: word::read(row, from + 3, &OnFailure::ALL, OnFailure::as_str)?,
    })
}
