//! What a login on a channel with a key of ours rests on, read at once in its transaction.

use bonafide_domain::{
    id::{ChannelId, KeyId, SettingId},
    identity::{EmailPolicy, JoinPolicy},
    mode::Mode,
    session::Epoch,
    setting::AddressTrust,
    time::Span,
};

use crate::{error::Result, params, tx::Tx, value::Row, word};

/// Whether a key may sign for logins on a channel now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginTerms {
    /// There is no such key, or it or its setting was deleted (KEY-6), or it is at its end (CHT-1).
    NoKey,
    /// The channel does not accept the key's setting.
    NotOnThisChannel,
    /// It may.
    Granted(KeyTerms),
}

/// What a login takes from its key and account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTerms {
    /// The key.
    pub key: KeyId,
    /// Its name, for the evidence.
    pub key_name: String,
    /// Raised to end every session opened with the key.
    pub key_epoch: Epoch,
    /// The setting it belongs to.
    pub setting: SettingId,
    /// Raised to end every session opened by the setting.
    pub setting_epoch: Epoch,
    /// Whether the addresses that the setting brings are trusted (RES-12).
    pub address_trust: AddressTrust,
    /// How long an authenticated session lasts at most (SES-4).
    pub session_limit: Span,
    /// What the account lets become an email identity (EML-1).
    pub email_policy: EmailPolicy,
    /// Whether a login is refused whose address is somebody else's (RES-4).
    pub email_conflicts: Mode,
    /// When the account joins what was written before without asking (MRG-11).
    pub join_policy: JoinPolicy,
}

/// The terms of a login on `channel` with a token that `key` signed; `None` if there is no such channel.
pub fn find(tx: &mut Tx<'_>, channel: ChannelId, key: KeyId) -> Result<Option<LoginTerms>> {
    let (account, now) = (tx.account(), tx.now());
    tx.row(
        "SELECT t.id, x.setting_id, k.id, k.name, k.session_epoch, t.session_epoch, a.session_limit,
                a.email_policy, a.email_conflicts, a.join_policy, t.address_trust
         FROM channels c
         JOIN accounts a ON a.id = c.account_id
         LEFT JOIN signing_keys k ON k.account_id = c.account_id AND k.id = $3 AND k.deleted_at IS NULL
                AND (k.valid_until IS NULL OR k.valid_until > $4)
         LEFT JOIN authentication_settings t
                ON t.account_id = k.account_id AND t.id = k.setting_id AND t.deleted_at IS NULL
         LEFT JOIN channel_authentication x
                ON x.account_id = c.account_id AND x.channel_id = c.id AND x.setting_id = t.id
         WHERE c.account_id = $1 AND c.id = $2 AND c.deleted_at IS NULL",
        params![&account, &channel, &key, now],
    )?
    .map(|row| terms(&row))
    .transpose()
}

fn terms(row: &Row) -> Result<LoginTerms> {
    let (setting, accepted): (Option<SettingId>, Option<SettingId>) = (row.get(0)?, row.get(1)?);
    Ok(match (setting, accepted) {
        (None, _) => LoginTerms::NoKey,
        (Some(_), None) => LoginTerms::NotOnThisChannel,
        (Some(setting), Some(_)) => LoginTerms::Granted(KeyTerms {
            key: row.get(2)?,
            key_name: row.get(3)?,
            key_epoch: row.get(4)?,
            setting,
            setting_epoch: row.get(5)?,
            address_trust: word::read(row, 10, &AddressTrust::ALL, AddressTrust::as_str)?,
            session_limit: Span::millis(row.get(6)?),
            email_policy: word::read(row, 7, &EmailPolicy::ALL, EmailPolicy::as_str)?,
            email_conflicts: word::read(row, 8, &Mode::ALL, Mode::as_str)?,
            join_policy: word::read(row, 9, &JoinPolicy::ALL, JoinPolicy::as_str)?,
        }),
    })
}
