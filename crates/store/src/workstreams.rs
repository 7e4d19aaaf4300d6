//! Workstreams: by which rules the tickets of channels come into queues (ROU-1).

use bonafide_domain::{
    id::{ChannelId, WorkstreamId},
    routing::Draft,
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
};

/// A workstream that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workstream {
    /// Its id.
    pub id: WorkstreamId,
    /// Its name.
    pub name: String,
    /// Its variables, rules and fallback queue.
    pub draft: Draft,
}

fn workstream(row: &Row) -> Result<Workstream> {
    let draft: String = row.get(2)?;
    let draft = serde_json::from_str(&draft)
        .map_err(|error| StoreError::Corrupt(format!("the rules of a workstream: {error}")))?;
    Ok(Workstream { id: row.get(0)?, name: row.get(1)?, draft })
}

fn json(draft: &Draft) -> Result<String> {
    serde_json::to_string(draft).map_err(|error| StoreError::Bug(error.to_string()))
}

/// A new workstream. `Conflict("workstreams_name")` if another has the name.
pub fn insert(tx: &mut Tx<'_>, workstream: &Workstream) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let draft = json(&workstream.draft)?;
    tx.execute(
        "INSERT INTO workstreams (account_id, id, name, draft, version, created_at) VALUES ($1, $2, $3, $4, 1, $5)",
        params![&account, &workstream.id, &workstream.name, &draft, now],
    )?;
    Ok(())
}

/// Changes a workstream; says whether there is one. `Conflict("workstreams_name")` if another has the name.
pub fn update(tx: &mut Tx<'_>, workstream: &Workstream) -> Result<bool> {
    let account = tx.account();
    let draft = json(&workstream.draft)?;
    let changed = tx.execute(
        "UPDATE workstreams SET name = $3, draft = $4, version = version + 1
         WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &workstream.id, &workstream.name, &draft],
    )?;
    Ok(changed == 1)
}

/// Deletes a workstream: its channels are routed by none from now on. Says whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: WorkstreamId) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    set_channels(tx, id, &[])?;
    let deleted = tx.execute(
        "UPDATE workstreams SET deleted_at = $3 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id, now],
    )?;
    Ok(deleted == 1)
}

/// A workstream by id.
pub fn find(tx: &mut Tx<'_>, id: WorkstreamId) -> Result<Option<Workstream>> {
    let account = tx.account();
    tx.row(
        "SELECT id, name, draft FROM workstreams WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL",
        params![&account, &id],
    )?
    .map(|row| workstream(&row))
    .transpose()
}

/// The account's workstreams, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Workstream>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, name, draft FROM workstreams WHERE account_id = $1 AND deleted_at IS NULL ORDER BY name, id",
        params![&account],
    )?
    .iter()
    .map(workstream)
    .collect()
}

/// What the account's workstreams are called, by name: without their rules, of which there can be megabytes.
pub fn names(tx: &mut Tx<'_>) -> Result<Vec<(WorkstreamId, String)>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, name FROM workstreams WHERE account_id = $1 AND deleted_at IS NULL ORDER BY name, id",
        params![&account],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Which channels are routed by which workstream.
pub fn channels(tx: &mut Tx<'_>) -> Result<Vec<(WorkstreamId, ChannelId)>> {
    let account = tx.account();
    tx.rows(
        "SELECT workstream_id, channel_id FROM workstream_channels WHERE account_id = $1
         ORDER BY workstream_id, channel_id",
        params![&account],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Sets which channels a workstream routes. `Conflict("workstream_channels_pkey")` for one of another workstream's.
pub fn set_channels(tx: &mut Tx<'_>, id: WorkstreamId, channels: &[ChannelId]) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM workstream_channels WHERE account_id = $1 AND workstream_id = $2",
        params![&account, &id],
    )?;
    for channel in channels {
        tx.execute(
            "INSERT INTO workstream_channels (account_id, channel_id, workstream_id) VALUES ($1, $2, $3)",
            params![&account, channel, &id],
        )?;
    }
    Ok(())
}

/// By which workstream a channel is routed, and in which version: whoever has that in memory need not read it.
pub fn of_channel(tx: &mut Tx<'_>, channel: ChannelId) -> Result<Option<(WorkstreamId, i64)>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT w.id, w.version FROM workstream_channels c
         JOIN workstreams w ON w.account_id = c.account_id AND w.id = c.workstream_id
         WHERE c.account_id = $1 AND c.channel_id = $2",
        params![&account, &channel],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
