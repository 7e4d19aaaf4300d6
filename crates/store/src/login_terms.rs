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
    /// There is no such key or setting: it was deleted (KEY-6), or is at its end (CHT-1).
    NoKey,
    /// The channel does not accept the key's setting.
    NotOnThisChannel,
    /// It may.
    Granted(KeyTerms),
}

/// The key of ours that made a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTerm {
    /// Its id.
    pub id: KeyId,
    /// Raised to end every session opened with it.
    pub epoch: Epoch,
}

/// What a login takes from its key, its setting and its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTerms {
    /// The key of ours, if one made the token.
    pub key: Option<KeyTerm>,
    /// Its name, for the evidence; the setting's, where one of its public keys proved the token.
    pub key_name: String,
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

/// What a login takes from its setting and account, whatever made the token.
macro_rules! of_setting {
    () => {
        "t.id, x.setting_id, t.session_epoch, t.address_trust, a.session_limit, a.email_policy, a.email_conflicts,
         a.join_policy, "
    };
}

/// The terms of a login on `channel` with a token that `key` signed; `None` if there is no such channel.
pub fn find(tx: &mut Tx<'_>, channel: ChannelId, key: KeyId) -> Result<Option<LoginTerms>> {
    let (account, now) = (tx.account(), tx.now());
    tx.row(
        concat!(
            "SELECT ",
            of_setting!(),
            "k.name, k.id, k.session_epoch
             FROM channels c
             JOIN accounts a ON a.id = c.account_id
             LEFT JOIN signing_keys k ON k.account_id = c.account_id AND k.id = $3 AND k.deleted_at IS NULL
                    AND (k.valid_until IS NULL OR k.valid_until > $4)
             LEFT JOIN authentication_settings t
                    ON t.account_id = k.account_id AND t.id = k.setting_id AND t.deleted_at IS NULL
             LEFT JOIN channel_authentication x
                    ON x.account_id = c.account_id AND x.channel_id = c.id AND x.setting_id = t.id
             WHERE c.account_id = $1 AND c.id = $2 AND c.deleted_at IS NULL"
        ),
        params![&account, &channel, &key, now],
    )?
    .map(|row| terms(&row, |row| Ok(Some(KeyTerm { id: row.get(9)?, epoch: row.get(10)? }))))
    .transpose()
}

/// The terms of a login on `channel` with a token that a public key of `setting` proved; `None` if there is no such channel.
pub fn find_of_setting(
    tx: &mut Tx<'_>,
    channel: ChannelId,
    setting: SettingId,
) -> Result<Option<LoginTerms>> {
    let account = tx.account();
    tx.row(
        concat!(
            "SELECT ",
            of_setting!(),
            "t.name
             FROM channels c
             JOIN accounts a ON a.id = c.account_id
             LEFT JOIN authentication_settings t
                    ON t.account_id = c.account_id AND t.id = $3 AND t.deleted_at IS NULL
             LEFT JOIN channel_authentication x
                    ON x.account_id = c.account_id AND x.channel_id = c.id AND x.setting_id = t.id
             WHERE c.account_id = $1 AND c.id = $2 AND c.deleted_at IS NULL"
        ),
        params![&account, &channel, &setting],
    )?
    .map(|row| terms(&row, |_| Ok(None)))
    .transpose()
}

fn terms(row: &Row, key: impl FnOnce(&Row) -> Result<Option<KeyTerm>>) -> Result<LoginTerms> {
    let (setting, accepted): (Option<SettingId>, Option<SettingId>) = (row.get(0)?, row.get(1)?);
    Ok(match (setting, accepted) {
        (None, _) => LoginTerms::NoKey,
        (Some(_), None) => LoginTerms::NotOnThisChannel,
        (Some(setting), Some(_)) => LoginTerms::Granted(KeyTerms {
            key: key(row)?,
            key_name: row.get(8)?,
            setting,
            setting_epoch: row.get(2)?,
            address_trust: word::read(row, 3, &AddressTrust::ALL, AddressTrust::as_str)?,
            session_limit: Span::millis(row.get(4)?),
            email_policy: word::read(row, 5, &EmailPolicy::ALL, EmailPolicy::as_str)?,
            email_conflicts: word::read(row, 6, &Mode::ALL, Mode::as_str)?,
            join_policy: word::read(row, 7, &JoinPolicy::ALL, JoinPolicy::as_str)?,
        }),
    })
}
