//! Channels: the places where end users write.

use bonafide_domain::{
    channel::{ChannelKind, OnFailure},
    color::{Color, NotAColor},
    id::{BrandId, ChannelId, SettingId},
    mode::Mode,
    sign_in_page::{SignInPage, SignInPageRefused},
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
    word,
};

/// A channel that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// The brand it speaks for.
    pub brand: BrandId,
    /// What kind of place it is.
    pub kind: ChannelKind,
    /// Its name, for administrators.
    pub name: String,
    /// What the page's snippet names it by.
    pub public_key: String,
    /// The brand colour of the messenger.
    pub color: Option<Color>,
    /// Whether nothing can be sent without signing in (SES-6).
    pub login_required: bool,
    /// Whether that refuses whoever writes without.
    pub login_required_mode: Mode,
    /// What becomes of somebody whose token failed (CHT-10).
    pub on_failure: OnFailure,
    /// Where whoever opens the chat without being signed in is sent first (OMN-14).
    pub sign_in_page: Option<SignInPage>,
    /// Whether the first message of somebody who is not signed in is answered with the form that asks for name and
    /// address (SEE-5).
    pub asks_for_contact: bool,
    /// Whether a user may have several conversations, which stay apart when users merge (MRG-9).
    pub multiple_conversations: bool,
}

impl Channel {
    /// Whether and how it requires login (SES-6).
    pub fn requires_login(&self) -> Option<Mode> {
        self.login_required.then_some(self.login_required_mode)
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.brand_id, c.kind, c.name, c.public_key, c.color, c.asks_for_contact,
                    CASE WHEN EXISTS (SELECT 1 FROM channel_authentication a WHERE a.account_id = c.account_id
                         AND a.channel_id = c.id AND a.login_required = 1)
                    THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END,
                    CASE WHEN EXISTS (SELECT 1 FROM channel_authentication a WHERE a.account_id = c.account_id
                         AND a.channel_id = c.id AND a.login_required_mode = 'report_only')
                    THEN 'report_only' ELSE 'enforced' END,
                    c.multiple_conversations,
                    CASE WHEN EXISTS (SELECT 1 FROM channel_authentication a WHERE a.account_id = c.account_id
                         AND a.channel_id = c.id AND a.on_failure = 'refuse')
                    THEN 'refuse' ELSE 'anonymous' END,
                    (SELECT MIN(a.sign_in_page) FROM channel_authentication a WHERE a.account_id = c.account_id
                     AND a.channel_id = c.id)
             FROM channels c WHERE c.account_id = $1 AND c.deleted_at IS NULL ",
            $rest
        )
    };
}

fn channel(row: &Row) -> Result<Channel> {
    Ok(Channel {
        id: row.get(0)?,
        brand: row.get(1)?,
        kind: word::read(row, 2, &ChannelKind::ALL, ChannelKind::as_str)?,
        name: row.get(3)?,
        public_key: row.get(4)?,
        color: color(row, 5)?,
        asks_for_contact: row.get(6)?,
        login_required: row.get(7)?,
        login_required_mode: word::read(row, 8, &Mode::ALL, Mode::as_str)?,
        multiple_conversations: row.get(9)?,
        on_failure: word::read(row, 10, &OnFailure::ALL, OnFailure::as_str)?,
        sign_in_page: sign_in_page(row, 11)?,
    })
}

fn sign_in_page(row: &Row, index: usize) -> Result<Option<SignInPage>> {
    let text: Option<String> = row.get(index)?;
    let page = text.map(|text| text.parse()).transpose();
    page.map_err(|error: SignInPageRefused| StoreError::Corrupt(error.to_string()))
}

fn color(row: &Row, index: usize) -> Result<Option<Color>> {
    let text: Option<String> = row.get(index)?;
    let color = text.map(|text| text.parse()).transpose();
    color.map_err(|error: NotAColor| StoreError::Corrupt(error.to_string()))
}

/// A new brand.
pub fn insert_brand(tx: &mut Tx<'_>, id: BrandId, name: &str) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO brands (account_id, id, name, created_at) VALUES ($1, $2, $3, $4)",
        params![&account, &id, name, now],
    )?;
    Ok(())
}

/// The account's first brand.
pub fn find_first_brand(tx: &mut Tx<'_>) -> Result<Option<BrandId>> {
    let account = tx.account();
    let row = tx.row("SELECT id FROM brands WHERE account_id = $1 ORDER BY id LIMIT 1", params![&account])?;
    row.map(|row| row.get(0)).transpose()
}

/// A name that an account speaks under, on one or several channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
}

/// The account's brands, oldest first.
pub fn brands(tx: &mut Tx<'_>) -> Result<Vec<Brand>> {
    let account = tx.account();
    let rows = tx.rows("SELECT id, name FROM brands WHERE account_id = $1 ORDER BY id", params![&account])?;
    rows.iter().map(|row| Ok(Brand { id: row.get(0)?, name: row.get(1)? })).collect()
}

