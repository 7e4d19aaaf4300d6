//! Devices: one browser profile or app installation of a user.

use bonafide_domain::{
    id::{ChannelId, DeviceId, UserId},
    time::Millis,
};

use crate::{error::Result, params, tx::Tx};

/// A new device.
pub fn insert(
    tx: &mut Tx<'_>,
    id: DeviceId,
    channel: ChannelId,
    agent_text: &str,
    locale: Option<&str>,
) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO devices (account_id, id, channel_id, agent_text, locale, created_at, last_seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        params![&account, &id, &channel, agent_text, locale, now],
    )?;
    Ok(())
}

/// The language of the device that a user was on last, of those that named one. `root` is one who was not merged.
pub fn language_of(tx: &mut Tx<'_>, root: UserId) -> Result<Option<String>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT d.locale FROM users u JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
         JOIN devices d ON d.account_id = s.account_id AND d.id = s.device_id
         WHERE u.account_id = $1 AND u.root_id = $2 AND d.locale IS NOT NULL ORDER BY s.id DESC LIMIT 1",
        params![&account, &root],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Whether a device may not be used anonymously: it is banned itself, or somebody who is banned was signed in
/// on it (SES-13).
pub fn is_banned(tx: &mut Tx<'_>, id: DeviceId) -> Result<bool> {
    let account = tx.account();
    let row = tx.row(
        "SELECT d.id FROM devices d WHERE d.account_id = $1 AND d.id = $2 AND (d.banned_at IS NOT NULL OR EXISTS (
            SELECT 1 FROM sessions s JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
            JOIN users r ON r.account_id = u.account_id AND r.id = u.root_id
            WHERE s.account_id = d.account_id AND s.device_id = d.id AND r.banned_at IS NOT NULL))",
        params![&account, &id],
    )?;
    Ok(row.is_some())
}

/// Lets the devices be used anonymously again that were banned with a user, or with anyone banned who was merged into them
/// since. `root` is one who was not merged.
pub fn lift_bans_of_user(tx: &mut Tx<'_>, root: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE devices SET banned_at = NULL WHERE account_id = $1 AND id IN (
            SELECT s.device_id FROM users u JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
            WHERE u.account_id = $1 AND u.root_id = $2 AND u.banned_at IS NOT NULL AND s.kind = 'anonymous')",
        params![&account, &root],
    )?;
    Ok(())
}

/// Bans the devices that a user has sessions on from anonymous use, or lifts that ban (SES-8).
pub fn set_banned_of_user(tx: &mut Tx<'_>, user: UserId, banned_at: Option<Millis>) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE devices SET banned_at = $3 WHERE account_id = $1
         AND id IN (SELECT device_id FROM sessions WHERE account_id = $1 AND user_id = $2)",
        params![&account, &user, banned_at],
    )?;
    Ok(())
}
