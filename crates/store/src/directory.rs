//! Where to look when the account is not known yet.

use bonafide_domain::id::{AccountId, AgentId, ChannelId, Id};

use crate::{error::Result, params, tx::Tx};

fn insert<K>(tx: &mut Tx<'_>, kind: &'static str, key: &str, target: Id<K>) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO directory (kind, key, account_id, target_id) VALUES ($1, $2, $3, $4)",
        params![kind, key, &account, &target],
    )?;
    Ok(())
}

fn find<K>(tx: &mut Tx<'_>, kind: &'static str, key: &str) -> Result<Option<(AccountId, Id<K>)>> {
    let row = tx.row(
        "SELECT account_id, target_id FROM directory WHERE kind = $1 AND key = $2",
        params![kind, key],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Makes a channel findable by its public key. `Conflict("directory_pkey")` if another has that key.
pub fn insert_channel(tx: &mut Tx<'_>, public_key: &str, channel: ChannelId) -> Result<()> {
    insert(tx, "channel", public_key, channel)
}

/// The account and the channel of a public key.
pub fn find_channel(tx: &mut Tx<'_>, public_key: &str) -> Result<Option<(AccountId, ChannelId)>> {
    find(tx, "channel", public_key)
}

/// Makes an agent findable by the key of their address. `Conflict("directory_pkey")` if it is taken.
pub fn insert_agent(tx: &mut Tx<'_>, email_key: &str, agent: AgentId) -> Result<()> {
    insert(tx, "agent", email_key, agent)
}

/// The account and the agent of an address.
pub fn find_agent(tx: &mut Tx<'_>, email_key: &str) -> Result<Option<(AccountId, AgentId)>> {
    find(tx, "agent", email_key)
}