/// A new channel, and the setting by which it authenticates, if it has one from the beginning. The channel must be made findable besides
/// ([`directory::insert_channel`](crate::directory::insert_channel)).
pub fn insert(tx: &mut Tx<'_>, channel: &Channel, setting: impl Into<Option<SettingId>>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let color = channel.color.map(|color| color.to_string());
    tx.execute(
        "INSERT INTO channels (account_id, id, brand_id, kind, name, public_key, color, asks_for_contact,
                multiple_conversations, version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)",
        params![
            &account,
            &channel.id,
            &channel.brand,
            channel.kind.as_str(),
            &channel.name,
            &channel.public_key,
            color.as_deref(),
            channel.asks_for_contact,
            channel.multiple_conversations,
            now
        ],
    )?;
    match setting.into() {
        Some(setting) => attach_new(tx, channel, setting),
        None => Ok(()),
    }
}

fn attach_new(tx: &mut Tx<'_>, channel: &Channel, setting: SettingId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO channel_authentication (account_id, channel_id, setting_id, position, login_required,
                login_required_mode, on_failure, sign_in_page)
         VALUES ($1, $2, $3, 0, $4, $5, $6, $7)",
        params![
            &account,
            &channel.id,
            &setting,
            channel.login_required,
            channel.login_required_mode.as_str(),
            channel.on_failure.as_str(),
            channel.sign_in_page.as_ref().map(SignInPage::as_str)
        ],
    )?;
    Ok(())
}

/// Attaches another setting to a channel in the place of the one that it has, or none (OMN-18). What the channel does about
/// logins stays, but for a channel that has no setting: there it is as for a new one.
pub fn set_setting(tx: &mut Tx<'_>, channel: &Channel, setting: Option<SettingId>) -> Result<()> {
    let account = tx.account();
    let Some(setting) = setting else {
        tx.execute(
            "DELETE FROM channel_authentication WHERE account_id = $1 AND channel_id = $2",
            params![&account, &channel.id],
        )?;
        return Ok(());
    };
    let replaced = tx.execute(
        "UPDATE channel_authentication SET setting_id = $3 WHERE account_id = $1 AND channel_id = $2",
        params![&account, &channel.id, &setting],
    )?;
    if replaced == 0 { attach_new(tx, channel, setting) } else { Ok(()) }
}

/// A channel by id.
pub fn find(tx: &mut Tx<'_>, id: ChannelId) -> Result<Option<Channel>> {
    let account = tx.account();
    tx.row(select!("AND c.id = $2"), params![&account, &id])?.map(|row| channel(&row)).transpose()
}

/// Takes a channel to change it: whoever else would change it reads it after this transaction. Says whether there is such a channel.
pub fn take(tx: &mut Tx<'_>, id: ChannelId) -> Result<bool> {
    let account = tx.account();
    let sql = "SELECT id FROM channels WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
    Ok(tx.take(sql, params![&account, &id])?.is_some())
}

/// The account's channels, oldest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Channel>> {
    let account = tx.account();
    tx.rows(select!("ORDER BY c.id"), params![&account])?.iter().map(channel).collect()
}

/// Changes what can be changed of a channel, which was taken, besides its origins; says whether there was such a channel.
pub fn update(tx: &mut Tx<'_>, channel: &Channel) -> Result<bool> {
    let account = tx.account();
    let color = channel.color.map(|color| color.to_string());
    let changed = tx.execute(
        "UPDATE channels SET name = $3, color = $4, asks_for_contact = $5, multiple_conversations = $6,
                version = version + 1
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![
            &account,
            &channel.id,
            &channel.name,
            color.as_deref(),
            channel.asks_for_contact,
            channel.multiple_conversations
        ],
    )?;
    tx.execute(
        "UPDATE channel_authentication SET login_required = $3, login_required_mode = $4, on_failure = $5,
                sign_in_page = $6
         WHERE account_id = $1 AND channel_id = $2",
        params![
            &account,
            &channel.id,
            channel.login_required,
            channel.login_required_mode.as_str(),
            channel.on_failure.as_str(),
            channel.sign_in_page.as_ref().map(SignInPage::as_str)
        ],
    )?;
    Ok(changed == 1)
}

/// The origins of the pages that may embed a channel, in order.
pub fn origins(tx: &mut Tx<'_>, channel: ChannelId) -> Result<Vec<String>> {
    let account = tx.account();
    tx.rows(
        "SELECT origin FROM channel_origins WHERE account_id = $1 AND channel_id = $2 ORDER BY origin",
        params![&account, &channel],
    )?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// Sets the origins of the pages that may embed a channel.
pub fn set_origins(tx: &mut Tx<'_>, channel: ChannelId, origins: &[String]) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM channel_origins WHERE account_id = $1 AND channel_id = $2",
        params![&account, &channel],
    )?;
    for origin in origins {
        tx.execute(
            "INSERT INTO channel_origins (account_id, channel_id, origin) VALUES ($1, $2, $3)
             ON CONFLICT (account_id, channel_id, origin) DO NOTHING",
            params![&account, &channel, origin],
        )?;
    }
    Ok(())
}
