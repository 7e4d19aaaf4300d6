//! Reads every session and every head again, so that what no hint told is found (details 8): news of another node,
//! or news that was dropped.

use bonafide_domain::id::{AccountId, AgentSessionId, ConversationId};
use bonafide_store::{
    Result, Store, Tx, conversations,
    tickets::{self, View},
};
use tokio::time::{MissedTickBehavior, interval};

use super::{
    Hub,
    agents::InboxState,
    member::Device,
    presence,
    standing::{self, Standing},
};
use crate::App;

/// How many sockets one read is about, so that none of them holds up a reader for long.
const AT_ONCE: usize = 256;

/// Checks all sockets every `sessions.recheck_seconds`, and whenever news was dropped.
pub(super) async fn again_and_again(app: App) {
    let mut ticks = interval(app.config.sessions.recheck);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.hub.lost() => {}
        }
        all(&app.hub, &app.store).await;
        presence::all(&app).await;
    }
}

/// Checks all sockets once. Those of an account that cannot be read stay as they are: whatever they do next is
/// refused or let through by the same database.
pub async fn all(hub: &Hub, store: &Store) {
    for account in hub.accounts() {
        if let Err(error) = one(hub, store, account).await {
            tracing::warn!(%error, "the sockets of an account could not be checked");
        }
    }
}

async fn one(hub: &Hub, store: &Store, account: AccountId) -> Result<()> {
    devices(hub, store, account).await?;
    agents(hub, store, account).await?;
    watched(hub, store, account).await
}

/// The sessions of devices, and how far their users' conversations go.
async fn devices(hub: &Hub, store: &Store, account: AccountId) -> Result<()> {
    let all: Vec<_> = hub.with(account, |sockets| sockets.devices.all().collect());
    for some in all.chunks(AT_ONCE).map(<[_]>::to_vec) {
        let found =
            store.read(account, move |tx| some.iter().map(|it| device(tx, it)).collect::<Result<Vec<_>>>());
        let found = found.await?;
        hub.with(account, |sockets| {
            for (number, standing, heads) in found {
                match standing {
                    Standing::Over(close) => sockets.devices.close(number, close),
                    Standing::Counts { .. } => sockets.devices.has_heads(number, &heads),
                }
            }
        });
    }
    Ok(())
}

type Head = (ConversationId, i64);

fn device(tx: &mut Tx<'_>, (number, device): &(u64, Device)) -> Result<(u64, Standing, Vec<Head>)> {
    let standing = standing::of_device(tx, device)?;
    let theirs = conversations::of_user(tx, device.user)?;
    Ok((*number, standing, theirs.iter().map(|it| (it.id, it.last_seq)).collect()))
}

/// The sessions of agents.
async fn agents(hub: &Hub, store: &Store, account: AccountId) -> Result<()> {
    let all: Vec<_> = hub.with(account, |sockets| sockets.agents.all().collect());
    for some in all.chunks(AT_ONCE).map(<[_]>::to_vec) {
        let found =
            store.read(account, move |tx| some.iter().map(|it| agent(tx, it)).collect::<Result<Vec<_>>>());
        let found = found.await?;
        hub.with(account, |sockets| {
            for (number, standing) in found {
                match standing {
                    Standing::Over(close) => sockets.agents.close(number, close),
                    Standing::Counts { .. } => {}
                }
            }
        });
    }
    Ok(())
}

fn agent(tx: &mut Tx<'_>, (number, session): &(u64, AgentSessionId)) -> Result<(u64, Standing)> {
    Ok((*number, standing::of_agent(tx, *session)?))
}

/// How far the conversations go that agents watch, whether they are still there, and whether the inbox is another: whatever happens in a ticket
/// brings it to the top or closes it.
async fn watched(hub: &Hub, store: &Store, account: AccountId) -> Result<()> {
    let watched: Vec<_> = hub.with(account, |sockets| sockets.agents.watched().into_iter().collect());
    for some in watched.chunks(AT_ONCE).map(<[_]>::to_vec) {
        let found = store.read(account, move |tx| {
            some.iter().map(|id| Ok((*id, conversations::find(tx, *id)?))).collect::<Result<Vec<_>>>()
        });
        let found = found.await?;
        hub.with(account, |sockets| {
            for (id, conversation) in found {
                match conversation {
                    Some(conversation) => sockets.agents.has_head(id, conversation.last_seq),
                    None => sockets.agents.gone(id),
                }
            }
        });
    }
    let inbox = store.read(account, |tx| {
        let top = tickets::inbox(tx, View::All, None, 1)?;
        let top = top.first().map(|line| (line.ticket.id, line.ticket.last_activity_at));
        Ok(InboxState { top, live: tickets::count_live(tx)? })
    });
    let inbox = inbox.await?;
    hub.with(account, |sockets| sockets.agents.inbox_is(inbox));
    Ok(())
}
